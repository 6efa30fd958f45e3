import { MODES, startParlance, type Parlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, logIn, PATIENT, signUp, verdict } from './accounts.ts';

const FAILURES_MAX = 12;
const LIMITED = [429, 100];
const WRONG = [404, 101];

describe.each(MODES)('limits over replicas, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      replicas: { gateway: 2, auth: 2 },
      env: { PARLANCE_TRUSTED_PROXY_HOPS: '1' },
      apps: [
        { id: 'test', settings: { ...PATIENT, logInThrottle: { failuresPerAddress: FAILURES_MAX }, accountLockout: { threshold: 4 } } },
        { id: 'default', settings: PATIENT },
      ],
    });
  });
  afterAll(() => parlance?.close());

  /** As the proxy in front would say it. */
  const from = (address: string, gateway = 0) => ({ gateway, headers: { 'X-Forwarded-For': address } });
  const guess = (username: string, address: string, gateway = 0, password = 'wrong') =>
    parlance.rest('POST', '/login', { username, password }, from(address, gateway));
  const count = (answers: readonly RestAnswer[], wanted: readonly number[]) =>
    answers.filter((answer) => verdict(answer).join() === wanted.join()).length;

  it("SEC-15 SEC-18 fifty wrong log-ins at once of one user: no more than the threshold learn it, and the user's session goes on", async () => {
    const { username, token } = await signUp(parlance, {}, from('192.0.2.1'));
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => guess(username, `198.18.0.${n}`, n % 2)));
    const texts = answers.map(({ body }) => body.error as string);
    expect(texts.filter((text) => text === 'Invalid username/password.')).toHaveLength(4);
    expect(texts.filter((text) => text.startsWith('Your account is locked'))).toHaveLength(46);
    for (const gateway of [0, 1]) {
      expect(
        verdict(await parlance.rest('POST', '/login', { username, password: 'a right password' }, from('192.0.2.1', gateway))),
      ).toEqual(WRONG);
      expect(verdict(await parlance.rest('GET', '/users/me', undefined, as(token, { gateway })))).toEqual([200, 0]);
    }
  });

  it('SEC-15 SEC-19 fifty wrong log-ins at once from one address: no more than the limit learn it, at whichever replica', async () => {
    const address = '198.51.100.1';
    const { username } = await signUp(parlance, {}, from('192.0.2.1'));
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => guess(`nobody${n}`, address, n % 2)));
    expect(count(answers, WRONG)).toBe(FAILURES_MAX);
    expect(count(answers, LIMITED)).toBe(50 - FAILURES_MAX);
    for (const gateway of [0, 1]) {
      const { status, body, headers } = await guess(username, address, gateway, 'a right password');
      expect([status, body]).toEqual([429, { code: 100, error: 'Too many requests.' }]);
      expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
      expect(Number(headers.get('Retry-After'))).toBeLessThanOrEqual(900);
      const check = await parlance.rest('POST', '/verifyPassword', { username, password: 'a right password' }, from(address, gateway));
      expect(verdict(check)).toEqual(LIMITED);
    }
    expect((await guess(username, '198.51.100.2', 1, 'a right password')).status).toBe(200);
    expect(verdict(await parlance.rest('GET', '/users', undefined, from(address)))).toEqual([200, 0]);
  });

  it("SEC-20 a client's word on its address changes nothing", async () => {
    const address = '198.51.100.20';
    for (let n = 0; n < FAILURES_MAX; n++) {
      const said = `203.0.113.${n}, ${address}`;
      expect(verdict(await guess(`nobody${n}`, said, n % 2)), said).toEqual(WRONG);
    }
    for (const said of [`203.0.113.99, ${address}`, `192.0.2.1, 203.0.113.99, ${address}`, `::ffff:${address}`, `${address}:4711`])
      expect(verdict(await guess('nobody', said, 1)), said).toEqual(LIMITED);
    expect(verdict(await guess('nobody', `${address}, 203.0.113.99`, 1))).toEqual(WRONG);
  });

  it('SEC-18 right log-ins are never limited by default', async () => {
    const { username } = await signUp(parlance, {}, { app: parlance.app('default') });
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, n) => logIn(parlance, username, { app: parlance.app('default'), ...from('198.51.100.30', n % 2) })),
    );
    expect(new Set(tokens).size).toBe(20);
  });
});
