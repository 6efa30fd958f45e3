import { startParlance, type Parlance, type RestAnswer } from '@parlance/testing';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const PERIOD_MS = 30_000;

describe.each(['fused', 'split'] as const)('the second factor, %s', (mode) => {
  let parlance: Parlance;
  let count = 0;
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: { auth: { mfa: { options: ['TOTP'] } } } }] });
  });
  afterAll(() => parlance?.close());

  /** The one-time password of the present step, or of one `steps` later: each counts once. */
  const token = (steps = 0) =>
    new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(SECRET) }).generate({
      timestamp: Date.now() + steps * PERIOD_MS,
    });
  const as = (sessionToken: unknown) => ({ headers: { 'X-Parse-Session-Token': sessionToken as string } });
  const outcome = ({ status, body }: RestAnswer) => [status, body.code ?? body.objectId];
  const put = ({ body }: RestAnswer, change: object) =>
    parlance.rest('PUT', `/users/${String(body.objectId)}`, change, as(body.sessionToken));
  const enrolled = async () => {
    const username = `user${(count += 1)}`;
    const user = await parlance.rest('POST', '/users', { username, password: 'a right password' });
    const answer = await put(user, { authData: { mfa: { secret: SECRET, token: token() } } });
    const logIn = (mfa?: object) =>
      parlance.rest('POST', '/login', { username, password: 'a right password', ...(mfa === undefined ? {} : { authData: { mfa } }) });
    return { user, answer, logIn };
  };

  it('a log-in needs a token, which counts once, and a code for a lost device likewise', async () => {
    const { user, answer, logIn } = await enrolled();
    const { recovery } = (answer.body.authDataResponse as { mfa: { recovery: string } }).mfa;
    expect([answer.status, recovery.split(', ').length]).toEqual([200, 2]);
    expect(outcome(await logIn())).toEqual([400, -1]);
    expect(outcome(await logIn({ token: 'wrong' }))).toEqual([400, 141]);
    const next = token(1);
    expect(outcome(await logIn({ token: next }))).toEqual([200, user.body.objectId]);
    expect(outcome(await logIn({ token: next }))).toEqual([400, 141]);
    const [code] = recovery.split(', ');
    expect(outcome(await logIn({ token: code }))).toEqual([200, user.body.objectId]);
    expect(outcome(await logIn({ token: code }))).toEqual([400, 141]);
  });

  it('USR-36 nobody reads the secret, and sending back the shown object changes nothing', async () => {
    const { user, logIn } = await enrolled();
    const path = `/users/${String(user.body.objectId)}`;
    const answers = [
      await parlance.rest('GET', path, undefined, as(user.body.sessionToken)),
      await parlance.rest('GET', path, undefined, { key: 'master' }),
      await parlance.rest('GET', '/users/me', undefined, as(user.body.sessionToken)),
      await logIn({ token: token(1) }),
    ];
    const where = encodeURIComponent(JSON.stringify({ objectId: user.body.objectId }));
    const found = await parlance.rest('GET', `/users?where=${where}`, undefined, { key: 'master' });
    for (const body of [...answers.map((answer) => answer.body), ...(found.body.results as Record<string, unknown>[])]) {
      expect(body.authData).toEqual({ mfa: { status: 'enabled' } });
      expect(JSON.stringify(body)).not.toContain(SECRET);
    }
    expect((await put(user, { authData: { mfa: { status: 'enabled' } } })).status).toBe(200);
    expect(outcome(await logIn())).toEqual([400, -1]);
  });

  it('a user gives it up, and logs in by password alone', async () => {
    const { user, logIn } = await enrolled();
    expect(outcome(await put(user, { authData: { mfa: { secret: SECRET, token: token(1) } } }))).toEqual([400, 141]);
    expect((await put(user, { authData: { mfa: null } })).status).toBe(200);
    expect(outcome(await logIn())).toEqual([200, user.body.objectId]);
  });

  it('an update that is refused sets up and gives up nothing', async () => {
    const taken = `user${(count += 1)}`;
    await parlance.rest('POST', '/users', { username: taken, password: 'a right password' });
    const username = `user${(count += 1)}`;
    const user = await parlance.rest('POST', '/users', { username, password: 'a right password' });
    const logIn = () => parlance.rest('POST', '/login', { username, password: 'a right password' });
    const mfa = { secret: SECRET, token: token() };
    expect(outcome(await put(user, { username: taken, authData: { mfa } }))).toEqual([400, 202]);
    expect(outcome(await put(user, { score: { __type: 'Date', iso: 'never' }, authData: { mfa } }))).toEqual([400, 111]);
    expect(outcome(await logIn())).toEqual([200, user.body.objectId]);
    expect((await put(user, { authData: { mfa }, score: 7 })).body.authDataResponse).toBeDefined();
    expect(outcome(await put(user, { username: taken, authData: { mfa: null } }))).toEqual([400, 202]);
    expect(outcome(await logIn())).toEqual([400, -1]);
    expect((await put(user, { username: `${username}new`, authData: { mfa: null } })).status).toBe(200);
    expect(outcome(await parlance.rest('POST', '/login', { username: `${username}new`, password: 'a right password' }))).toEqual([
      200,
      user.body.objectId,
    ]);
  });

  it('of several set-ups at once one is in force', async () => {
    const username = `user${(count += 1)}`;
    const user = await parlance.rest('POST', '/users', { username, password: 'a right password' });
    const mfa = { secret: SECRET, token: token() };
    const answers = await Promise.all(Array.from({ length: 4 }, (_, score) => put(user, { score, authData: { mfa } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    const winner = answers.findIndex(({ status }) => status === 200);
    const me = await parlance.rest('GET', '/users/me', undefined, as(user.body.sessionToken));
    expect(me.body.score).toBe(winner);
  });
});
