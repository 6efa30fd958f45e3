import { MASTER } from '@parlance/acl';
import { auth } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MODES, type Json } from '../data/data-service.ts';
import { AuthDeployment } from './auth-service.ts';

const f = (name: string) => ({ function: name });
const refuses = () => {
  throw ParseError.custom(9004, 'out of order');
};

describe.each(MODES)('settings that name functions, %s', (mode) => {
  let deployment: AuthDeployment;
  let count = 0;
  let name: string;

  beforeAll(async () => {
    deployment = await AuthDeployment.start(mode);
  });
  afterAll(() => deployment.close());
  beforeEach(() => (name = `called${(count += 1)}`));

  const email = () => `${name}@example.com`;
  const signUp = (more: Json = {}) => deployment.signUp({ username: name, password: 'right', email: email(), ...more });
  const logIn = (password = 'right') => deployment.logIn({ username: name, password });
  const stored = async (user: Json) => (await deployment.stored('_User', { _id: user['objectId'] }))[0]!;

  describe('passwordPolicy.validatorCallback', () => {
    beforeEach(async () => {
      await deployment.declare({ passwordPolicy: { validatorCallback: f('accepts'), validationError: 'choose better' } });
      deployment.functions.set('accepts', ({ input }) => input['password'] !== 'bad');
    });

    it('accepts and refuses new passwords, in the words of the app, of new users and old ones', async () => {
      await expect(signUp({ password: 'bad' })).rejects.toMatchObject({ code: 142, message: 'choose better' });
      expect(await deployment.stored('_User', { username: name })).toEqual([]);
      const made = await signUp();
      expect(deployment.asked.at(-1)).toMatchObject({ input: { password: 'right', username: name }, context: { identity: MASTER } });
      const change = deployment.update(String(made['objectId']), { password: 'bad' }, String(made['sessionToken']));
      await expect(change).rejects.toMatchObject({ code: 142 });
      expect((await logIn())['objectId']).toBe(made['objectId']);
    });

    it('refuses where the function fails or is not there', async () => {
      deployment.functions.set('accepts', refuses);
      await expect(signUp()).rejects.toMatchObject({ code: 9004 });
      deployment.functions.delete('accepts');
      await expect(signUp()).rejects.toMatchObject({ code: 141 });
      expect(await deployment.stored('_User', { username: name })).toEqual([]);
    });
  });

  describe('verifyUserEmails and preventLoginWithUnverifiedEmail', () => {
    const settings = { verifyUserEmails: f('verifies'), preventLoginWithUnverifiedEmail: f('prevents'), mail: { adapter: f('mail') } };
    const ofDomain = ({ input }: { input: Json }) => String(input['object'].email).endsWith('example.com');

    beforeEach(async () => {
      await deployment.declare(settings);
      deployment.functions.set('verifies', ofDomain);
      deployment.functions.set('prevents', () => false);
      deployment.functions.set('mail', () => undefined);
    });

    it('decide for each user: whose address is verified, and who waits for it', async () => {
      const made = await signUp({ city: 'Bonn' });
      expect((await stored(made))['emailVerified']).toBe(false);
      expect(deployment.askedFor('verifies')[0]!.input).toMatchObject({
        object: { __type: 'Object', className: '_User', username: name, email: email(), city: 'Bonn' },
        createdWith: { action: 'signup', authProvider: 'password' },
        master: false,
        ip: '203.0.113.9',
      });
      expect(JSON.stringify(deployment.askedFor('verifies'))).not.toContain('right');
      const other = await deployment.signUp({ username: `${name}b`, password: 'right', email: `${name}@other.example` });
      expect((await stored(other))['emailVerified']).toBeUndefined();
      expect((await logIn())['objectId']).toBe(made['objectId']);
      deployment.functions.set('prevents', ({ input }) => input['createdWith'].action === 'login');
      await expect(logIn()).rejects.toMatchObject({ code: 205 });
      expect(deployment.askedFor('prevents').at(-1)!.input['createdWith']).toEqual({ action: 'login', authProvider: 'password' });
      expect((await deployment.logIn({ username: `${name}b`, password: 'right' }))['objectId']).toBe(other['objectId']);
    });

    it('a sign-up whose user has to wait begins no session', async () => {
      deployment.functions.set('prevents', () => true);
      const made = await signUp();
      expect(made['sessionToken']).toBeUndefined();
      expect(await deployment.stored('_Session', { _p_user: `_User$${String(made['objectId'])}` })).toEqual([]);
    });

    it('a new address is asked about with the user as it was', async () => {
      const made = await deployment.signUp({ username: name, password: 'right' });
      await deployment.update(String(made['objectId']), { email: email() }, String(made['sessionToken']));
      expect(deployment.askedFor('verifies').at(-1)!.input).toMatchObject({ object: { email: email() }, original: { username: name } });
      expect((await stored(made))['emailVerified']).toBe(false);
    });

    it.each(['verifies', 'prevents'])('where %s fails nobody signs up and nobody logs in', async (failing) => {
      const made = await signUp();
      deployment.functions.set(failing, refuses);
      if (failing === 'prevents') deployment.functions.set('verifies', () => true);
      await expect(logIn()).rejects.toMatchObject({ code: 9004 });
      const sessions = await deployment.stored('_Session', { _p_user: `_User$${String(made['objectId'])}` });
      expect(sessions).toHaveLength(1);
      const again = deployment.signUp({ username: `${name}b`, password: 'right', email: `b${email()}` });
      await expect(again).rejects.toMatchObject({ code: 9004 });
      expect(await deployment.stored('_User', { username: `${name}b` })).toEqual([]);
    });
  });

  describe('mail.adapter and sendUserEmailVerification', () => {
    const sent = () => deployment.askedFor('mail').filter(({ input }) => (input['to'] as string).includes(name));

    beforeEach(async () => {
      const settings = {
        verifyUserEmails: true,
        publicServerURL: 'https://parse.example/parse',
        mail: { adapter: f('mail'), replyTo: 'help@example.com' },
      };
      await deployment.declare({ ...settings, sendUserEmailVerification: f('sends') });
      deployment.functions.set('sends', () => true);
      deployment.functions.set('mail', () => undefined);
    });

    it('mails go to the function, with all that a mail program needs, in place of a server', async () => {
      const made = await signUp();
      await vi.waitFor(() => expect(sent()).toHaveLength(1), 10_000);
      expect(sent()[0]!.input).toMatchObject({
        type: 'verification',
        to: email(),
        subject: expect.stringContaining('Test') as string,
        text: expect.stringContaining('https://parse.example/parse/apps/test/verify_email?token=') as string,
        html: expect.stringContaining('<html') as string,
        link: expect.stringMatching(/^https:\/\/parse\.example\/parse\/apps\/test\/verify_email\?token=[A-Za-z0-9]{25}$/) as string,
        appName: 'Test',
        replyTo: 'help@example.com',
        user: { __type: 'Object', className: '_User', objectId: made['objectId'], email: email() },
      });
      expect(deployment.askedFor('sends').at(-1)!.input).toMatchObject({ user: { objectId: made['objectId'] }, master: false });
      await deployment.call(auth.requestReset, { email: email() });
      await vi.waitFor(() => expect(sent()).toHaveLength(2), 10_000);
      expect(sent()[1]!.input).toMatchObject({ type: 'passwordReset', to: email() });
    });

    it('a mail that the function refuses is tried again, and the log says nothing of what code says', async () => {
      let tries = 0;
      deployment.functions.set('mail', ({ input }) => {
        if ((input['to'] as string).includes(name) && ++tries === 1) throw ParseError.custom(9005, `no mail to ${email()}`);
      });
      await signUp();
      await vi.waitFor(() => expect(tries).toBe(2), 20_000);
      expect(deployment.logs.filter((line) => line.includes('no mail to'))).toEqual([]);
    });

    it('no mail follows a new address where the function says no, until somebody else asks for it', async () => {
      deployment.functions.set('sends', () => false);
      await signUp();
      await vi.waitFor(() => expect(deployment.askedFor('sends')).toHaveLength(1), 10_000);
      await deployment.call(auth.requestReset, { email: email() });
      await vi.waitFor(() => expect(sent()).toHaveLength(1), 10_000);
      expect(sent()[0]!.input['type']).toBe('passwordReset');
    });
  });
});
