import { PUBLIC } from '@parlance/acl';
import { auth, type RequestContext } from '@parlance/contracts';
import { MODES, startMailbox, startParlance, type ArrivedMail, type Mailbox, type Parlance, type RestAnswer } from '@parlance/testing';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, logIn, PASSWORD, PATIENT, signUp, verdict } from './accounts.ts';
import { sdkOf } from './sdk.ts';

const FROM = 'app@parlance.example';
const VERIFYING = { ...PATIENT, verifyUserEmails: true } as const;
const ATTEMPTS = 50;

/** Each request for a mail is one, however soon it follows another. */
const AT_ONCE = { PARLANCE_MAIL_WINDOW_SECONDS: '0' };
/** An address that no other test has. */
let count = 0;
const newAddress = () => `ada${(count += 1)}@example.com`;

describe.each(MODES)('flows by mail, %s', (mode) => {
  let mailbox: Mailbox;
  let parlance: Parlance;
  beforeAll(async () => {
    mailbox = await startMailbox();
    parlance = await startParlance({
      mode,
      logLevel: 'debug',
      apps: [
        { id: 'test', settings: PATIENT },
        { id: 'verifying', settings: VERIFYING },
        { id: 'strict', settings: { ...VERIFYING, preventLoginWithUnverifiedEmail: true } },
        { id: 'stricter', settings: { ...VERIFYING, preventLoginWithUnverifiedEmail: true, preventSignupWithUnverifiedEmail: true } },
        {
          id: 'disclosing',
          settings: {
            ...VERIFYING,
            emailVerifySuccessOnInvalidEmail: false,
            emailVerifyTokenReuseIfValid: true,
            passwordPolicy: { resetPasswordSuccessOnInvalidEmail: false, resetTokenReuseIfValid: true },
          },
        },
        {
          id: 'policed',
          settings: {
            ...PATIENT,
            publicServerURL: 'https://parse.example/v1/',
            accountLockout: { threshold: 2, duration: 60, unlockOnPasswordReset: true },
            passwordPolicy: { validatorPattern: '^.{10,}$', validationError: 'Ten signs at least.', maxPasswordHistory: 3 },
            mail: {
              from: 'Police <police@parlance.example>',
              templates: { passwordReset: { en: { subject: 'For {{username}} at {{appName}}', text: 'Open {{link}}, {{username}}.' } } },
            },
          },
        },
      ],
      env: { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: FROM, ...AT_ONCE },
    });
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
  });

  const inApp = (id: string) => ({ app: parlance.app(id) });
  const users = async (id = 'test') => (await parlance.database(id)).collection<{ _id: string }>('_User');

  /** The requests of an app's pages, as somebody without a key. */
  const page = (app: string) => {
    const context: RequestContext = { app, identity: PUBLIC, deadline: Date.now() + 60_000, requestId: 'page' };
    const bus = parlance.processes.find(({ services }) => services.includes('gateway'))?.running.bus;
    if (bus === undefined) throw new Error('There is no gateway.');
    return {
      verify: (token: string) => bus.call(auth.verifyEmail, { token }, context),
      check: (token: string) => bus.call(auth.checkResetLink, { token }, context),
      reset: (token: string, password: string) => bus.call(auth.resetPassword, { token, password }, context),
      resend: (by: { token?: string; username?: string }) =>
        bus.call(auth.resendVerification, { ...by, origin: { address: '', serverUrl: parlance.url } }, context),
    };
  };

  const requestReset = (email: unknown, app = 'test') => parlance.rest('POST', '/requestPasswordReset', { email }, inApp(app));
  const requestVerification = (email: unknown, app = 'verifying') =>
    parlance.rest('POST', '/verificationEmailRequest', { email }, inApp(app));

  /** The jobs of a kind that ended so far, by the log. */
  const ended = (outcome: string) => parlance.logs.filter((line) => line['outcome'] === outcome).length;

  async function signUpIn(app: string, members: Record<string, unknown>) {
    return signUp(parlance, members, inApp(app));
  }

  describe('verification', () => {
    it('USR-18 USR-19 mails a link at sign-up; opening it verifies, opening it again does no harm', async () => {
      const email = newAddress();
      const { id, token } = await signUpIn('verifying', { email });
      const mail = await mailbox.waitForMail(email);
      expect(mail.links[0]).toMatch(new RegExp(`^${parlance.url}/apps/verifying/verify_email\\?token=[A-Za-z0-9]{25}$`));
      expect([mail.subject, mail.from]).toEqual([expect.stringContaining('verifying'), expect.stringContaining(FROM)]);
      const me = async () => (await parlance.rest('GET', '/users/me', undefined, as(token, inApp('verifying')))).body;
      expect(await me()).toMatchObject({ email, emailVerified: false });
      const stored = await (await users('verifying')).findOne({ _id: id });
      expect(JSON.stringify(stored)).not.toContain(tokenOf(mail));

      const { verify } = page('verifying');
      expect(await verify('a'.repeat(25))).toEqual({ verified: false });
      expect(await verify('')).toEqual({ verified: false });
      expect(await me()).toMatchObject({ emailVerified: false });
      expect(await verify(tokenOf(mail))).toEqual({ verified: true });
      expect(await me()).toMatchObject({ emailVerified: true });
      expect(await verify(tokenOf(mail))).toEqual({ verified: false });
      expect(await me()).toMatchObject({ emailVerified: true });
      expect(mailbox.mailsTo(email).length).toBe(1);
    });

    it('USR-20 a changed address is unverified, gets a mail, and the old link is void; an unchanged one gets none', async () => {
      const [first, second] = [newAddress(), newAddress()];
      const { id, token } = await signUpIn('verifying', { email: first });
      const old = tokenOf(await mailbox.waitForMail(first));
      const put = (members: Record<string, unknown>) => parlance.rest('PUT', `/users/${id}`, members, as(token, inApp('verifying')));
      expect(verdict(await put({ email: first, nick: 'a' }))).toEqual([200, 0]);
      expect(await page('verifying').verify(old)).toEqual({ verified: true });
      expect(verdict(await put({ email: second }))).toEqual([200, 0]);
      const mail = await mailbox.waitForMail(second);
      const stored = async () => (await users('verifying')).findOne({ _id: id });
      expect(await stored()).toMatchObject({ email: second, emailVerified: false });
      expect(await page('verifying').verify(old)).toEqual({ verified: false });
      expect(await page('verifying').verify(tokenOf(mail))).toEqual({ verified: true });
      expect(await stored()).toMatchObject({ emailVerified: true });
      expect(mailbox.mailsTo(first).length).toBe(1);
      expect(verdict(await put({ email: { __op: 'Delete' } }))).toEqual([200, 0]);
      expect(Object.keys((await stored()) ?? {})).not.toContain('emailVerified');
    });

    it('USR-21 no client says that an address is verified; the master key may', async () => {
      const email = newAddress();
      const { id, token } = await signUpIn('verifying', { email });
      const options = inApp('verifying');
      expect(verdict(await parlance.rest('PUT', `/users/${id}`, { emailVerified: true }, as(token, options)))).toEqual([400, 119]);
      const other = newAddress();
      expect(verdict(await parlance.masterRest('PUT', `/users/${id}`, { email: other, emailVerified: true }, options))).toEqual([200, 0]);
      expect(await (await users('verifying')).findOne({ _id: id })).toMatchObject({ email: other, emailVerified: true });
    });

    it('USR-22 a user without an address has no emailVerified either', async () => {
      const { id } = await signUpIn('verifying', {});
      expect(Object.keys((await (await users('verifying')).findOne({ _id: id })) ?? {})).not.toContain('emailVerified');
      const plain = await signUp(parlance, { email: newAddress() });
      expect(Object.keys((await (await users()).findOne({ _id: plain.id })) ?? {})).not.toContain('emailVerified');
    });

    it('USR-23 sends again to unverified users, and not to verified ones', async () => {
      const email = newAddress();
      await signUpIn('verifying', { email });
      const first = await mailbox.waitForMail(email);
      expect(answer(await requestVerification(email))).toEqual([200, {}]);
      const second = await mailbox.waitForMail(email, 2);
      expect(await page('verifying').verify(tokenOf(first))).toEqual({ verified: false });
      expect(await page('verifying').resend({ token: tokenOf(second) })).toEqual({ accepted: true });
      const third = await mailbox.waitForMail(email, 3);
      expect(await page('verifying').verify(tokenOf(third))).toEqual({ verified: true });
      const before = ended('not wanted');
      expect(answer(await requestVerification(email))).toEqual([200, {}]);
      await expect.poll(() => ended('not wanted')).toBeGreaterThan(before);
      expect(mailbox.mailsTo(email).length).toBe(3);
    });

    it('SEC-17 an unknown address is answered like a known one, a malformed one by its error', async () => {
      const email = newAddress();
      await signUpIn('verifying', { email });
      const before = ended('nobody');
      expect(answer(await requestVerification('nobody@example.com'))).toEqual(answer(await requestVerification(email)));
      await expect.poll(() => ended('nobody')).toBeGreaterThan(before);
      expect(await page('verifying').resend({ username: 'nobody at all' })).toEqual({ accepted: true });
      for (const [value, code] of BAD_ADDRESSES) expect(verdict(await requestVerification(value))).toEqual([400, code]);
    });

    it('tells of unknown and verified addresses where the app wants that, and a link that counts lives on', async () => {
      const email = newAddress();
      await signUpIn('disclosing', { email });
      const mail = await mailbox.waitForMail(email);
      expect(verdict(await requestVerification('nobody@example.com', 'disclosing'))).toEqual([400, 205]);
      const before = ended('extended');
      expect(answer(await requestVerification(email, 'disclosing'))).toEqual([200, {}]);
      await expect.poll(() => ended('extended')).toBeGreaterThan(before);
      expect(await page('disclosing').verify(tokenOf(mail))).toEqual({ verified: true });
      expect(verdict(await requestVerification(email, 'disclosing'))).toEqual([400, -1]);
      expect(mailbox.mailsTo(email).length).toBe(1);
    });

    it('nobody comes in before their address is verified, where the app wants that', async () => {
      const email = newAddress();
      const { answer: signedUp, username } = await signUpIn('strict', { email });
      expect(Object.keys(signedUp.body).sort()).toEqual(['createdAt', 'objectId']);
      const attempt = await parlance.rest('POST', '/login', { username, password: PASSWORD }, inApp('strict'));
      expect(answer(attempt)).toEqual([400, { code: 205, error: 'User email is not verified.' }]);
      await page('strict').verify(tokenOf(await mailbox.waitForMail(email)));
      expect(await logIn(parlance, username, inApp('strict'))).toMatch(/^r:/);
    });

    it('the sign-up itself is answered by 205 where the app wants that, and the user is there', async () => {
      const email = newAddress();
      const members = { username: email, password: PASSWORD, email };
      expect(verdict(await parlance.rest('POST', '/users', members, inApp('stricter')))).toEqual([400, 205]);
      await page('stricter').verify(tokenOf(await mailbox.waitForMail(email)));
      expect(await logIn(parlance, email, inApp('stricter'))).toMatch(/^r:/);
    });

    it('SEC-15 of fifty uses of one link at once, one succeeds', async () => {
      const email = newAddress();
      await signUpIn('verifying', { email });
      const token = tokenOf(await mailbox.waitForMail(email));
      const uses = await Promise.all(Array.from({ length: ATTEMPTS }, () => page('verifying').verify(token)));
      expect(uses.filter(({ verified }) => verified).length).toBe(1);
    });
  });

  describe('password reset', () => {
    it('USR-24 USR-25 resets a password by a link that names the app and counts once', async () => {
      const email = newAddress();
      const { username, token } = await signUp(parlance, { email });
      expect(answer(await requestReset(email))).toEqual([200, {}]);
      const mail = await mailbox.waitForMail(email);
      expect(mail.text).toContain(parlance.app('test').id);
      const { check, reset } = page('test');
      expect(await check(tokenOf(mail))).toEqual({ valid: true });
      expect(await reset(tokenOf(mail), 'a new password')).toEqual({ outcome: 'changed' });
      expect(await check(tokenOf(mail))).toEqual({ valid: false });
      expect(await reset(tokenOf(mail), 'another password')).toEqual({ outcome: 'invalid link' });
      expect(verdict(await parlance.rest('GET', '/users/me', undefined, as(token)))).toEqual([400, 209]);
      expect(verdict(await parlance.rest('POST', '/login', { username, password: PASSWORD }))).toEqual([404, 101]);
      expect(verdict(await parlance.rest('POST', '/login', { username, password: 'a new password' }))).toEqual([200, 0]);
    });

    it('USR-24 finds a user by a name that is an address, and never sends to somebody who took the address for their name', async () => {
      const name = newAddress();
      await signUp(parlance, { username: name });
      expect(verdict(await requestReset(name))).toEqual([200, 0]);
      expect((await mailbox.waitForMail(name)).subject).toContain('test');

      const [victim, thief] = [newAddress(), newAddress()];
      await signUp(parlance, { username: victim, email: thief });
      await signUp(parlance, { email: victim });
      await requestReset(victim);
      await mailbox.waitForMail(victim);
      expect(mailbox.mailsTo(thief)).toEqual([]);
    });

    it('USR-26 SEC-17 an unknown address is answered like a known one, and nothing is sent', async () => {
      const [known, unknown] = [newAddress(), newAddress()];
      await signUp(parlance, { email: known });
      const before = ended('nobody');
      expect(answer(await requestReset(unknown))).toEqual(answer(await requestReset(known)));
      await expect.poll(() => ended('nobody')).toBeGreaterThan(before);
      await mailbox.waitForMail(known);
      expect(mailbox.mailsTo(unknown)).toEqual([]);
    });

    it('USR-27 a missing or malformed address is refused', async () => {
      for (const [value, code] of BAD_ADDRESSES) expect(verdict(await requestReset(value))).toEqual([400, code]);
      expect(verdict(await parlance.rest('POST', '/requestPasswordReset', {}))).toEqual([400, 204]);
    });

    it('tells of unknown addresses where the app wants that, and a link that counts lives on', async () => {
      expect(verdict(await requestReset('nobody@example.com', 'disclosing'))).toEqual([400, 205]);
      const email = newAddress();
      await signUpIn('disclosing', { email });
      expect(verdict(await requestReset(email, 'disclosing'))).toEqual([200, 0]);
      const mail = await mailbox.waitForMail(email, 2);
      const before = ended('extended');
      expect(verdict(await requestReset(email, 'disclosing'))).toEqual([200, 0]);
      await expect.poll(() => ended('extended')).toBeGreaterThan(before);
      expect(await page('disclosing').check(tokenOf(mail))).toEqual({ valid: true });
    });

    it.each([
      ['password', { password: 'changed by hand' }],
      ['address', { email: 'elsewhere@example.com' }],
    ])('a link is void once the %s was changed otherwise', async (_what, change) => {
      const email = newAddress();
      const { id, token } = await signUp(parlance, { email });
      await requestReset(email);
      const mail = await mailbox.waitForMail(email);
      expect(verdict(await parlance.rest('PUT', `/users/${id}`, change, as(token)))).toEqual([200, 0]);
      expect(await page('test').check(tokenOf(mail))).toEqual({ valid: false });
      expect(await page('test').reset(tokenOf(mail), 'a new password')).toEqual({ outcome: 'invalid link' });
    });

    it('a link whose time is over is void, and leads to a new one', async () => {
      const email = newAddress();
      const { id } = await signUp(parlance, { email });
      await requestReset(email);
      const token = tokenOf(await mailbox.waitForMail(email));
      await (await users()).updateOne({ _id: id }, { $set: { _perishable_token_expires_at: new Date(Date.now() - 1) } });
      expect(await page('test').check(token)).toEqual({ valid: false });
      expect(await page('test').reset(token, 'a new password')).toEqual({ outcome: 'invalid link' });
      expect(verdict(await parlance.rest('POST', '/requestPasswordReset', { token }))).toEqual([200, 0]);
      expect(await page('test').check(tokenOf(await mailbox.waitForMail(email, 2)))).toEqual({ valid: true });
    });

    it('a refused password does not spend the link; the reset ends a lock-out, and texts and addresses are the app’s own', async () => {
      const email = newAddress();
      const { username } = await signUpIn('policed', { username: `<b>${email}`, email });
      const attempt = (password: string) => parlance.rest('POST', '/login', { username, password }, inApp('policed'));
      for (let wrong = 0; wrong < 2; wrong++) await attempt('wrong');
      expect((await attempt(PASSWORD)).body.error).toContain('locked');
      await requestReset(email, 'policed');
      const mail = await mailbox.waitForMail(email);
      expect(mail.subject).toBe(`For <b>${email} at policed`);
      expect(mail.from).toContain('police@parlance.example');
      expect(mail.html).toContain('&lt;b&gt;');
      expect(mail.html).not.toContain('<b>');
      expect(mail.links[0]).toMatch(/^https:\/\/parse\.example\/v1\/apps\/policed\/request_password_reset\?token=/);
      const { reset } = page('policed');
      expect(await reset(tokenOf(mail), 'short')).toEqual({ outcome: 'refused', code: 142, message: 'Ten signs at least.' });
      expect(await reset(tokenOf(mail), '')).toEqual({ outcome: 'refused', code: 201, message: 'password is required' });
      expect(await reset(tokenOf(mail), PASSWORD)).toMatchObject({ outcome: 'refused', code: 142 });
      expect(await reset(tokenOf(mail), 'a better password')).toEqual({ outcome: 'changed' });
      expect(verdict(await attempt('a better password'))).toEqual([200, 0]);
    });

    it('SEC-15 of fifty uses of one link at once, one succeeds', async () => {
      const email = newAddress();
      const { username } = await signUp(parlance, { email });
      await requestReset(email);
      const token = tokenOf(await mailbox.waitForMail(email));
      const passwords = Array.from({ length: ATTEMPTS }, (_, at) => `password number ${at}`);
      const uses = await Promise.all(passwords.map((password) => page('test').reset(token, password)));
      const winners = passwords.filter((_, at) => uses[at]?.outcome === 'changed');
      expect(winners.length).toBe(1);
      expect(verdict(await parlance.rest('POST', '/login', { username, password: winners[0] }))).toEqual([200, 0]);
    });

    it('SEC-17 a user gets five mails in an hour, and nobody can tell that from the answers', async () => {
      const email = newAddress();
      await signUp(parlance, { email });
      const before = ended('limited');
      for (let round = 0; round < 7; round++) expect(answer(await requestReset(email))).toEqual([200, {}]);
      await expect.poll(() => ended('limited')).toBe(before + 2);
      await mailbox.waitForMail(email, 5);
      expect(mailbox.mailsTo(email).length).toBe(5);
    });
  });

  it('the JS SDK asks for both', async () => {
    const Parse = sdkOf(parlance, { app: 'verifying' });
    const email = newAddress();
    await signUpIn('verifying', { email });
    await mailbox.waitForMail(email);
    await Parse.User.requestEmailVerification(email);
    await mailbox.waitForMail(email, 2);
    await Parse.User.requestPasswordReset(email);
    expect((await mailbox.waitForMail(email, 3)).links[0]).toContain('request_password_reset');
    await expect(Parse.User.requestPasswordReset('')).rejects.toMatchObject({ code: 204 });
  });

  it('SEC-05 neither tokens nor addresses are in the log', () => {
    const lines = JSON.stringify(parlance.logs);
    for (const mail of mailbox.mails) expect(lines).not.toContain(tokenOf(mail));
    expect(lines).not.toContain('@example.com');
  });
});

const BAD_ADDRESSES: readonly (readonly [value: unknown, code: number])[] = [
  [undefined, 204],
  [null, 204],
  ['', 204],
  [7, 125],
  [{ $ne: null }, 125],
  [['ada@example.com'], 125],
];

function answer({ status, body }: RestAnswer): readonly [number, unknown] {
  return [status, body];
}

function tokenOf({ links }: ArrivedMail): string {
  const token = new URL(links[0] ?? 'none:').searchParams.get('token');
  if (token === null) throw new Error('The mail has no link with a token.');
  return token.replace(/[^A-Za-z0-9].*$/, '');
}
