import { startParlance, startPrivateServer, type Parlance, type PrivateServer, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MINUTES = 600_000;
/** A process alone lets a quarter pass. */
const COUNT = 8;
const ALONE = 2;

describe.each(['fused', 'split'] as const)('SEC-19 Redis is away, %s', (mode) => {
  let parlance: Parlance;
  let redis: PrivateServer;
  beforeAll(async () => {
    redis = await startPrivateServer('redis');
    const limit = { requestPath: '/classes/:className', requestCount: COUNT, requestTimeWindow: MINUTES };
    const logInThrottle = { failuresPerAddress: COUNT };
    parlance = await startParlance({
      mode,
      replicas: { gateway: 2 },
      env: { REDIS_URL: redis.url, PARLANCE_TRUSTED_PROXY_HOPS: '1' },
      apps: [
        {
          id: 'test',
          settings: { allowClientClassCreation: true, requestDeadlineMs: 60_000, logInThrottle, accountLockout: null, rateLimit: [limit] },
        },
      ],
    });
  });
  afterAll(async () => {
    await parlance?.close();
    await redis?.dispose();
  });

  let addresses = 0;
  const nextAddress = () => `198.51.100.${(addresses += 1)}`;
  const from = (address: string, gateway = 0) => ({ gateway, headers: { 'X-Forwarded-For': address } });
  const find = (address: string, gateway = 0) => parlance.rest('GET', '/classes/Game', undefined, from(address, gateway));
  const guess = (address: string, gateway = 0) =>
    parlance.rest('POST', '/login', { username: 'nobody', password: 'wrong' }, from(address, gateway));

  /** How many of twice the limit, asked at one gateway and then at the other, are not stopped; nothing else may be answered. */
  async function allowed(ask: (address: string, gateway: number) => Promise<RestAnswer>, usual: number): Promise<readonly number[]> {
    const address = nextAddress();
    const counts = [];
    for (const gateway of [0, 1]) {
      const statuses = [];
      for (let n = 0; n < COUNT; n++) statuses.push((await ask(address, gateway)).status);
      expect(statuses.filter((status) => status !== usual && status !== 429)).toEqual([]);
      counts.push(statuses.filter((status) => status === usual).length);
    }
    return counts;
  }
  const told = (text: string) => parlance.logs.filter(({ msg }) => typeof msg === 'string' && msg.includes(text)).length;

  it('each process limits by itself and stricter, nothing fails, and all limit together again when it is back', async () => {
    expect(await allowed(find, 200)).toEqual([COUNT, 0]);
    expect(await allowed(guess, 404)).toEqual([COUNT, 0]);

    await redis.kill();
    expect(await allowed(find, 200)).toEqual([ALONE, ALONE]);
    // Log-ins from one gateway are checked by whichever process runs `auth`: two of them when fused, one when split.
    expect((await allowed(guess, 404)).reduce((sum, count) => sum + count)).toBe(mode === 'fused' ? 2 * ALONE : ALONE);
    const right = await parlance.rest('POST', '/users', { username: `ada-${mode}`, password: 'p' }, from(nextAddress()));
    expect(right.status).toBe(201);
    for (let n = 0; n < COUNT; n++)
      expect((await parlance.rest('POST', '/login', { username: `ada-${mode}`, password: 'p' }, from('192.0.2.1', n % 2))).status).toBe(
        200,
      );
    expect((await parlance.rest('GET', '/health', undefined)).status).toBe(200);

    await redis.start();
    const address = nextAddress();
    // Until every process has found it again: by requests from addresses that nobody counts later.
    await expect.poll(async () => (await find(nextAddress(), 0), await find(nextAddress(), 1), told('Redis counts again'))).toBe(2);
    expect(await allowed(find, 200)).toEqual([COUNT, 0]);
    await expect
      .poll(async () => (await guess(address, 0), await guess(address, 1), told('Redis counts again')))
      .toBe(mode === 'fused' ? 4 : 3);
    expect(await allowed(guess, 404)).toEqual([COUNT, 0]);
  });

  it('a Redis that has stopped answering delays requests a little and fails none', async () => {
    redis.freeze();
    try {
      expect(await allowed(find, 200)).toEqual([ALONE, ALONE]);
    } finally {
      redis.thaw();
    }
    const counted = async (gateway: number) => {
      const address = nextAddress();
      const answers = await Promise.all(Array.from({ length: COUNT }, () => find(address, gateway)));
      return answers.filter(({ status }) => status === 200).length;
    };
    for (const gateway of [0, 1]) await expect.poll(() => counted(gateway)).toBe(COUNT);
  });
});
