import { MASTER, PUBLIC, type Identity } from '@parlance/acl';
import { DEFAULT_APP_SETTINGS, type AppSettings } from '@parlance/app-settings';
import { ParseError, type ErrorName } from '@parlance/errors';
import { connectRedis, Throttle, type Redis } from '@parlance/redis';
import { createLogger } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, expect, it } from 'vitest';
import { AddressThrottle } from '../../../apps/auth/src/log-in/address-throttle.ts';

const LIMIT = { failuresPerAddress: 5, windowSeconds: 900 };
const logger = createLogger({ service: 'test', level: 'warn', destination: { write: () => undefined } });
const connections: Redis[] = [];
afterAll(() => connections.forEach((redis) => redis.disconnect()));

/** Two processes of one deployment. */
function replicas(): readonly [AddressThrottle, AddressThrottle] {
  const prefix = uniqueName('throttle');
  const replica = () => {
    const redis = connectRedis(testServers().redisUrl, 'counters', { name: 'test', logger });
    connections.push(redis);
    return new AddressThrottle(new Throttle({ redis, prefix, name: 'log-in-failures', logger }));
  };
  return [replica(), replica()];
}

interface From {
  readonly address?: string;
  readonly identity?: Identity;
  readonly limit?: AppSettings['logInThrottle'];
}

const attempt = ({ address = '203.0.113.7', identity = PUBLIC, limit = LIMIT }: From = {}) => ({
  origin: { address },
  settings: { logInThrottle: limit },
  context: { app: 'app', identity },
});
const refused = (kind: ErrorName) => async () => {
  throw new ParseError(kind, 'x');
};
const right = async () => 'in';

/** The outcome of an attempt: the value, or the kind of the error. */
async function outcome(trying: Promise<unknown>): Promise<unknown> {
  return trying.catch((error: unknown) => (error instanceof ParseError ? error.kind : error));
}

const AT_A_TIME = 50;

/** Does something so many times, some at a time. */
async function many(count: number, act: (n: number) => Promise<unknown>): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => n).values();
  const worker = async () => {
    for (const n of numbers) await act(n);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

it.each(['ObjectNotFound', 'MfaError', 'InvalidAuthData', 'InvalidLinkedSession'] as const)(
  'counts %s over all processes',
  async (kind) => {
    const [one, other] = replicas();
    for (let n = 0; n < 5; n++) expect(await outcome((n % 2 === 0 ? one : other).attempt(attempt(), refused(kind)))).toBe(kind);
    let guessed = 0;
    for (const throttle of [one, other]) {
      const blocked = throttle.attempt(attempt(), async () => (guessed += 1));
      await expect(blocked).rejects.toMatchObject({ code: 100, status: 429, retryAfterSeconds: expect.any(Number) as number });
    }
    expect(guessed).toBe(0); // nothing is hashed for a client that is stopped
    expect(await outcome(one.attempt(attempt({ address: '203.0.113.8' }), right))).toBe('in');
  },
);

it('counts neither right log-ins nor requests that are no guess', async () => {
  const [one, other] = replicas();
  for (let n = 0; n < 20; n++) expect(await outcome(one.attempt(attempt(), right))).toBe('in');
  for (const kind of [
    'MfaTokenRequired',
    'MfaTokenSent',
    'EmailNotVerified',
    'UsernameMissing',
    'RequestTimeout',
    'ServiceUnavailable',
  ] as const)
    for (let n = 0; n < 10; n++) expect(await outcome(other.attempt(attempt(), refused(kind)))).toBe(kind);
  await expect(one.attempt(attempt(), () => Promise.reject(new TypeError('a fault')))).rejects.toThrow(TypeError);
  expect(await outcome(one.attempt(attempt(), right))).toBe('in');
});

it('SEC-15 of fifty guesses at once no more than the limit learn that they were wrong, and a right one among the last nothing', async () => {
  const both = replicas();
  const started = Promise.withResolvers<void>();
  const slowly = (guess: () => Promise<unknown>) => async () => (await started.promise, guess());
  const wrong = Array.from({ length: 50 }, (_, n) => outcome(both[n % 2]!.attempt(attempt(), slowly(refused('ObjectNotFound')))));
  const late = outcome(both[0].attempt(attempt(), async () => (await Promise.all(wrong), 'in')));
  started.resolve();
  const outcomes = await Promise.all(wrong);
  expect(outcomes.filter((kind) => kind === 'ObjectNotFound')).toHaveLength(5);
  expect(outcomes.filter((kind) => kind === 'RateLimited')).toHaveLength(45);
  expect(await late).toBe('RateLimited');
});

it.each([1, 100])('SEC-18 of 10,000 wrong log-ins from %i addresses no more are checked than the default limit says', async (addresses) => {
  const both = replicas();
  const { logInThrottle: limit } = DEFAULT_APP_SETTINGS;
  let checked = 0;
  const wrong = async () => {
    checked += 1;
    throw new ParseError('ObjectNotFound', 'x');
  };
  const told = new Map<unknown, number>();
  await many(10_000, async (n) => {
    const kind = await outcome(both[n % 2]!.attempt(attempt({ address: `198.51.100.${n % addresses}`, limit }), wrong));
    told.set(kind, (told.get(kind) ?? 0) + 1);
  });
  const most = Math.min(10_000, addresses * 200);
  expect(told.get('ObjectNotFound')).toBe(most);
  expect(told.get('RateLimited') ?? 0).toBe(10_000 - most);
  expect(checked).toBeLessThanOrEqual(most + AT_A_TIME);
});

it('SEC-18 10,000 right log-ins from one address get in, 500 of them at once', async () => {
  const both = replicas();
  const enter = (n: number) => outcome(both[n % 2]!.attempt(attempt(), right));
  const all: unknown[] = await Promise.all(Array.from({ length: 500 }, (_, n) => enter(n)));
  await many(9_500, async (n) => all.push(await enter(n)));
  expect(all.filter((value) => value === 'in')).toHaveLength(10_000);
});

it('counts IPv6 by network, all unknown addresses as one, and stops neither the master key nor anybody where it is off', async () => {
  const [one] = replicas();
  for (let n = 0; n < 5; n++) await outcome(one.attempt(attempt({ address: `2001:db8::${n}` }), refused('ObjectNotFound')));
  expect(await outcome(one.attempt(attempt({ address: '2001:db8::99' }), right))).toBe('RateLimited');
  expect(await outcome(one.attempt(attempt({ address: '2001:db8:0:1::1' }), right))).toBe('in');
  expect(await outcome(one.attempt(attempt({ address: '2001:db8::99', identity: MASTER }), right))).toBe('in');
  expect(await outcome(one.attempt(attempt({ address: '2001:db8::99', limit: null }), right))).toBe('in');
  for (let n = 0; n < 5; n++)
    expect(await outcome(one.attempt(attempt({ address: '' }), refused('ObjectNotFound')))).toBe('ObjectNotFound');
  expect(await outcome(one.attempt(attempt({ address: '' }), right))).toBe('RateLimited');
});
