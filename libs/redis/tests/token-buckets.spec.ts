import { connectRedis, TokenBuckets, type BucketRate, type Redis } from '@parlance/redis';
import { createLogger } from '@parlance/telemetry';
import { startPrivateServer, testServers, uniqueName, type PrivateServer } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fullBucket, slowedDown, take } from '../src/bucket.ts';

const RATE: BucketRate = { perSecond: 200, capacity: 100, bulkShare: 0.85 };
const START = Date.UTC(2026, 4, 1);
const subject = { app: 'app', key: 'fcm' };

const connections: Redis[] = [];
const lines: string[] = [];
const logger = createLogger({ service: 'test', level: 'info', destination: { write: (line) => void lines.push(line) } });

function replica(url: string, prefix: string): TokenBuckets {
  const redis = connectRedis(url, 'counters', { name: 'test', logger });
  connections.push(redis);
  return new TokenBuckets({ redis, prefix, name: 'budget', logger });
}

async function ready(): Promise<void> {
  for (const redis of connections) if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
}

afterEach(() => {
  for (const redis of connections.splice(0)) redis.disconnect();
  lines.length = 0;
});

describe('buckets of all replicas', () => {
  const { redisUrl } = testServers();

  it('PSH-29 give out what the rate allows, and no more, whoever takes at a time', async () => {
    const prefix = uniqueName('buckets');
    const replicas = [replica(redisUrl, prefix), replica(redisUrl, prefix), replica(redisUrl, prefix)];
    await ready();
    let sum = 0;
    for (let at = 0; at <= 2_000; at += 100) {
      const taken = await Promise.all(replicas.map((one) => one.take(subject, RATE, 30, { bulk: false, now: START + at })));
      sum += taken.reduce((total, { granted }) => total + granted, 0);
    }
    expect(sum).toBe(100 + 400);
  });

  it('come to the same sums as those of one process', async () => {
    const shared = replica(redisUrl, uniqueName('buckets'));
    await ready();
    let [bucket, now, seed] = [fullBucket(RATE, START), START, 7];
    const random = (max: number) => (seed = (seed * 48_271) % 2_147_483_647) % max;
    for (let round = 0; round < 200; round++) {
      now += random(10) === 0 ? -random(50) : random(400);
      if (random(12) === 0) {
        bucket = slowedDown(bucket, RATE, now);
        await shared.slowDown(subject, RATE, now);
        continue;
      }
      const [want, bulk] = [random(8) === 0 ? 0 - random(20) : random(120), random(2) === 0];
      const own = take(bucket, RATE, want, bulk, now);
      bucket = own.bucket;
      expect([round, await shared.take(subject, RATE, want, { bulk, now })]).toEqual([
        round,
        { ...own.taken, left: Math.floor(bucket.tokens) },
      ]);
    }
  });

  it('are apart for each key, and begin full when they are forgotten', async () => {
    const prefix = uniqueName('buckets');
    const shared = replica(redisUrl, prefix);
    await ready();
    const all = { bulk: false, now: START };
    expect((await shared.take(subject, RATE, 500, all)).granted).toBe(100);
    expect((await shared.take({ app: 'app', key: 'wns' }, RATE, 500, all)).granted).toBe(100);
    expect((await shared.take({ app: 'other', key: 'fcm' }, RATE, 500, all)).granted).toBe(100);
    await connections[0]?.del(...((await connections[0]?.keys(`${prefix}:*`)) ?? []));
    expect((await shared.take(subject, RATE, 500, all)).granted).toBe(100);
  });
});

describe('while Redis is away', () => {
  let server: PrivateServer;
  beforeAll(async () => {
    server = await startPrivateServer('redis');
  });
  afterAll(() => server.dispose());

  it('I5 each process goes on at a quarter of the rate, and says so once', async () => {
    const alone = replica(server.url, uniqueName('buckets'));
    await ready();
    await server.stop();
    let sum = 0;
    for (let at = 0; at <= 2_000; at += 100) sum += (await alone.take(subject, RATE, 30, { bulk: false, now: START + at })).granted;
    expect(sum).toBe(25 + 100);
    expect(lines.filter((line) => line.includes('Redis has no buckets'))).toHaveLength(1);
  });
});
