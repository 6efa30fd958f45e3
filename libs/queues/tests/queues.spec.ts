import { connectRedis, type Redis } from '@parlance/redis';
import { activeRequest, createLogger } from '@parlance/telemetry';
import { startPrivateServer, testServers, uniqueName } from '@parlance/testing';
import { FinalFailure, queue, Queues, type Attempt } from '@parlance/queues';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const job = z.object({ app: z.string(), requestId: z.string(), thing: z.string(), done: z.number().optional() });
type Job = z.infer<typeof job>;
const KEEP = { ageSeconds: 60, countMax: 10 };
const THINGS = queue<Job>({ name: 'things', job, attempts: 3, backoffMs: 10, keepFailed: KEEP, draining: 'allowed' });
const SECRET = 'thing-8fX2';
const aJob: Job = { app: 'test', requestId: 'r1', thing: SECRET };

const opened: Queues[] = [];
const connections: Redis[] = [];
const lines: Record<string, unknown>[] = [];
const logger = createLogger({ service: 'test', level: 'debug', destination: { write: (line) => void lines.push(JSON.parse(line)) } });

afterEach(async () => {
  for (const queues of opened.splice(0)) await close(queues);
  for (const redis of connections.splice(0)) redis.disconnect();
  lines.length = 0;
});

/** The queues of one replica. */
function replica(prefix: string, { redisUrl = testServers().redisUrl, drainMsMax = 5_000 } = {}): Queues {
  const queues = new Queues({ redisUrl, prefix, name: 'test', logger, drainMsMax });
  opened.push(queues);
  return queues;
}

async function close(queues: Queues): Promise<void> {
  await queues.beforeApplicationShutdown();
  await queues.onApplicationShutdown();
}

/** Begins to work on the queue, and keeps all attempts. */
function working(queues: Queues, run: (job: Job, attempt: Attempt<Job>) => Promise<void> = async () => {}, declared = THINGS) {
  const attempts: { readonly job: Job; readonly number: number }[] = [];
  queues.work(declared, {
    concurrency: 1,
    run: (job, attempt) => {
      attempts.push({ job, number: attempt.number });
      return run(job, attempt);
    },
  });
  queues.onApplicationBootstrap();
  return attempts;
}

function gate() {
  let open!: () => void;
  const opens = new Promise<void>((resolve) => (open = resolve));
  return { open, opens };
}

const said = (msg: string) => lines.filter((line) => line.msg === msg);

describe('a job', () => {
  it('is done once by one of the replicas, in the scope of the request that caused it', async () => {
    const prefix = uniqueName('queues');
    const scopes: unknown[] = [];
    const note = async () => void scopes.push(activeRequest());
    const [one, other] = [working(replica(prefix), note), working(replica(prefix), note)];
    expect(await replica(prefix).producer(THINGS).add(aJob)).toBe('stored');
    await expect.poll(() => scopes.length).toBe(1);
    expect([...one, ...other]).toEqual([{ job: aJob, number: 1 }]);
    expect(scopes).toEqual([{ app: 'test', requestId: 'r1' }]);
  });

  it('is kept apart from those of other deployments on the same Redis', async () => {
    const [ours, theirs] = [uniqueName('queues'), uniqueName('queues')];
    const [mine, others] = [working(replica(ours)), working(replica(theirs))];
    await replica(ours).producer(THINGS).add(aJob);
    await expect.poll(() => mine.length).toBe(1);
    expect(others).toEqual([]);
    const redis = connectRedis(testServers().redisUrl, 'counters', { name: 'test', logger });
    connections.push(redis);
    await expect.poll(() => redis.status).toBe('ready');
    expect((await redis.keys(`${ours}:*`)).every((key) => key.startsWith(`${ours}:things:`))).toBe(true);
  });

  it('of a known id is not added again, and an id that BullMQ would misread is refused', async () => {
    const queues = replica(uniqueName('queues'));
    const things = queues.producer(THINGS);
    await things.add(aJob, { id: 'thing-1' });
    await things.add(aJob, { id: 'thing-1' });
    await things.add(aJob, { id: 'thing-2', delayMs: 60_000 });
    expect(await things.depth()).toMatchObject({ waiting: 1, delayed: 1, active: 0 });
    for (const id of ['a:b', 'a:b:c', '17', '', 'x'.repeat(129)]) await expect(things.add(aJob, { id })).rejects.toThrow('id of a job');
    expect(() => queue({ ...THINGS, name: 'a:b' })).toThrow('cannot name a queue');
  });

  it('about a subject is added once while it waits or is tried, and again once it ended', async () => {
    const prefix = uniqueName('queues');
    const queues = replica(prefix);
    const things = queues.producer(THINGS);
    for (let times = 0; times < 3; times++) await things.add(aJob, { subject: 'about-1' });
    await things.add(aJob, { subject: 'about-2' });
    expect(await things.depth()).toMatchObject({ waiting: 2, delayed: 0, active: 0 });
    const attempts = working(queues, async () => Promise.reject(new FinalFailure('never')));
    await expect.poll(() => said('A job failed for good.').length).toBe(2);
    await expect.poll(() => things.depth()).toMatchObject({ waiting: 0, delayed: 0, active: 0 });
    await things.add(aJob, { subject: 'about-1' });
    await expect.poll(() => attempts.length).toBe(3);
    await expect(things.add(aJob, { subject: 'a:b' })).rejects.toThrow('id of a job');
  });

  it('that fails is tried again as often as the queue says, and kept with its reason', async () => {
    const prefix = uniqueName('queues');
    const queues = replica(prefix);
    const attempts = working(queues, async () => Promise.reject(new Error('the server is away')));
    await queues.producer(THINGS).add(aJob, { id: 'thing-1' });
    await expect.poll(() => said('A job failed for good.').length).toBe(1);
    expect(attempts.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(said('A job failed; it is tried again.').map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(said('A job failed for good.')).toMatchObject([
      {
        level: 'error',
        queue: 'things',
        job: 'thing-1',
        attempt: 3,
        app: 'test',
        request_id: 'r1',
        err: { message: 'the server is away' },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });

  it('that can never succeed is tried once', async () => {
    const queues = replica(uniqueName('queues'));
    const attempts = working(queues, async () => Promise.reject(new FinalFailure('nobody is there')));
    await queues.producer(THINGS).add(aJob);
    await expect.poll(() => said('A job failed for good.').length).toBe(1);
    await expect.poll(() => queues.producer(THINGS).depth()).toMatchObject({ waiting: 0, delayed: 0, active: 0 });
    expect(attempts.length).toBe(1);
  });

  it('goes on from the progress that the last attempt saved', async () => {
    const queues = replica(uniqueName('queues'));
    const attempts = working(queues, async (job, { number, save }) => {
      if (number > 1) return;
      await save({ ...job, done: 41 });
      throw new Error('killed');
    });
    await queues.producer(THINGS).add(aJob);
    await expect.poll(() => attempts.length).toBe(2);
    expect(attempts[1]).toEqual({ job: { ...aJob, done: 41 }, number: 2 });
  });

  it('whose payload does not fit never reaches the work; the log names the member and not its value', async () => {
    const prefix = uniqueName('queues');
    const attempts = working(replica(prefix));
    const loose = queue({ ...THINGS, job: z.looseObject({ app: z.string(), requestId: z.string() }), attempts: 1 });
    await replica(prefix)
      .producer(loose)
      .add({ app: 'test', requestId: 'r1', thing: { secret: SECRET } });
    await expect.poll(() => said('A job failed; it is tried again.').length).toBeGreaterThan(0);
    expect(said('A job failed; it is tried again.')[0]).toMatchObject({
      app: 'test',
      request_id: 'r1',
      err: { message: 'A job of things does not fit its schema: thing.' },
    });
    expect(attempts).toEqual([]);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });
});

describe('a process that stops', () => {
  it('lets the job under way end and takes no more', async () => {
    const prefix = uniqueName('queues');
    const [begun, mayEnd] = [gate(), gate()];
    const queues = replica(prefix);
    const attempts = working(queues, async () => {
      begun.open();
      await mayEnd.opens;
    });
    const things = replica(prefix).producer(THINGS);
    await things.add(aJob);
    await begun.opens;
    await things.add(aJob);
    const closed = close(opened.shift()!);
    mayEnd.open();
    await closed;
    expect(attempts.length).toBe(1);
    expect(await things.depth()).toMatchObject({ waiting: 1, delayed: 0, active: 0 });
  });

  it('does not wait longer than its bound for a job that does not end', async () => {
    const prefix = uniqueName('queues');
    const [begun, never] = [gate(), gate()];
    working(replica(prefix, { drainMsMax: 50 }), async () => {
      begun.open();
      await never.opens;
    });
    const things = replica(prefix).producer(THINGS);
    await things.add(aJob);
    await begun.opens;
    await close(opened.shift()!);
    expect(said('Jobs under way did not end in time; another process takes them up.').length).toBe(1);
    expect(await things.depth()).toMatchObject({ waiting: 0, delayed: 0, active: 1 });
    never.open();
  });
});

it('a process that is paused takes no jobs until it is resumed', async () => {
  const prefix = uniqueName('queues');
  const queues = replica(prefix);
  const attempts = working(queues);
  const things = queues.producer(THINGS);
  await queues.pause();
  await things.add(aJob);
  expect((await things.depth()).waiting).toBe(1);
  expect(attempts).toEqual([]);
  await queues.resume();
  await expect.poll(() => attempts.length).toBe(1);
});

it('a job that is added while Redis is away waits, and is done once Redis is back; too many are refused', async () => {
  const server = await startPrivateServer('redis');
  const queues = replica(uniqueName('queues'), { redisUrl: server.url });
  const attempts = working(queues);
  const things = queues.producer(THINGS);
  await things.add(aJob);
  await expect.poll(() => attempts.length).toBe(1);
  await server.stop();
  const added = await Promise.all(Array.from({ length: 1_000 }, () => things.add(aJob)));
  expect(new Set(added)).toEqual(new Set(['waiting']));
  await expect(things.add(aJob)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
  await server.start();
  await expect.poll(() => attempts.length, { timeout: 30_000 }).toBe(1_001);
  expect(await things.add(aJob)).toBe('stored');
  await close(opened.shift()!);
  await server.dispose();
});
