import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LocalService } from '../contract/auth/providers/local-service.ts';
import { PASSWORD, PATIENT } from './accounts.ts';
import { connectSdk, failure, loadSdk, type ParseSdk } from './sdk.ts';

const SOON = { timeout: 15_000 };
const APP_AT_FACEBOOK = 'app-of-this-test';

// The tour of the guide's chapters on users, sessions and roles, by two devices with an unmodified SDK each.
describe.each(MODES)('accounts by the JS SDK, %s', (mode) => {
  const phone = loadSdk();
  const tablet = loadSdk();
  let parlance: Parlance;
  let facebook: LocalService;
  let count = 0;
  let name: string;

  beforeAll(async () => {
    const userOf = (authorization = '') => authorization.replace('Bearer ', '');
    facebook = await LocalService.start({
      '/app': () => ({ id: APP_AT_FACEBOOK }),
      '/me': ({ authorization }) => ({ id: userOf(authorization) }),
    });
    const auth = { facebook: { appIds: [APP_AT_FACEBOOK], endpoints: { graph: facebook.url } } };
    const env = { PARLANCE_OUTBOUND_ALLOWED: '127.0.0.1' };
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: { ...PATIENT, auth } }], env });
    for (const Parse of [phone, tablet]) connectSdk(Parse, parlance, { currentUser: true });
  }, 90_000);
  afterAll(async () => {
    await parlance?.close();
    await facebook?.stop();
  });
  beforeEach(async () => {
    name = `tourist${(count += 1)}`;
    for (const Parse of [phone, tablet]) await leave(Parse);
  });

  /** Logs out, also where the session has ended elsewhere: the SDK forgets it and tells so. */
  const leave = async (Parse: ParseSdk) => {
    const error = await failure(Parse.User.logOut());
    expect(['no error', 209]).toContain(error);
  };
  const signUp = (Parse: ParseSdk, values: Record<string, unknown> = {}) => Parse.User.signUp(name, PASSWORD, values);
  const note = (Parse: ParseSdk, id: string | undefined) => new Parse.Query('Note').get(id as string);

  it('USR-01 USR-10 USR-12 USR-14 signs up, is the current user, changes their own object, logs out and in', async () => {
    const user = await signUp(phone, { phone: '415-392-0202' });
    expect([phone.User.current()?.id, user.isCurrent(), user.authenticated()]).toEqual([user.id, true, true]);
    await user.save({ phone: '1', level: 2 });
    user.increment('level');
    user.setUsername(`${name} the second`);
    await user.save();
    await phone.User.logOut();
    expect(phone.User.current()).toBeNull();
    expect(await failure(phone.User.logIn(name, PASSWORD))).toBe(101);
    const again = await phone.User.logIn(`${name} the second`, PASSWORD);
    expect([again.id, again.get('phone'), again.get('level')]).toEqual([user.id, '1', 3]);
    expect(await failure(phone.User.signUp(`${name} the second`, PASSWORD, {}))).toBe(202);
  });

  it('USR-13 SES-19 another device becomes the user, and nobody else changes them', async () => {
    const user = await signUp(phone);
    const adopted = await tablet.User.become(user.getSessionToken() as string);
    expect([adopted.id, tablet.User.current()?.id]).toEqual([user.id, user.id]);
    await adopted.save({ mood: 'good' });
    expect((await user.fetch()).get('mood')).toBe('good');
    await tablet.User.logOut();
    await expect.poll(() => failure(user.fetch()), SOON).toBe(209);
    await leave(phone);
    const stranger = tablet.User.createWithoutData(user.id as string);
    expect(await failure(stranger.save({ mood: 'bad' }))).toBe(206);
  });

  it('USR-38 a new password ends the sessions of other devices, and this one goes on', async () => {
    const user = await signUp(phone);
    const other = await tablet.User.logIn(name, PASSWORD);
    user.setPassword('another password');
    await user.save();
    expect((await user.fetch()).id).toBe(user.id);
    await expect.poll(() => failure(other.fetch()), SOON).toBe(209);
    await leave(tablet);
    expect(await failure(tablet.User.logIn(name, PASSWORD))).toBe(101);
    expect((await tablet.User.logIn(name, 'another password')).id).toBe(user.id);
  });

  it('verifies a password without a session', async () => {
    const user = await signUp(phone);
    const before = user.getSessionToken();
    expect(await phone.User.verifyPassword(name, PASSWORD)).toMatchObject({ objectId: user.id });
    expect(await failure(phone.User.verifyPassword(name, 'a wrong password'))).toBe(101);
    expect(phone.User.current()?.getSessionToken()).toBe(before);
  });

  it('USR-35 an anonymous user becomes a named one with all that is theirs', async () => {
    const user = await phone.AnonymousUtils.logIn();
    const draft = new phone.Object('Note', { text: 'a draft' });
    draft.setACL(new phone.ACL(user));
    await draft.save();
    user.setUsername(name);
    user.setPassword(PASSWORD);
    await user.save();
    expect(phone.AnonymousUtils.isLinked(user)).toBe(false);
    const named = await tablet.User.logIn(name, PASSWORD);
    expect([named.id, (await note(tablet, draft.id)).get('text')]).toEqual([user.id, 'a draft']);
  });

  it('USR-29 USR-31 SES-20 links an account, comes in by it elsewhere, and unlinks it', async () => {
    const authData = { id: `fb-${name}`, access_token: `fb-${name}`, expiration_date: '2030-01-01T00:00:00.000Z' };
    const user = await signUp(phone);
    await user.linkWith('facebook', { authData });
    expect(user._isLinked('facebook')).toBe(true);
    const entered = await tablet.User.logInWith('facebook', { authData });
    expect([entered.id, entered.existed(), entered.get('authData')]).toEqual([user.id, true, { facebook: authData }]);
    expect((await tablet.Session.current()).get('createdWith')).toEqual({ action: 'login', authProvider: 'facebook' });
    await entered._unlinkFrom('facebook');
    await tablet.User.logOut();
    const other = await tablet.User.logInWith('facebook', { authData });
    expect([other.id === user.id, other.existed()]).toEqual([false, false]);
  });

  it('ACL-01 a private note is nobody else’s, until its owner shares it', async () => {
    const owner = await signUp(phone);
    const reader = await tablet.User.signUp(`reader of ${name}`, PASSWORD, {});
    const diary = new phone.Object('Note', { text: 'dear diary' });
    diary.setACL(new phone.ACL(owner));
    await diary.save();
    expect(await failure(note(tablet, diary.id))).toBe(101);
    const acl = new phone.ACL(owner);
    acl.setReadAccess(reader.id as string, true);
    diary.setACL(acl);
    await diary.save();
    const shared = await note(tablet, diary.id);
    expect([shared.get('text'), shared.getACL()?.getReadAccess(reader.id as string)]).toEqual(['dear diary', true]);
    expect(await failure(shared.save({ text: 'mine' }))).toBe(101);
  });

  it('ROL-04 a right of a role is one of its members, and of those of its child roles', async () => {
    const owner = await signUp(phone);
    const member = await tablet.User.signUp(`member of ${name}`, PASSWORD, {});
    const roleAcl = () => {
      const acl = new phone.ACL(owner);
      acl.setPublicReadAccess(true);
      return acl;
    };
    const moderators = await new phone.Role(`moderators ${name}`, roleAcl()).save();
    const editors = new phone.Role(`editors ${name}`, roleAcl());
    editors.getUsers().add(owner);
    editors.getRoles().add(moderators);
    await editors.save();
    const article = new phone.Object('Note', { text: 'a draft' });
    const acl = new phone.ACL();
    acl.setRoleReadAccess(editors, true);
    acl.setRoleWriteAccess(`editors ${name}`, true);
    article.setACL(acl);
    await article.save();
    expect(await failure(note(tablet, article.id))).toBe(101);
    const found = await new phone.Query(phone.Role).equalTo('name', `moderators ${name}`).first();
    found?.getUsers().add(phone.User.createWithoutData(member.id as string));
    await found?.save();
    await expect.poll(() => failure(note(tablet, article.id)), SOON).toBe('no error');
    const mine = await note(tablet, article.id);
    await mine.save({ text: 'edited' });
    expect((await article.fetch()).get('text')).toBe('edited');
  });

  it('SES-01 SES-04 SES-06 SES-23 sees their sessions, notes something in one, and ends another', async () => {
    const user = await signUp(phone);
    const elsewhere = await tablet.User.logIn(name, PASSWORD);
    const current = await phone.Session.current();
    expect([current.getSessionToken(), current.get('createdWith')]).toEqual([
      user.getSessionToken(),
      { action: 'signup', authProvider: 'password' },
    ]);
    await current.save({ room: `kitchen of ${name}` });
    const all = await new phone.Query(phone.Session).find();
    expect(all.length).toBe(2);
    const noted = await new phone.Query(phone.Session).equalTo('room', `kitchen of ${name}`).find();
    expect(noted.map(({ id }) => id)).toEqual([current.id]);
    expect(noted[0]?.get('room')).toBe(`kitchen of ${name}`);
    await all.find(({ id }) => id !== current.id)?.destroy();
    await expect.poll(() => failure(elsewhere.fetch()), SOON).toBe(209);
    expect((await user.fetch()).id).toBe(user.id);
  });

  it('USR-42 users remove themselves', async () => {
    const user = await signUp(phone);
    await user.destroy();
    expect(phone.User.current()).toBeNull();
    expect(await failure(phone.User.logIn(name, PASSWORD))).toBe(101);
  });
});
