import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobIdOf, startJobsDeployment, type JobCode, type JobsDeployment } from './jobs-deployment.ts';

/** Names that objects have by themselves, and others that nobody gives a job. */
const STRANGE_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a.constructor', 'x'.repeat(10_000), '%00'];

describe('jobs', () => {
  /** Ends of attempts that a test decides about, by the job's own word. */
  const held = new Map<string, (outcome: 'ok' | Error) => void>();
  const begun: string[] = [];
  let deployment: JobsDeployment;
  let cloud: unknown;

  function hold(word: string, { signal }: JobCode): Promise<void> {
    return new Promise((resolve, reject) => {
      held.set(word, (outcome) => {
        if (outcome === 'ok') resolve();
        else reject(outcome);
      });
      signal.addEventListener('abort', () => {
        begun.push(`${word} ended`);
        reject(new Error('ended'));
      });
    });
  }

  beforeAll(async () => {
    deployment = await startJobsDeployment(
      {
        sum: (run, context) => {
          cloud = { kind: context.identity.kind, requestId: context.requestId, code: context.cloud };
          const { a, b } = run.parameters as { a: number; b: number };
          run.tell('adding');
          return Promise.resolve(`${a + b}`);
        },
        quiet: (run) => {
          run.tell('halfway');
          return Promise.resolve();
        },
        broken: (run) => {
          run.tell('about to break');
          return Promise.reject(new Error('ENOENT /etc/secret'));
        },
        held: async (run) => {
          const word = String(run.parameters['word']);
          begun.push(word);
          run.tell(`${word} waits`);
          await hold(word, run);
        },
        single: async (run) => {
          const word = String(run.parameters['word']);
          begun.push(word);
          await hold(word, run);
        },
        stubborn: (run) => {
          if (run.attempt < 3) return Promise.reject(new Error('not yet'));
          return Promise.resolve(`at attempt ${run.attempt}`);
        },
        slow: (run) => hold('slow', run),
      },
      {
        rules: { single: { attempts: 1, retryAfterSeconds: 30, timeLimitSeconds: 3_600, oneAtATime: true } }, // of the code
        settings: {
          jobs: {
            runningMax: 5,
            rules: {
              stubborn: { attempts: 3, retryAfterSeconds: 30 },
              slow: { timeLimitSeconds: 1 },
            },
          },
        },
      },
    );
  });
  afterAll(() => deployment.close());

  const waitFor = (word: string) => expect.poll(() => begun.includes(word)).toBe(true);

  it('CLD-20 answers at once with the id of a status, which ends succeeded and shows the message', async () => {
    const answer = await deployment.parlance.masterRest('POST', '/jobs/sum', { a: 1, b: 2 });
    expect([answer.status, answer.body]).toEqual([200, {}]);
    const jobId = jobIdOf(answer);
    expect(jobId).toMatch(/^[A-Za-z0-9]{10}$/);
    const ended = await deployment.ended(jobId);
    expect(ended).toMatchObject({ jobName: 'sum', source: 'api', status: 'succeeded', message: '3', params: { a: 1, b: 2 } });
    expect(ended['finishedAt']).toMatchObject({ __type: 'Date' });
    expect(ended['ACL']).toEqual({});
  });

  it('CLD-20 log lines of a run have its id for their request, and the code learns of the request that has started it', async () => {
    const jobId = await deployment.start('sum', { a: 2, b: 2 });
    await deployment.ended(jobId);
    expect(cloud).toMatchObject({ kind: 'master', requestId: jobId, code: { depth: 0 } });
    expect(JSON.stringify(cloud)).not.toContain(deployment.parlance.app().keys.master);
  });

  it('CLD-20 shows what a job tells on its way, and keeps it where the job returns nothing', async () => {
    const jobId = await deployment.start('held', { word: 'shown' });
    await expect.poll(async () => deployment.status(jobId)).toMatchObject({ status: 'running', message: 'shown waits' });
    held.get('shown')?.('ok');
    expect(await deployment.ended(jobId)).toMatchObject({ status: 'succeeded', message: 'shown waits' });
    expect(await deployment.ended(await deployment.start('quiet'))).toMatchObject({ status: 'succeeded', message: 'halfway' });
  });

  it('CLD-20 a job that fails has failed, at its first attempt, and its error tells nothing of the inside', async () => {
    const status = await deployment.ended(await deployment.start('broken'));
    expect(status).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(status)).not.toContain('/etc/secret');
  });

  it('CLD-20 takes the name from the body too, and from the query the parameters that the body leaves out', async () => {
    const answer = await deployment.parlance.masterRest('POST', '/jobs', { jobName: 'sum', a: 4, b: 4 });
    expect(await deployment.ended(jobIdOf(answer))).toMatchObject({ jobName: 'sum', message: '8' });
  });

  it('CLD-20 needs the master key, and writes: 403 for everybody else', async () => {
    for (const key of ['rest', 'client', 'javascript', 'none'] as const) {
      const { status } = await deployment.parlance.rest('POST', '/jobs/sum', { a: 1, b: 1 }, { key });
      expect([key, status]).toEqual([key, 403]);
    }
    const readOnly = await deployment.parlance.rest('POST', '/jobs/sum', {}, { key: 'readOnlyMaster' });
    expect([readOnly.status >= 400, readOnly.body.code]).toEqual([true, 119]);
  });

  it('CLD-02 SEC-02 an unknown job is 141, whatever its name', async () => {
    for (const name of ['nosuch', ...STRANGE_NAMES.map((strange) => (strange === '%00' ? strange : encodeURIComponent(strange)))]) {
      const { status, body } = await deployment.parlance.masterRest('POST', `/jobs/${name}`, {});
      expect([name.slice(0, 20), status, body]).toEqual([name.slice(0, 20), 400, { code: 141, error: 'Invalid job.' }]);
    }
    for (const jobName of [undefined, 5, null, {}, '']) {
      expect((await deployment.parlance.masterRest('POST', '/jobs', { jobName })).body).toEqual({ code: 141, error: 'Invalid job.' });
    }
  });

  it('parameters whose names no stored object has reach the job all the same', async () => {
    const jobId = await deployment.start('sum', { a: 1, b: 1, 'x.y': { $z: 1 } });
    expect(await deployment.ended(jobId)).toMatchObject({ status: 'succeeded', message: '2' });
  });

  it('an attempt that fails is followed by others, as the rules of the job say', async () => {
    const jobId = await deployment.start('stubborn');
    for (const seconds of [30, 60]) {
      const attempt = seconds / 30;
      await expect.poll(async () => (await deployment.status(jobId))['message']).toMatch(`Attempt ${attempt} of 3 failed: `);
      deployment.advance(seconds * 1_000 - 1);
      expect((await deployment.status(jobId))['status']).toBe('running');
      deployment.advance(1);
    }
    expect(await deployment.ended(jobId)).toMatchObject({ status: 'succeeded', message: 'at attempt 3' });
  });

  it('an attempt that takes longer than the rules of its job allow is ended', async () => {
    const status = await deployment.ended(await deployment.start('slow'));
    expect(status).toMatchObject({ status: 'failed', message: 'The job took longer than 1 seconds and was ended.' });
    await waitFor('slow ended');
  });

  it('one run at a time, where the rules say so: the next one waits for the end of the first', async () => {
    const first = await deployment.start('single', { word: 'one' });
    await waitFor('one');
    const second = await deployment.start('single', { word: 'two' });
    const beside = await deployment.start('sum', { a: 1, b: 1 });
    await deployment.ended(beside);
    expect(begun).not.toContain('two');
    held.get('one')?.('ok');
    expect(await deployment.ended(first)).toMatchObject({ status: 'succeeded' });
    await waitFor('two');
    held.get('two')?.('ok');
    expect(await deployment.ended(second)).toMatchObject({ status: 'succeeded' });
  });

  it('no more jobs of an app run at a time than its settings say, and the others follow', async () => {
    const words = Array.from({ length: 7 }, (_, at) => `many ${at}`);
    const ids = await Promise.all(words.map((word) => deployment.start('held', { word })));
    const count = () => words.filter((word) => begun.includes(word)).length;
    await expect.poll(count).toBe(5);
    // The run of another job tells that the looks have gone by meanwhile: it has to wait as well.
    const last = await deployment.start('quiet');
    expect((await deployment.status(last))['status']).toBe('running');
    expect(count()).toBe(5);
    for (const word of words) {
      await waitFor(word);
      held.get(word)?.('ok');
    }
    for (const id of [...ids, last]) expect(await deployment.ended(id)).toMatchObject({ status: 'succeeded' });
  });

  it('a run is cancelled while it runs, which ends its code, and while it waits', async () => {
    const running = await deployment.start('single', { word: 'to cancel' });
    await waitFor('to cancel');
    const waiting = await deployment.start('single', { word: 'never' });
    for (const jobId of [waiting, running]) {
      const answer = await deployment.parlance.masterRest('DELETE', `/jobs/${jobId}`);
      expect([answer.status, answer.body]).toEqual([200, { status: 'failed' }]);
      expect(await deployment.ended(jobId)).toMatchObject({ status: 'failed', message: 'The job was cancelled.' });
    }
    await waitFor('to cancel ended');
    expect(begun).not.toContain('never');
    const done = await deployment.start('quiet');
    await deployment.ended(done);
    await expect.poll(async () => (await deployment.parlance.masterRest('DELETE', `/jobs/${done}`)).body).toEqual({ status: 'succeeded' });
    expect((await deployment.parlance.masterRest('DELETE', '/jobs/nosuchjob0')).body).toMatchObject({ code: 101 });
    expect((await deployment.parlance.rest('DELETE', `/jobs/${done}`)).status).toBe(403);
  });

  it('a run that Redis has never heard of, or has lost, is found by a look', async () => {
    const jobId = 'lostbyRds1';
    const at = deployment.clock.now();
    const runs = (await deployment.parlance.workersDatabase()).collection('runs');
    await runs.insertOne({
      _id: `test.${jobId}` as never,
      a: 'test',
      objectId: jobId,
      name: 'sum',
      params: '{"a":20,"b":22}',
      source: 'api',
      state: 'waiting',
      createdAt: at,
      dueAt: at,
      attempt: 0,
      unmade: true,
    });
    await expect.poll(async () => (await deployment.status(jobId))['status']).toBe('succeeded');
    expect(await deployment.status(jobId)).toMatchObject({ message: '42', params: { a: 20, b: 22 } });
  });

  it('an attempt of which nothing is heard counts as lost, but for one whose success the host of the code has noted', async () => {
    const at = deployment.clock.now();
    const runs = (await deployment.parlance.workersDatabase()).collection('runs');
    const lost = {
      a: 'test',
      name: 'gone',
      params: '{}',
      source: 'api',
      state: 'running',
      createdAt: at,
      dueAt: at,
      attempt: 1,
      aliveUntil: new Date(0),
    };
    const statuses = (await deployment.parlance.database()).collection('_JobStatus');
    const times = { _created_at: at, _updated_at: at, _rperm: [], _wperm: [] };
    await statuses.insertMany([
      { _id: 'wasLost001' as never, jobName: 'gone', status: 'running', ...times },
      { _id: 'wasDone001' as never, jobName: 'gone', status: 'succeeded', message: 'all of it', ...times },
    ]);
    await runs.insertMany(['wasLost001', 'wasDone001'].map((objectId) => ({ _id: `test.${objectId}` as never, objectId, ...lost })));
    expect(await deployment.ended('wasLost001')).toMatchObject({ status: 'failed', message: 'The process that ran the job was lost.' });
    await expect.poll(async () => (await runs.findOne({ _id: 'test.wasDone001' as never }))?.['state']).toBe('succeeded');
    expect(await deployment.status('wasDone001')).toMatchObject({ status: 'succeeded', message: 'all of it' });
  });
});
