import { setTimeout as sleep } from 'node:timers/promises';
import { QUEUES, workers } from '@parlance/contracts';
import { FinalFailure, queue, Queues, queuesHandler, type Attempt, type WorkedQueue } from '@parlance/queues';
import { createLogger } from '@parlance/telemetry';
import { startPrivateServer, testServers, uniqueName } from '@parlance/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const job = z.object({ app: z.string(), requestId: z.string(), thing: z.string() });
type Job = z.infer<typeof job>;
const KEEP = { ageSeconds: 60, countMax: 500 };
const WAKE_UPS = queue<Job>({ name: 'wake-ups', job, attempts: 2, backoffMs: 10, keepFailed: KEEP, draining: 'allowed' });
const REFUSAL = 'They are kept nowhere else.';
const LETTERS = queue<Job>({ ...WAKE_UPS, name: 'letters', draining: { refusal: REFUSAL } });
const SECRET = 'thing-8fX2';
const aJob: Job = { app: 'test', requestId: 'r1', thing: SECRET };
const logger = createLogger({ service: 'test', level: 'silent' });

describe('a queue that a service empties', () => {
  const opened: Queues[] = [];
  afterEach(async () => {
    for (const queues of opened.splice(0)) {
      await queues.beforeApplicationShutdown();
      await queues.onApplicationShutdown();
    }
  });

  function replica(prefix: string, redisUrl = testServers().redisUrl): Queues {
    const queues = new Queues({ redisUrl, prefix, name: 'test', logger, drainMsMax: 50 });
    opened.push(queues);
    return queues;
  }

  /** The queue, and the jobs that its worker was handed. Administration needs a connection, which comes with the first job. */
  async function worked(prefix: string, run: (job: Job, attempt: Attempt<Job>) => Promise<void> = async () => {}, declared = WAKE_UPS) {
    const queues = replica(prefix);
    const ran: string[] = [];
    queues.work(declared, {
      concurrency: 1,
      run: (one, attempt) => {
        ran.push(one.requestId);
        return run(one, attempt);
      },
    });
    const producer = queues.producer(declared);
    await producer.depth();
    const found = queues.worked.get(declared.name) as WorkedQueue;
    return { queues, producer, ran, administered: found };
  }

  it('that is paused is left alone by all replicas, also by one that starts later, until it is resumed', async () => {
    const prefix = uniqueName('queues');
    const one = await worked(prefix);
    one.queues.onApplicationBootstrap();
    await one.administered.setPaused(true);
    const other = await worked(prefix);
    other.queues.onApplicationBootstrap();
    for (let n = 0; n < 3; n++) await one.producer.add(aJob);
    expect(await other.administered.depth()).toMatchObject({ waiting: 3, active: 0, paused: true });
    expect([await one.administered.isPaused(), await other.administered.isPaused()]).toEqual([true, true]);
    expect([...one.ran, ...other.ran]).toEqual([]);
    await other.administered.setPaused(false);
    await expect.poll(() => [...one.ran, ...other.ran]).toHaveLength(3);
    expect(await one.administered.depth()).toMatchObject({ paused: false });
    expect(await one.administered.isPaused()).toBe(false);
  });

  it('shows its jobs by state and page, with the reason of a failure and nothing of their contents', async () => {
    const { queues, producer, administered } = await worked(uniqueName('queues'), () =>
      Promise.reject(new FinalFailure('nobody is there')),
    );
    for (const requestId of ['r1', 'r2', 'r3']) await producer.add({ ...aJob, requestId }, { id: `job-${requestId}` });
    await producer.add({ ...aJob, requestId: 'later' }, { delayMs: 3_600_000 });
    const waiting = await administered.jobs('waiting', 1, 1);
    expect(waiting).toMatchObject({ total: 3, jobs: [{ id: 'job-r2', app: 'test', requestId: 'r2', attempts: 0, attemptsMax: 2 }] });
    const [delayed] = (await administered.jobs('delayed', 0, 10)).jobs;
    expect(Date.parse(delayed?.dueAt ?? '') - Date.parse(delayed?.addedAt ?? '')).toBe(3_600_000);
    queues.onApplicationBootstrap();
    await expect.poll(async () => (await administered.depth()).failed).toBe(3);
    const failed = await administered.jobs('failed', 0, 10);
    expect(failed.jobs.map(({ id, error, attempts }) => [id, error, attempts])).toEqual(
      ['r3', 'r2', 'r1'].map((id) => [`job-${id}`, 'nobody is there', 1]),
    );
    expect(failed.jobs[0]?.endedAt).toBeDefined();
    expect(JSON.stringify([waiting, delayed, failed])).not.toContain(SECRET);
  });

  it('has failed jobs tried again with all their attempts: one, or every one', async () => {
    let isBroken = true;
    const { queues, producer, ran, administered } = await worked(uniqueName('queues'), async () => {
      if (isBroken) throw new Error('away');
    });
    for (let n = 0; n < 120; n++) await producer.add({ ...aJob, requestId: `r${n}` }, { id: `job-${n}` });
    queues.onApplicationBootstrap();
    await expect.poll(async () => (await administered.depth()).failed, { timeout: 10_000 }).toBe(120);
    expect(await administered.retry('job-7')).toBe(1);
    await expect.poll(() => ran.filter((id) => id === 'r7').length).toBe(4); // two attempts, and two more
    await expect.poll(async () => (await administered.depth()).failed).toBe(120);
    isBroken = false;
    expect(await administered.retry()).toBe(120);
    await expect.poll(() => administered.depth(), { timeout: 10_000 }).toMatchObject({ failed: 0, waiting: 0, active: 0 });
    expect(await administered.retry()).toBe(0);
    await producer.add(aJob, { id: 'waits', delayMs: 3_600_000 });
    for (const id of ['job-7', 'waits']) await expect(administered.retry(id)).rejects.toMatchObject({ kind: 'ObjectNotFound' });
  });

  it('loses the jobs that wait when it is drained, and takes others about the same subjects after that', async () => {
    const { queues, producer, ran, administered } = await worked(uniqueName('queues'));
    const add = async (n: number) => producer.add({ ...aJob, requestId: `r${n}` }, { subject: `about-${n}` });
    for (let n = 0; n < 1_200; n++) await add(n);
    await producer.add(aJob, { delayMs: 3_600_000 });
    await administered.setPaused(true);
    expect(await administered.drain()).toBe(1_200);
    expect(await administered.depth()).toMatchObject({ waiting: 0, delayed: 1 });
    await add(5);
    await administered.setPaused(false);
    queues.onApplicationBootstrap();
    await expect.poll(() => ran).toEqual(['r5']);
  });

  it('that keeps what nothing else does is not drained', async () => {
    const { producer, administered } = await worked(uniqueName('queues'), async () => {}, LETTERS);
    await producer.add(aJob);
    await expect(administered.drain()).rejects.toMatchObject({ kind: 'OperationForbidden', message: REFUSAL });
    expect(await administered.depth()).toMatchObject({ waiting: 1 });
  });

  it('is refused at once while Redis is away, and counts as paused or not as it was', async () => {
    const server = await startPrivateServer('redis');
    const queues = replica(uniqueName('queues'), server.url);
    queues.work(WAKE_UPS, { concurrency: 1, run: async () => {} });
    const administered = queues.worked.get(WAKE_UPS.name) as WorkedQueue;
    await expect
      .poll(() =>
        administered.setPaused(true).then(
          () => 'done',
          () => 'away',
        ),
      )
      .toBe('done');
    expect(await administered.isPaused()).toBe(true);
    await server.stop();
    // One that is asked before the connection knows of its end waits for Redis.
    const answer = () => Promise.race([administered.depth().catch((error: { kind?: string }) => error.kind), sleep(100)]);
    await expect.poll(answer).toBe('ServiceUnavailable');
    await expect(administered.setPaused(false)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    expect(await administered.isPaused()).toBe(true);
    await server.dispose();
  });

  it('has to be one of those that the table of queues names', () => {
    const queues = replica(uniqueName('queues'));
    const Handler = queuesHandler('workers', workers);
    const start = () => (new Handler(queues) as { onApplicationBootstrap(): void }).onApplicationBootstrap();
    expect(start).toThrow('libs/contracts has');
    for (const name of QUEUES.workers) queues.work(queue({ ...WAKE_UPS, name }), { concurrency: 1, run: async () => {} });
    expect(start).not.toThrow();
  });
});
