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
    it('has a code sent to who proved name and password, and the log-in is right with it', async () => {
      const { user, mobile } = await enrolled();
      const before = sentTo(mobile).length;
      const answer = await challenge(named(user));
      expect([answer.status, answer.body]).toEqual([200, { challengeData: { mfa: true } }]);
      expect(sentTo(mobile).length).toBe(before + 1);
      const entered = await logIn(user, { token: lastSentTo(mobile) });
      expect([entered.status, entered.body.objectId]).toEqual([200, user.id]);
    });

    it('finds the user by his e-mail or by an account elsewhere just as well', async () => {
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

    it('SEC-14 answers alike for a wrong password and for nobody, and sends nothing', async () => {
      const { user, mobile } = await enrolled();
      const before = sentTo(mobile).length;
      const wrong = await challenge(named(user, 'a wrong password'));
      const nobody = await challenge({ username: 'nobody', password: 'a wrong password', challengeData: { mfa: true } });
      expect([wrong.status, wrong.body]).toEqual([404, { code: 101, error: 'Invalid username/password.' }]);
      expect([nobody.status, nobody.body]).toEqual([wrong.status, wrong.body]);
      const unlinked = await challenge({ authData: { anonymous: { id: '20000000-0000-4000-8000-aaaaaaaaaaaa' } }, challengeData: {} });
      const unproven = await challenge({ authData: { anonymous: { id: 'no uuid' } }, challengeData: {} });
      const unknown = await challenge({ authData: { nowhere: { id: 'x' } }, challengeData: {} });
      expect([unlinked.status, unlinked.body]).toEqual([404, { code: 101, error: 'User not found.' }]);
      expect([unproven.body, unknown.body]).toEqual([unlinked.body, unlinked.body]);
      expect(sentTo(mobile).length).toBe(before);
    });

    it('SEC-14 wrong passwords count as those of a log-in do', async () => {
      const { user } = await enrolled();
      for (let tries = 0; tries < 3; tries += 1) await challenge(named(user, 'a wrong password'));
      expect((await challenge(named(user))).body.error).toContain('Your account is locked');
      expect((await logIn(user)).body.error).toContain('Your account is locked');
    });

    it('says who has nothing to be asked, and refuses what asks nothing', async () => {
      const user = await signUp(parlance);
      expect((await challenge(named(user))).body).toEqual({ challengeData: {} });
      expect((await challenge({ challengeData: { nowhere: {}, mfa: true } })).body).toEqual({ challengeData: {} });
      expect((await challenge({})).body).toEqual({ code: -1, error: 'Nothing to challenge.' });
      expect(verdict(await challenge({ challengeData: 'mfa' }))).toEqual([400, -1]);
      expect(verdict(await challenge({ username: user.username, challengeData: { mfa: true } }))).toEqual([400, -1]);
      expect(verdict(await challenge({ username: { $ne: 'x' }, password: PASSWORD, challengeData: {} }))).toEqual([404, 101]);
    });
  });
});
