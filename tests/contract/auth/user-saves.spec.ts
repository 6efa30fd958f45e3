import { MASTER } from '@parlance/acl';
import { auth } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newMailToken } from '../../../apps/auth/src/tokens/index.ts';
import { MODES, type Json } from '../data/data-service.ts';
import { AuthDeployment, type Asked } from './auth-service.ts';

describe.each(MODES)('beforeSave of users, %s', (mode) => {
  let deployment: AuthDeployment;
  let count = 0;
  let name: string;

  beforeAll(async () => {
    deployment = await AuthDeployment.start(mode);
  });
  afterAll(() => deployment.close());
  beforeEach(async () => {
    name = `saved${(count += 1)}`;
    await deployment.declare({}, { _User: ['beforeSave'] });
    deployment.triggers.set('beforeSave', () => undefined);
  });

  const watch = (code: (asked: Asked) => unknown) => deployment.triggers.set('beforeSave', code);
  /** Code that sets members, as `request.object.set()` does. */
  const setting = (members: Json) => watch(({ input }) => ({ update: { ...(input['update'] as Json), ...members } }));
  const signUp = (more: Json = {}) => deployment.signUp({ username: name, password: 'right', ...more });
  const logIn = (password: string, username = name) => deployment.logIn({ username, password });
  const stored = async (objectId: unknown) => (await deployment.stored('_User', { _id: objectId }))[0]!;
  const last = () => deployment.askedFor('beforeSave').at(-1)!.input;

  it('CLD-08 a sign-up without an e-mail that code refuses makes neither a user nor a session', async () => {
    watch(({ input }) => {
      if (input['update'].email === undefined) throw ParseError.custom(141, 'every user must have an e-mail');
    });
    const sessions = (await deployment.stored('_Session')).length;
    await expect(signUp()).rejects.toMatchObject({ code: 141, message: 'every user must have an e-mail' });
    expect(await deployment.stored('_User', { username: name })).toEqual([]);
    expect(await deployment.stored('_Session')).toHaveLength(sessions);
    expect(await signUp({ email: `${name}@example.com` })).toMatchObject({ sessionToken: expect.stringMatching(/^r:/) as string });
  });

  it('code sees all that is sent, the password included, and no original of a new user', async () => {
    await signUp({ email: `${name}@example.com`, city: 'Bonn', score: { __op: 'Increment', amount: 2 } });
    expect(last()).toEqual({
      update: {
        username: name,
        password: 'right',
        email: `${name}@example.com`,
        city: 'Bonn',
        score: { __op: 'Increment', amount: 2 },
      },
    });
  });

  it('name, password and address that code sets are taken, and by all rules for them', async () => {
    setting({ username: `${name}x`, password: 'other', email: `${name}@example.com` });
    const made = await signUp();
    expect((await logIn('other', `${name}x`))['objectId']).toBe(made['objectId']);
    await expect(logIn('right', `${name}x`)).rejects.toMatchObject({ code: 101 });
    expect((await stored(made['objectId']))['email']).toBe(`${name}@example.com`);
    setting({ email: 'nonsense' });
    await expect(deployment.signUp({ username: `${name}y`, password: 'right' })).rejects.toMatchObject({ code: 125 });
    setting({ username: `${name}x` });
    await expect(deployment.signUp({ username: `${name}y`, password: 'right' })).rejects.toMatchObject({ code: 202 });
    await deployment.declare({ passwordPolicy: { validatorPattern: '^.{8,}$' } }, { _User: ['beforeSave'] });
    setting({ password: 'short' });
    await expect(deployment.signUp({ username: `${name}y`, password: 'long enough' })).rejects.toMatchObject({ code: 142 });
  });

  it('CLD-11 a value of another type that code sets is refused', async () => {
    watch(() => undefined);
    await signUp({ age: 7 });
    setting({ age: 'seven' });
    await expect(deployment.signUp({ username: `${name}y`, password: 'right' })).rejects.toMatchObject({ code: 111 });
    setting({ username: 7 });
    await expect(deployment.signUp({ username: `${name}y`, password: 'right' })).rejects.toMatchObject({ code: 111 });
  });

  it('code may say that an address is verified, which clients may not', async () => {
    await deployment.declare({ verifyUserEmails: true }, { _User: ['beforeSave'] });
    await expect(signUp({ email: `${name}@example.com`, emailVerified: true })).rejects.toMatchObject({ code: 119 });
    setting({ emailVerified: true });
    const made = await signUp({ email: `${name}@example.com` });
    expect((await stored(made['objectId']))['emailVerified']).toBe(true);
  });

  it('CLD-09 CLD-35 the answer shows what code has changed, and afterSave hears of it once, with its context', async () => {
    await deployment.declare({}, { _User: ['beforeSave', 'afterSave'] });
    watch(({ input }) => ({ update: { ...(input['update'] as Json), city: 'Rom', password: 'hidden' }, context: { from: 'before' } }));
    deployment.triggers.set('afterSave', () => undefined);
    const made = await signUp({ city: 'Bonn' });
    expect(made).toEqual({
      objectId: made['objectId'],
      createdAt: made['createdAt'],
      sessionToken: expect.stringMatching(/^r:/) as string,
      city: 'Rom',
    });
    expect(deployment.asked.map((asked) => asked.name)).toEqual(['beforeSave', 'afterSave']);
    const [after] = deployment.askedFor('afterSave');
    expect(after!.context.cloud?.context).toBe('{"trace":1,"from":"before"}');
    expect(after!.input).toMatchObject({ update: { username: name, city: 'Rom' }, saved: { objectId: made['objectId'] } });
    expect(JSON.stringify(after!.input)).not.toMatch(/password|hidden|\$2/);
    const changed = await deployment.update(String(made['objectId']), { city: 'Köln' }, String(made['sessionToken']));
    expect(changed).toMatchObject({ city: 'Rom', updatedAt: expect.any(String) as string });
    expect(deployment.asked.map((asked) => asked.name)).toEqual(['beforeSave', 'afterSave', 'beforeSave', 'afterSave']);
    expect(deployment.askedFor('afterSave')[1]!.input).toMatchObject({ original: { city: 'Rom' }, update: { city: 'Rom' } });
  });

  it('an update shows code the user as it was, and what is sent; a password that code takes back stays', async () => {
    const made = await signUp({ city: 'Bonn' });
    const update = (body: Json) => deployment.update(String(made['objectId']), body, String(made['sessionToken']));
    watch(({ input }) => {
      const { password: _password, ...others } = input['update'] as Json;
      return { update: { ...others, checked: true } };
    });
    const answer = await update({ city: 'Köln', password: 'new' });
    expect(answer['sessionToken']).toBeUndefined();
    expect(last()).toMatchObject({
      original: { className: '_User', objectId: made['objectId'], username: name, city: 'Bonn' },
      update: { city: 'Köln', password: 'new' },
    });
    expect(JSON.stringify(last()['original'])).not.toContain('password');
    expect(await stored(made['objectId'])).toMatchObject({ city: 'Köln', checked: true });
    expect((await logIn('right'))['objectId']).toBe(made['objectId']);
    await update({ city: 'Rom' }); // of no credentials at all
    expect(last()['update']).toEqual({ city: 'Rom' });
  });

  it('an update that code refuses changes nothing', async () => {
    const made = await signUp();
    watch(() => {
      throw ParseError.custom(9002, 'no');
    });
    const change = deployment.update(String(made['objectId']), { password: 'new', city: 'x' }, String(made['sessionToken']));
    await expect(change).rejects.toMatchObject({ code: 9002 });
    expect((await stored(made['objectId']))['city']).toBeUndefined();
    expect((await logIn('right'))['objectId']).toBe(made['objectId']);
  });

  it('code is not told of a save that the class or the ACL refuses', async () => {
    const made = await signUp();
    const other = await deployment.signUp({ username: `${name}b`, password: 'right' });
    deployment.asked.length = 0;
    const change = deployment.update(String(made['objectId']), { city: 'x' }, String(other['sessionToken']));
    await expect(change).rejects.toMatchObject({ code: 206 });
    expect(deployment.asked).toEqual([]);
  });

  it('accounts at services reach code once they are proven, and code may add and remove some', async () => {
    const authData = { anonymous: { id: `5f0f3a10-1111-4000-8000-${String(Date.now()).slice(-12)}` } };
    watch(({ input }) => ({ update: { ...(input['update'] as Json), authData: { ...input['update'].authData, school: { id: name } } } }));
    const made = await deployment.signUp({ authData });
    expect(last()['update']).toEqual({ authData });
    expect(await stored(made['objectId'])).toMatchObject({ _auth_data_anonymous: authData.anonymous, _auth_data_school: { id: name } });
    watch(({ input }) => ({ update: { ...(input['update'] as Json), authData: { school: null } } }));
    await deployment.updateByMaster(String(made['objectId']), { city: 'x' });
    expect((await stored(made['objectId']))['_auth_data_school']).toBeUndefined();
  });

  it('a log-in, its notes and its session are no saves', async () => {
    const made = await signUp();
    deployment.asked.length = 0;
    await logIn('wrong').catch(() => undefined);
    await logIn('right');
    await deployment.call(auth.logInAs, { userId: made['objectId'] }, MASTER);
    expect(deployment.asked).toEqual([]);
  });

  describe('by a link in a mail', () => {
    let made: Json;
    let token: string;

    beforeEach(async () => {
      await deployment.declare({ verifyUserEmails: true }, { _User: ['beforeSave'] });
      watch(() => undefined);
      made = await signUp({ email: `${name}@example.com` });
      const link = newMailToken(3_600, new Date());
      ({ token } = link);
      const { digest, expiresAt } = link;
      const members = { _perishable_token: digest, _perishable_token_expires_at: expiresAt };
      const verification = { _email_verify_token: digest, _email_verify_token_expires_at: expiresAt };
      const users = await deployment.data.collection('_User');
      await users.updateOne({ _id: String(made['objectId']) }, { $set: { ...members, ...verification } });
    });

    it('a new password is a save by the master key, which code may refuse in its own words without spending the link', async () => {
      watch(() => {
        throw ParseError.custom(9003, 'not that one');
      });
      const reset = (password: string) => deployment.ask(auth.resetPassword, { token, password });
      expect(await reset('new')).toEqual({ outcome: 'refused', code: 9003, message: 'not that one' });
      watch(() => undefined);
      expect(await reset('newer')).toEqual({ outcome: 'changed' });
      expect(deployment.asked.at(-1)).toMatchObject({
        context: { identity: MASTER },
        input: { original: { username: name }, update: { password: 'newer' } },
      });
      expect((await logIn('newer'))['objectId']).toBe(made['objectId']);
    });

    it('a verified address is a save by the master key', async () => {
      setting({ greeted: true });
      expect(await deployment.ask(auth.verifyEmail, { token })).toEqual({ verified: true });
      expect(last()).toMatchObject({ update: { emailVerified: true } });
      expect(await stored(made['objectId'])).toMatchObject({ emailVerified: true, greeted: true });
    });
  });
});
