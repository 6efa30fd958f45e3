import { startParlance, type Parlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LocalService } from '../contract/auth/providers/local-service.ts';
import { connectSdk, loadSdk } from './sdk.ts';

const UUID = '10000000-0000-4000-8000-';
const OWN_APP = 'app-of-this-test';

describe.each(['fused', 'split'] as const)('linked accounts, %s', (mode) => {
  let parlance: Parlance;
  let facebook: LocalService;
  let count = 0;

  beforeAll(async () => {
    // Tokens of this Facebook are `<user>@<app>`, with anything behind a slash.
    const partsOf = (authorization: string | undefined) => (authorization ?? '').replace('Bearer ', '').split(/[@/]/);
    facebook = await LocalService.start({
      '/app': ({ authorization }) => ({ id: partsOf(authorization)[1] ?? '' }),
      '/me': ({ authorization }) => ({ id: partsOf(authorization)[0] ?? '' }),
    });
    const auth = { facebook: { appIds: [OWN_APP], endpoints: { graph: facebook.url } } };
    const settings = { allowClientClassCreation: true, auth };
    parlance = await startParlance({
      mode,
      apps: [
        { id: 'test', settings },
        { id: 'closed', settings: { enableAnonymousUsers: false, auth: { facebook: { ...auth.facebook, enabled: false } } } },
      ],
      env: { PARLANCE_OUTBOUND_ALLOWED: '127.0.0.1' },
    });
  });
  afterAll(async () => {
    await parlance?.close();
    await facebook?.stop();
  });
  beforeEach(() => (count += 1));

  const as = (token: unknown) => ({ headers: { 'X-Parse-Session-Token': token as string } });
  const tokenOf = (id: string, suffix = '') => `${id}@${OWN_APP}${suffix}`;
  const account = (id: string, suffix = '') => ({
    facebook: { id, access_token: tokenOf(id, suffix), expiration_date: '2030-01-01T00:00:00.000Z' },
  });
  const newId = () => `fb${(count += 1)}`;
  const enter = (authData: unknown, more: object = {}) => parlance.rest('POST', '/users', { authData, ...more });
  const put = ({ body }: RestAnswer, change: object) =>
    parlance.rest('PUT', `/users/${String(body.objectId)}`, change, as(body.sessionToken));
  const signUp = () => parlance.rest('POST', '/users', { username: `user${(count += 1)}`, password: 'a right password' });
  const outcome = ({ status, body }: RestAnswer) => [status, body.code ?? body.objectId];

  it('USR-28 USR-41 USR-43 Facebook makes a user once, and lets the same one in the second time', async () => {
    const id = newId();
    const first = await enter(account(id));
    expect([first.status, first.body]).toEqual([
      201,
      {
        objectId: expect.any(String),
        createdAt: expect.any(String),
        username: expect.stringMatching(/^[A-Za-z0-9]{25}$/),
        sessionToken: expect.stringMatching(/^r:/),
        authDataResponse: {},
      },
    ]);
    const second = await enter(account(id, '/later'));
    expect([second.status, second.body]).toEqual([
      200,
      {
        objectId: first.body.objectId,
        username: first.body.username,
        createdAt: first.body.createdAt,
        updatedAt: expect.any(String),
        ACL: { [String(first.body.objectId)]: { read: true, write: true } },
        authData: account(id, '/later'),
        authDataResponse: {},
        sessionToken: expect.stringMatching(/^r:/),
      },
    ]);
    expect(second.headers.get('location')).toMatch(new RegExp(`/users/${String(first.body.objectId)}$`));
    const me = await parlance.rest('GET', '/users/me', undefined, as(second.body.sessionToken));
    expect(me.body.authData).toEqual(account(id, '/later'));
    const session = await parlance.rest('GET', '/sessions/me', undefined, as(second.body.sessionToken));
    expect(session.body.createdWith).toEqual({ action: 'login', authProvider: 'facebook' });
    const firstSession = await parlance.rest('GET', '/sessions/me', undefined, as(first.body.sessionToken));
    expect(firstSession.body.createdWith).toEqual({ action: 'login', authProvider: 'facebook' });
  });

  it('USR-28 sign-ups at once with one new account make one user', async () => {
    const id = newId();
    const answers = await Promise.all(Array.from({ length: 6 }, () => enter(account(id))));
    expect(new Set(answers.map(({ body }) => body.objectId)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
  });

  it("USR-29 USR-30 linking keeps the user's data, and an account has one owner", async () => {
    const id = newId();
    const user = await signUp();
    await put(user, { phone: '415-392-0202' });
    expect((await put(user, { authData: account(id) })).status).toBe(200);
    const entered = await enter(account(id));
    expect([...outcome(entered), entered.body.phone]).toEqual([200, user.body.objectId, '415-392-0202']);
    const other = await signUp();
    expect(outcome(await put(other, { authData: account(id) }))).toEqual([400, 208]);
    expect(outcome(await enter(account(id), { username: `new${id}`, password: 'a right password' }))).toEqual([400, 208]);
  });

  it('USR-30 links at once of one account by several users leave it one owner', async () => {
    const id = newId();
    const users = await Promise.all([signUp(), signUp(), signUp()]);
    const answers = await Promise.all(users.map((user) => put(user, { authData: account(id) })));
    expect(answers.map(outcome).sort()).toEqual([
      [200, undefined],
      [400, 208],
      [400, 208],
    ]);
  });

  it('USR-31 after unlinking the account makes a new user', async () => {
    const id = newId();
    const user = await signUp();
    await put(user, { authData: account(id) });
    expect((await put(user, { authData: { facebook: null } })).status).toBe(200);
    const me = await parlance.rest('GET', '/users/me', undefined, as(user.body.sessionToken));
    expect(me.body.authData).toBeUndefined();
    const entered = await enter(account(id));
    expect(entered.status).toBe(201);
    expect(entered.body.objectId).not.toBe(user.body.objectId);
  });

  it.each([
    ['a token of another app', () => ({ facebook: { id: 'x', access_token: 'x@another' } }), 251],
    ['a token of another user', () => ({ facebook: { id: 'x', access_token: tokenOf('y') } }), 251],
    ['no token', () => ({ facebook: { id: 'x' } }), 251],
    ['no id', () => ({ facebook: { access_token: tokenOf('x') } }), 250],
    ['an id that is a query', () => ({ facebook: { id: { $ne: null }, access_token: tokenOf('x') } }), 162],
    ['a service that nobody knows', () => ({ nowhere: { id: 'x' } }), 252],
    ['a service named like a member of all objects', () => ({ toString: { id: 'x' } }), 252],
    ['a service named like a prototype', () => JSON.parse('{"__proto__":{"id":"x"}}') as object, 105],
    ['an empty anonymous id', () => ({ anonymous: { id: '' } }), 250],
    ['no service at all', () => ({}), 200],
    ['null', () => null, 200],
    ['a service to unlink', () => ({ facebook: null }), 200],
  ])('USR-32 USR-34 %s is refused', async (_what, authData, code) => {
    expect(outcome(await enter(authData()))).toEqual([400, code]);
    if (code === 200) return;
    expect(outcome(await put(await signUp(), { authData: authData() }))).toEqual([400, code]);
  });

  it.each([
    ['data that is no object', { facebook: 'x' }, 253],
    ['authData that is a list', ['facebook'], 111],
    ['authData that is a text', 'facebook', 252],
    ['authData that is null', null, 252],
  ])('USR-32 %s proves nothing at a sign-up, and is refused in a change', async (_what, authData, code) => {
    expect(outcome(await enter(authData))).toEqual([400, 200]);
    expect(outcome(await put(await signUp(), { authData }))).toEqual([400, code]);
  });

  it('USR-32 USR-34 SET-03 services that are switched off are refused', async () => {
    const enterClosed = (authData: object) => parlance.rest('POST', '/users', { authData }, { app: parlance.app('closed') });
    expect(outcome(await enterClosed(account('x')))).toEqual([400, 252]);
    expect(outcome(await enterClosed({ anonymous: { id: `${UUID}000000000001` } }))).toEqual([400, 252]);
  });

  it('USR-35 an anonymous user with name and password keeps their data, and the id on their device lets nobody in', async () => {
    const anonymous = { anonymous: { id: `${UUID}${String(count).padStart(12, '0')}` } };
    const made = await enter(anonymous);
    expect([made.status, (await enter(anonymous)).status]).toEqual([201, 200]);
    await put(made, { score: 7 });
    const username = `named${count}`;
    const named = await put(made, { username, password: 'a right password' });
    expect([named.status, named.body]).toEqual([200, { updatedAt: expect.any(String), sessionToken: expect.any(String) }]);
    const entered = await parlance.rest('POST', '/login', { username, password: 'a right password' });
    expect([entered.body.objectId, entered.body.score, entered.body.authData]).toEqual([made.body.objectId, 7, undefined]);
    expect((await enter(anonymous)).status).toBe(201);
  });

  it('USR-36 USR-41 authData is shown to the user and the master key alone', async () => {
    const id = newId();
    const made = await enter(account(id), { ACL: { '*': { read: true } } });
    const path = `/users/${String(made.body.objectId)}`;
    const other = await signUp();
    const seen = async (options?: object) => (await parlance.rest('GET', path, undefined, options)).body;
    expect((await seen(as(made.body.sessionToken))).authData).toEqual(account(id));
    expect((await seen({ key: 'master' })).authData).toEqual(account(id));
    const seenByOther = await seen(as(other.body.sessionToken));
    expect([seenByOther.objectId, seenByOther.authData]).toEqual([made.body.objectId, undefined]);
    expect((await seen()).authData).toBeUndefined();
  });

  it('USR-40 signing up links nothing to a user who exists', async () => {
    const user = await signUp();
    const me = await parlance.rest('GET', '/users/me', undefined, as(user.body.sessionToken));
    expect(outcome(await enter(account(newId()), { username: me.body.username }))).toEqual([400, 202]);
    const id = newId();
    await enter(account(id));
    const withFurther = { ...account(id), anonymous: { id: `${UUID}${String(count).padStart(12, '0')}` } };
    expect(outcome(await enter(withFurther))).toEqual([400, 999]);
  });

  it('USR-40 an account comes to a new user together with name and password', async () => {
    const id = newId();
    const username = `both${id}`;
    const made = await enter(account(id), { username, password: 'a right password' });
    expect([made.status, made.body.username]).toEqual([201, undefined]);
    expect(outcome(await parlance.rest('POST', '/login', { username, password: 'a right password' }))).toEqual([200, made.body.objectId]);
    expect(outcome(await enter(account(id)))).toEqual([200, made.body.objectId]);
  });

  it('USR-30 no path into authData gets around the service', async () => {
    const user = await signUp();
    for (const path of [
      'authData.facebook',
      'authData.facebook.id',
      'authData.mfa.secret',
      '_auth_data_facebook.id',
      '_auth_data_facebook',
    ]) {
      expect(outcome(await put(user, { [path]: 'x' })), path).toEqual([400, 105]);
    }
    const me = await parlance.rest('GET', '/users/me', undefined, as(user.body.sessionToken));
    expect(me.body.authData).toBeUndefined();
  });

  it('USR-42 users who came by Facebook remove themselves, and come anew', async () => {
    const id = newId();
    const { body } = await enter(account(id));
    const removed = await parlance.rest('DELETE', `/users/${String(body.objectId)}`, undefined, as(body.sessionToken));
    expect(removed.status).toBe(200);
    const again = await enter(account(id));
    expect([again.status, again.body.objectId === body.objectId]).toEqual([201, false]);
  });

  describe('by the JS SDK', () => {
    const Parse = loadSdk();
    beforeAll(() => {
      connectSdk(Parse, parlance, { masterKey: true, currentUser: true });
    });
    afterAll(() => Parse.User.logOut());

    it('USR-35 an anonymous user becomes a named one', async () => {
      const user = await Parse.AnonymousUtils.logIn();
      expect([Parse.AnonymousUtils.isLinked(user), user.existed()]).toEqual([true, false]);
      const username = `sdk${count}`;
      user.setUsername(username);
      user.setPassword('a right password');
      await user.save();
      expect(Parse.AnonymousUtils.isLinked(user)).toBe(false);
      const again = await Parse.User.logIn(username, 'a right password');
      expect(again.id).toBe(user.id);
    });

    it('USR-29 USR-31 links, logs in by, and unlinks an account', async () => {
      const id = newId();
      const user = new Parse.User();
      await user.signUp({ username: `sdk${id}`, password: 'a right password' });
      await user.linkWith('facebook', { authData: account(id).facebook });
      expect(user._isLinked('facebook')).toBe(true);
      await Parse.User.logOut();
      const entered = await Parse.User.logInWith('facebook', { authData: account(id).facebook });
      expect([entered.id, entered.existed()]).toEqual([user.id, true]);
      await entered._unlinkFrom('facebook');
      expect(entered._isLinked('facebook')).toBe(false);
      await Parse.User.logOut();
      const other = await Parse.User.logInWith('facebook', { authData: account(id).facebook });
      expect([other.id === user.id, other.existed()]).toEqual([false, false]);
    });
  });
});
