import { createHmac } from 'node:crypto';
import { MODES, startParlance, type Parlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalService } from '../contract/auth/providers/local-service.ts';
import { as, PASSWORD, PATIENT, signUp, verdict, type SignedUp } from './accounts.ts';

const KEY = 'the key of the message hook';

describe.each(MODES)('codes by message, %s', (mode) => {
  let parlance: Parlance;
  let messages: LocalService;
  let count = 0;
  beforeAll(async () => {
    messages = await LocalService.start({ '/send': () => ({}), '/broken': () => 500 });
    const mfa = (path: string) => ({ options: ['SMS', 'TOTP'], sms: { url: messages.url + path, key: KEY, lifeSeconds: 600 } });
    const settings = (path: string) => ({ ...PATIENT, auth: { mfa: mfa(path) }, accountLockout: { threshold: 3 } });
    parlance = await startParlance({
      mode,
      apps: [
        { id: 'test', name: 'The App', settings: settings('/send') },
        { id: 'broken', settings: settings('/broken') },
      ],
      env: { PARLANCE_OUTBOUND_ALLOWED: '127.0.0.1' },
    });
  }, 90_000);
  afterAll(async () => {
    await parlance?.close();
    await messages?.stop();
  });

  const sentTo = (mobile: string): string[] =>
    messages
      .requestsTo('/send')
      .map(({ body }) => JSON.parse(body) as { mobile: string; token: string })
      .filter((message) => message.mobile === mobile)
      .map(({ token }) => token);
  const lastSentTo = (mobile: string) => sentTo(mobile).at(-1) ?? '';

  const wrongFor = (code: string) => (code === '000000' ? '111111' : '000000');
  const newMobile = () => `+1555${String((count += 1)).padStart(7, '0')}`;
  const put = ({ id, token }: SignedUp, mfa: object | null) => parlance.rest('PUT', `/users/${id}`, { authData: { mfa } }, as(token));
  const logIn = ({ username }: SignedUp, mfa?: object): Promise<RestAnswer> =>
    parlance.rest('POST', '/login', { username, password: PASSWORD, ...(mfa === undefined ? {} : { authData: { mfa } }) });
  const challenge = (body: object) => parlance.rest('POST', '/challenge', body);
  const named = ({ username }: SignedUp, password = PASSWORD) => ({ username, password, challengeData: { mfa: true } });
  const enrolled = async () => {
    const mobile = newMobile();
    const user = await signUp(parlance);
    const asked = await put(user, { mobile });
    const answer = await put(user, { mobile, token: lastSentTo(mobile) });
    return { mobile, user, asked, answer };
  };

  describe('POST /challenge', () => {
    it('has a code sent to a user who proved name and password, and the log-in is right with it', async () => {
      const { user, mobile } = await enrolled();
      const before = sentTo(mobile).length;
      const answer = await challenge(named(user));
      expect([answer.status, answer.body]).toEqual([200, { challengeData: { mfa: true } }]);
      expect(sentTo(mobile).length).toBe(before + 1);
      const entered = await logIn(user, { token: lastSentTo(mobile) });
      expect([entered.status, entered.body.objectId]).toEqual([200, user.id]);
    });

    it('finds the user by their e-mail or by an account elsewhere just as well', async () => {
      const { user, mobile } = await enrolled();
      const email = `${user.username}@example.org`;
      const anonymous = { id: `20000000-0000-4000-8000-${String(count).padStart(12, '0')}` };
      expect((await parlance.rest('PUT', `/users/${user.id}`, { email, authData: { anonymous } }, as(user.token))).status).toBe(200);
      for (const whose of [{ email, password: PASSWORD }, { username: email, password: PASSWORD }, { authData: { anonymous, mfa: {} } }]) {
        const before = sentTo(mobile).length;
        expect((await challenge({ ...whose, challengeData: { mfa: {} } })).body).toEqual({ challengeData: { mfa: true } });
        expect(sentTo(mobile).length).toBe(before + 1);
      }
    });

    it('answers alike for a wrong password and for nobody, and sends nothing', async () => {
      const { user, mobile } = await enrolled();
      const before = sentTo(mobile).length;
      const wrong = await challenge(named(user, 'a wrong password'));
      const nobody = await challenge({ username: 'nobody', password: 'a wrong password', challengeData: { mfa: true } });
      expect([wrong.status, wrong.body]).toEqual([404, { code: 101, error: 'Invalid username/password.' }]);
      expect([nobody.status, nobody.body]).toEqual([wrong.status, wrong.body]);
      const unlinked = await challenge({ authData: { anonymous: { id: '20000000-0000-4000-8000-aaaaaaaaaaaa' } }, challengeData: {} });
      const unproven = await challenge({ authData: { anonymous: { id: '' } }, challengeData: {} });
      const unknown = await challenge({ authData: { nowhere: { id: 'x' } }, challengeData: {} });
      expect([unlinked.status, unlinked.body]).toEqual([404, { code: 101, error: 'User not found.' }]);
      expect([unproven.body, unknown.body]).toEqual([unlinked.body, unlinked.body]);
      expect(sentTo(mobile).length).toBe(before);
    });

    it('wrong passwords count as those of a log-in do', async () => {
      const { user } = await enrolled();
      for (let tries = 0; tries < 3; tries += 1) await challenge(named(user, 'a wrong password'));
      expect((await challenge(named(user))).body.error).toContain('Your account is locked');
      expect((await logIn(user)).body.error).toContain('Your account is locked');
    });

    it('says that there is nothing to ask a user without a number, and refuses a request that asks nothing', async () => {
      const user = await signUp(parlance);
      expect((await challenge(named(user))).body).toEqual({ challengeData: {} });
      expect((await challenge({ challengeData: { nowhere: {}, mfa: true } })).body).toEqual({ challengeData: {} });
      expect((await challenge({})).body).toEqual({ code: -1, error: 'Nothing to challenge.' });
      expect(verdict(await challenge({ challengeData: 'mfa' }))).toEqual([400, -1]);
      expect(verdict(await challenge({ username: user.username, challengeData: { mfa: true } }))).toEqual([400, -1]);
      expect(verdict(await challenge({ username: { $ne: 'x' }, password: PASSWORD, challengeData: {} }))).toEqual([404, 101]);
    });
  });

  it('a number is proven by a code that the app has sent, by a call that its receiver can check', async () => {
    const { user, mobile, asked, answer } = await enrolled();
    expect([asked.status, asked.body, sentTo(mobile)]).toEqual([
      200,
      { updatedAt: expect.any(String), authDataResponse: {} },
      [expect.stringMatching(/^\d{6}$/)],
    ]);
    expect([answer.status, answer.body]).toEqual([
      200,
      { updatedAt: expect.any(String), authDataResponse: { mfa: { recovery: expect.stringMatching(/^\w{30}, \w{30}$/) } } },
    ]);
    const call = messages.requestsTo('/send').find(({ body }) => body.includes(mobile));
    expect(JSON.parse(call?.body ?? '')).toEqual({ app: 'The App', mobile, token: lastSentTo(mobile) });
    const timestamp = String(call?.headers['x-parlance-timestamp']);
    const signature = createHmac('sha256', KEY).update(`${timestamp}.${call?.body}`).digest('hex');
    expect(call?.headers['x-parlance-signature']).toBe(signature);
    const me = await parlance.rest('GET', '/users/me', undefined, as(user.token));
    expect([me.body.authData, me.text.includes(mobile)]).toEqual([{ mfa: { status: 'enabled' } }, false]);
  });

  it('no code is needed until the number is proven', async () => {
    const mobile = newMobile();
    const user = await signUp(parlance);
    await put(user, { mobile });
    expect((await logIn(user)).status).toBe(200);
    expect(verdict(await put(user, { mobile, token: wrongFor(lastSentTo(mobile)) }))).toEqual([400, 141]);
    expect(verdict(await put(user, { mobile: newMobile(), token: lastSentTo(mobile) }))).toEqual([400, 141]);
    expect((await logIn(user)).status).toBe(200);
  });

  it('SEC-15 a log-in asks for a code, which lets one of several in', async () => {
    const { user, mobile } = await enrolled();
    expect(verdict(await logIn(user))).toEqual([400, -1]);
    const asked = await logIn(user, { token: 'request' });
    expect([asked.status, asked.body]).toEqual([400, { code: 141, error: 'Please enter the token' }]);
    const token = lastSentTo(mobile);
    const answers = await Promise.all(Array.from({ length: 4 }, () => logIn(user, { token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  });

  it('SEC-15 five wrong tries void the code', async () => {
    const { user, mobile } = await enrolled();
    await logIn(user, { token: 'request' });
    const token = lastSentTo(mobile);
    for (let tries = 0; tries < 5; tries += 1) expect(verdict(await logIn(user, { token: wrongFor(token) }))).toEqual([400, 141]);
    expect((await logIn(user, { token })).body.error).toContain('Too many invalid MFA tokens');
    const users = (await parlance.database()).collection<{ _id: string }>('_User');
    await users.updateOne({ _id: user.id }, { $set: { '_auth_data_mfa.lockedUntil': Date.now() - 1 } });
    expect((await logIn(user, { token })).body).toEqual({ code: 141, error: 'Invalid MFA token' });
    await logIn(user, { token: 'request' });
    expect((await logIn(user, { token: lastSentTo(mobile) })).status).toBe(200);
  });

  it('a code ends with its time, and with the next one', async () => {
    const { user, mobile } = await enrolled();
    await logIn(user, { token: 'request' });
    const first = lastSentTo(mobile);
    await logIn(user, { token: 'request' });
    const second = lastSentTo(mobile);
    if (first !== second) expect(verdict(await logIn(user, { token: first }))).toEqual([400, 141]);
    const users = (await parlance.database()).collection<{ _id: string }>('_User');
    await users.updateOne({ _id: user.id }, { $set: { '_auth_data_mfa.sent.expiresAt': Date.now() - 1 } });
    expect(verdict(await logIn(user, { token: second }))).toEqual([400, 141]);
  });

  it('SEC-15 a user who lost the device gets in once by each of their codes, and gives the number up', async () => {
    const { user, mobile, answer } = await enrolled();
    const codes = (answer.body.authDataResponse as { mfa: { recovery: string } }).mfa.recovery.split(', ');
    const [first, second] = codes;
    const entered = await Promise.all(Array.from({ length: 3 }, () => logIn(user, { token: first })));
    expect(entered.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect((await put(user, { disable: true, old: second })).status).toBe(200);
    expect((await logIn(user)).status).toBe(200);
    const stored = await (await parlance.database()).collection<{ _id: string }>('_User').findOne({ _id: user.id });
    expect(JSON.stringify(stored)).not.toContain(mobile);
  });

  it('a receiver that fails is told, and lets nobody in', async () => {
    const app = parlance.app('broken');
    const user = await signUp(parlance, {}, { app });
    const answer = await parlance.rest('PUT', `/users/${user.id}`, { authData: { mfa: { mobile: newMobile() } } }, as(user.token, { app }));
    expect([answer.status, answer.body]).toEqual([400, { code: 141, error: 'The code cannot be sent' }]);
    expect((await parlance.rest('POST', '/login', { username: user.username, password: PASSWORD }, { app })).status).toBe(200);
  });

  it('no code, number or secret stands in a log line', async () => {
    const { user, mobile } = await enrolled();
    await logIn(user, { token: 'request' });
    const lines = JSON.stringify(parlance.logs);
    for (const secret of [mobile, KEY]) expect(lines).not.toContain(secret);
    expect(lines).not.toContain(`"${lastSentTo(mobile)}"`);
  });
});
