import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis, Throttle, type Redis } from '@parlance/redis';
import { createLogger } from '@parlance/telemetry';
import { startPrivateServer, testServers, uniqueName, type PrivateServer } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const LIMIT = { pointsMax: 8, windowSeconds: 60 };
const ALLOWED = { allowed: true, retryAfterSeconds: 0 };
const someone = { app: 'app', key: '203.0.113.7' };

const connections: Redis[] = [];
const lines: string[] = [];
const logger = createLogger({ service: 'test', level: 'info', destination: { write: (line) => void lines.push(line) } });
const told = (text: string) => lines.filter((line) => line.includes(text)).length;

/** The things of one replica: a connection of its own. */
function replica(url: string, prefix: string, name = 'log-ins'): Throttle {
  const redis = connectRedis(url, 'counters', { name: 'test', logger });
  connections.push(redis);
  return new Throttle({ redis, prefix, name, logger });
}

afterEach(() => {
  for (const redis of connections.splice(0)) redis.disconnect();
  lines.length = 0;
});

describe('replicas', () => {
  const { redisUrl } = testServers();
  const pair = (prefix = uniqueName('throttle')) => [replica(redisUrl, prefix), replica(redisUrl, prefix)] as const;

  it('SEC-19 share one count', async () => {
    const [one, other] = pair();
    for (let taken = 0; taken < 4; taken++) {
      expect(await one.take(someone, LIMIT)).toMatchObject(ALLOWED);
      expect(await other.take(someone, LIMIT)).toMatchObject(ALLOWED);
    }
    for (const throttle of [one, other]) {
      const { allowed, retryAfterSeconds } = await throttle.take(someone, LIMIT);
      expect(allowed).toBe(false);
      expect(retryAfterSeconds).toBeGreaterThan(0);
      expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    }
    expect(lines).toEqual([]);
  });

  it('allow exactly as many as the limit says, of any number at once', async () => {
    const replicas = pair();
    const verdicts = await Promise.all(Array.from({ length: 50 }, (_, n) => replicas[n % 2]!.take(someone, LIMIT)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(8);
  });

  it('count several points at once, all or none of which are allowed', async () => {
    const [one, other] = pair();
    expect(await one.take(someone, LIMIT, 8)).toMatchObject(ALLOWED);
    expect((await other.take(someone, LIMIT)).allowed).toBe(false);
    expect((await pair()[0].take(someone, LIMIT, 9)).allowed).toBe(false);
  });

  it('CLD-39 tell how much is left, and for how long', async () => {
    const [one, other] = pair();
    expect(await one.peek(someone, LIMIT)).toMatchObject({ remaining: 8, resetSeconds: 60 });
    expect((await one.take(someone, LIMIT, 3)).remaining).toBe(5);
    const { remaining, resetSeconds } = await other.take(someone, LIMIT, 6);
    expect([remaining, resetSeconds > 50 && resetSeconds <= 60]).toEqual([0, true]);
  });

  it('tell, without counting, whether the next point would be allowed', async () => {
    const [one, other] = pair();
    for (let asked = 0; asked < 20; asked++) expect(await one.peek(someone, LIMIT)).toMatchObject(ALLOWED);
    await one.take(someone, LIMIT, 7);
    expect(await other.peek(someone, LIMIT)).toMatchObject(ALLOWED);
    await one.take(someone, LIMIT);
    expect((await other.peek(someone, LIMIT)).allowed).toBe(false);
  });

  it('count apps, keys, names and deployments apart', async () => {
    const prefix = uniqueName('throttle');
    const throttle = replica(redisUrl, prefix);
    await throttle.take(someone, LIMIT, 8);
    const long = 'x'.repeat(10_000);
    await throttle.take({ app: 'app', key: `${long}1` }, LIMIT, 8);
    expect(await throttle.peek({ app: 'other', key: someone.key }, LIMIT)).toMatchObject(ALLOWED);
    expect(await throttle.peek({ app: 'app', key: '203.0.113.8' }, LIMIT)).toMatchObject(ALLOWED);
    expect(await throttle.peek({ app: 'app', key: `${long}2` }, LIMIT)).toMatchObject(ALLOWED);
    expect(await replica(redisUrl, prefix, 'mails').peek(someone, LIMIT)).toMatchObject(ALLOWED);
    expect(await replica(redisUrl, uniqueName('throttle')).peek(someone, LIMIT)).toMatchObject(ALLOWED);
    const keys = await connections[0]!.keys(`${prefix}:*`);
    expect(keys).toContain(`${prefix}:throttle:log-ins:app:203.0.113.7`);
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThan(300);
  });

  it('begin anew when the window has ended, which no refused point moves', async () => {
    const [throttle] = pair();
    const short = { pointsMax: 1, windowSeconds: 1 };
    await throttle.take(someone, short);
    await throttle.take(someone, short, 5);
    await expect.poll(() => throttle.peek(someone, short)).toMatchObject(ALLOWED);
  });
});

describe('while Redis is away', () => {
  let server: PrivateServer;
  beforeAll(async () => {
    server = await startPrivateServer('redis');
  });
  afterAll(() => server.dispose());

  it('SEC-19 each process limits by itself and stricter, and all together again when Redis answers', async () => {
    const prefix = uniqueName('throttle');
    const [one, other] = [replica(server.url, prefix), replica(server.url, prefix)];
    expect(await one.take(someone, LIMIT)).toMatchObject(ALLOWED);
    await server.kill();
    for (const throttle of [one, other]) {
      const verdicts = [];
      for (let taken = 0; taken < 8; taken++) verdicts.push(await throttle.take(someone, LIMIT));
      expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, ...Array<boolean>(6).fill(false)]);
      expect((await throttle.peek(someone, LIMIT)).allowed).toBe(false);
    }
    expect(await one.take({ ...someone, key: 'once' }, { pointsMax: 1, windowSeconds: 60 })).toMatchObject(ALLOWED);
    expect(told('each process limits by itself')).toBe(2);
    await server.start();
    const back = { ...someone, key: 'back' };
    await expect.poll(async () => (await one.take(back, LIMIT, 3)) && told('Redis counts again')).toBe(1);
    await expect.poll(async () => (await other.peek(back, LIMIT)) && told('Redis counts again')).toBe(2);
    await one.take(back, LIMIT, 5);
    expect((await other.peek(back, LIMIT)).allowed).toBe(false);
  });

  it('does not wait long for a server that has stopped answering, and not at each request', async () => {
    const throttle = replica(server.url, uniqueName('throttle'));
    await throttle.take(someone, LIMIT);
    server.freeze();
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => throttle.take(someone, LIMIT)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(2);
    await sleep(0);
    expect((await throttle.peek(someone, LIMIT)).allowed).toBe(false);
    server.thaw();
    await expect.poll(async () => (await throttle.peek({ ...someone, key: 'other' }, LIMIT)) && told('Redis counts again')).toBe(1);
  });

  it('starts without it', async () => {
    await server.stop();
    const throttle = replica(server.url, uniqueName('throttle'));
    expect(await throttle.take(someone, LIMIT, 2)).toMatchObject(ALLOWED);
    expect((await throttle.take(someone, LIMIT)).allowed).toBe(false);
    await server.start();
  });
});
