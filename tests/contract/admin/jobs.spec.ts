import { QUEUE_NAMES } from '@parlance/contracts';
import { startMailbox, type Mailbox } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

const CODE = `
Parse.Cloud.job('sum', ({ params }) => String(params.a + params.b));
`;
const ADDRESS = 'ada@example.com';
const SECRET = 'word-8fX2';
const IDLE = { waiting: 0, active: 0, delayed: 0, failed: 0, paused: false, oldestSeconds: 0 };

type Answer = ReturnType<typeof JSON.parse>;

describe('the administration of queues and jobs', () => {
  let deployment: AdminDeployment;
  let mailbox: Mailbox;
  let refusal: number | undefined;
  beforeAll(async () => {
    mailbox = await startMailbox({ refuse: () => refusal });
    deployment = await AdminDeployment.start('split', [{ id: 'alpha' }], {
      PARLANCE_SMTP_URL: mailbox.url,
      PARLANCE_MAIL_FROM: 'app@parlance.example',
      PARLANCE_JOBS_TICK_MS: '20',
    });
    const { status } = await deployment.parlance.masterRest('POST', '/cloud/releases', { files: { 'main.js': CODE } });
    expect(status).toBe(200);
    await vi.waitFor(async () => expect((await done('jobs.schedules', { app: 'alpha' })).jobs).toEqual(['sum']), 10_000);
  });
  afterAll(async () => {
    await deployment?.close();
    await mailbox?.close();
  });

  const done = async (operation: string, request: object = {}): Promise<Answer> => {
    const { body, error } = await deployment.ask(operation, request);
    expect({ operation, error, body: error === undefined ? undefined : body }).toEqual({ operation, error: undefined, body: undefined });
    return body;
  };
  const refused = async (operation: string, request: object) => {
    const { body, error } = await deployment.ask(operation, request);
    return [error, body.error];
  };
  const queueNamed = async (name: string): Promise<Answer> =>
    (await done('jobs.queues')).queues.find(({ queue }: { queue: string }) => queue === name);
  const runOf = async (id: string): Promise<Answer> =>
    (await done('jobs.runs', { app: 'alpha' })).runs.find((run: Answer) => run.id === id);
  const start = async (): Promise<string> =>
    (await done('jobs.run', { app: 'alpha', job: 'sum', parameters: { a: 20, b: 22, word: SECRET } })).id;

  it('lists every queue, with the service that empties it', async () => {
    const { queues, unanswered } = await done('jobs.queues');
    expect(unanswered).toEqual([]);
    expect(queues.map(({ queue }: Answer) => queue)).toEqual(QUEUE_NAMES);
    expect(queues[0]).toEqual({ queue: 'mail-delivery', service: 'auth', drainable: false, ...IDLE });
    expect(queues.filter(({ drainable }: Answer) => drainable).map(({ queue }: Answer) => queue)).toEqual(
      QUEUE_NAMES.filter((name) => !/mail|clean-up/.test(name)),
    );
    expect((await refused('jobs.pause', { queue: 'nothing' }))[0]).toBe('107');
  });

  it('holds mails back while their queue is paused, loses none of them, and tries those again that have failed', async () => {
    const { parlance } = deployment;
    await parlance.rest('POST', '/users', { username: 'ada', password: 'correct horse battery', email: ADDRESS });
    expect((await done('jobs.pause', { queue: 'mail-delivery' })).queue).toMatchObject({ paused: true });
    expect((await parlance.rest('POST', '/requestPasswordReset', { email: ADDRESS })).status).toBe(200);
    await expect.poll(() => queueNamed('mail-delivery')).toMatchObject({ waiting: 1, paused: true });
    const waiting = await done('jobs.list', { queue: 'mail-delivery', state: 'waiting' });
    expect(waiting).toMatchObject({ total: 1, jobs: [{ app: 'alpha', attempts: 0, attemptsMax: 15 }] });
    const [code, text] = await refused('jobs.drain', { queue: 'mail-delivery' });
    expect([code, text]).toEqual(['119', expect.stringMatching(/^Mails that wait are kept nowhere else.* Pause the queue/)]);

    refusal = 550;
    expect((await done('jobs.resume', { queue: 'mail-delivery' })).queue).toMatchObject({ paused: false });
    await expect.poll(() => queueNamed('mail-delivery')).toMatchObject({ waiting: 0, failed: 1 });
    const failed = await done('jobs.list', { queue: 'mail-delivery' });
    expect(failed.jobs).toMatchObject([{ id: waiting.jobs[0].id, attempts: 1, error: expect.stringMatching(/550/) }]);
    expect(JSON.stringify([waiting, failed])).not.toContain(ADDRESS);
    refusal = undefined;
    expect(await refused('jobs.retry', { queue: 'mail-delivery', id: 'nothing' })).toEqual([
      '101',
      'There is no failed job of that id in the queue.',
    ]);
    expect(await done('jobs.retry', { queue: 'mail-delivery' })).toEqual({ retried: 1 });
    expect((await mailbox.waitForMail(ADDRESS)).links).toHaveLength(1);
    await expect.poll(() => queueNamed('mail-delivery')).toMatchObject(IDLE);
  });

  it('runs jobs, shows their runs without parameters, and loses none when their queue is drained', async () => {
    const first = await start();
    await expect.poll(() => runOf(first)).toMatchObject({ job: 'sum', status: 'succeeded', source: 'api', message: '42' });
    await done('jobs.pause', { queue: 'job-runs' });
    const second = await start();
    await expect.poll(() => queueNamed('job-runs')).toMatchObject({ waiting: 1 });
    expect(await done('jobs.drain', { queue: 'job-runs' })).toEqual({ removed: 1 });
    expect(await runOf(second)).toMatchObject({ status: 'running' });
    // The store of runs tells of it again.
    await expect.poll(() => queueNamed('job-runs')).toMatchObject({ waiting: 1 });
    const third = await start();
    expect(await done('jobs.cancel', { app: 'alpha', id: third })).toEqual({ status: 'failed' });
    await done('jobs.resume', { queue: 'job-runs' });
    await expect.poll(() => runOf(second)).toMatchObject({ status: 'succeeded', message: '42' });
    const all = await done('jobs.runs', { app: 'alpha' });
    expect(all.runs.map(({ id }: Answer) => id)).toEqual([third, second, first]);
    expect(JSON.stringify(all)).not.toContain(SECRET);
    const page = { app: 'alpha', status: 'succeeded', job: 'sum', offset: 1, limit: 1 };
    expect(await done('jobs.runs', page)).toMatchObject({ total: 2, runs: [{ id: first }] });
    expect(await refused('jobs.run', { app: 'alpha', job: 'nosuch' })).toEqual(['141', 'Invalid job.']);
    expect((await refused('jobs.cancel', { app: 'alpha', id: 'nosuch' }))[0]).toBe('101');
  });

  it('shows the schedules of an app', async () => {
    const schedule = { jobName: 'sum', params: JSON.stringify({ word: SECRET }), timeOfDay: '04:00', daysOfWeek: [1, 1, 1, 1, 1, 0, 0] };
    const { body } = await deployment.parlance.masterRest('POST', '/cloud_code/jobs', { job_schedule: schedule });
    const { schedules } = await done('jobs.schedules', { app: 'alpha' });
    expect(schedules).toEqual([
      {
        id: (body as { objectId: string }).objectId,
        job: 'sum',
        startAfter: expect.any(String) as string,
        timeOfDay: '04:00',
        daysOfWeek: ['1', '1', '1', '1', '1', '0', '0'],
      },
    ]);
  });

  it('takes no transfer up while their queue is paused', async () => {
    await done('jobs.pause', { queue: 'transfers' });
    const { id } = await done('transfers.export', { app: 'alpha' });
    // The looks go by meanwhile, as those after jobs do.
    const run = await start();
    await expect.poll(() => runOf(run)).toMatchObject({ status: 'succeeded' });
    expect(await done('transfers.get', { app: 'alpha', id })).toMatchObject({ state: 'waiting' });
    expect(await done('jobs.drain', { queue: 'transfers' })).toEqual({ removed: 1 });
    await done('jobs.resume', { queue: 'transfers' });
    await expect.poll(async () => (await done('transfers.get', { app: 'alpha', id })).state, { timeout: 20_000 }).toBe('done');
  });

  it('leaves an entry in the audit for each change, and for each that was refused', async () => {
    const { entries } = await done('audit.query', { limit: 200 });
    const texts = entries.filter(({ action }: Answer) => action.startsWith('jobs.')).map(({ text, outcome }: Answer) => [text, outcome]);
    expect(texts).toEqual(
      expect.arrayContaining([
        ['Paused the queue mail-delivery.', 'done'],
        ['Resumed the queue mail-delivery.', 'done'],
        ['Drained the queue mail-delivery.', 'failed'],
        ['Drained the queue job-runs.', 'done'],
        ['Retried the failed jobs of the queue mail-delivery.', 'done'],
        ['Retried the job nothing of the queue mail-delivery.', 'failed'],
        ['Started the job sum of the app alpha.', 'done'],
      ]),
    );
  });

  it('lists the queues of the services that are there when another is away', async () => {
    await deployment.parlance.processes.find(({ services }) => services.includes('auth'))?.running.close();
    const { queues, unanswered } = await done('jobs.queues');
    expect(unanswered).toEqual(['auth']);
    expect(new Set(queues.map(({ service }: Answer) => service))).toEqual(new Set(['workers']));
    expect((await refused('jobs.pause', { queue: 'mail-delivery' }))[0]).toBe('2');
  });
});
