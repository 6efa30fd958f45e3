import { startParlance, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, logIn, PASSWORD, PATIENT, signUp, userPointer, verdict } from './accounts.ts';
import { pathOf, servedRoutes } from './served-routes.ts';
import { sdkOf } from './sdk.ts';

/** The time in which a revocation has to reach every process, with some for a busy machine. */
const SOON = { timeout: 4_000, interval: 50 } as const;

describe.each(['fused', 'split'] as const)('sessions, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      replicas: { gateway: 2 },
      apps: [
        { id: 'test', settings: PATIENT },
        { id: 'forever', settings: { ...PATIENT, expireInactiveSessions: false } },
        { id: 'brief', settings: { ...PATIENT, sessionLength: 1_000 } },
      ],
    });
  });
  afterAll(() => parlance?.close());

  const installed = (installationId: string): RestOptions => ({ headers: { 'X-Parse-Installation-Id': installationId } });
  const me = async (token: string, gateway = 0) => verdict(await parlance.rest('GET', '/users/me', undefined, as(token, { gateway })));
  const sessionsOf = async (token: string) => (await parlance.rest('GET', '/sessions', undefined, as(token))).body.results as Session[];
  const current = async (token: string) => (await parlance.rest('GET', '/sessions/me', undefined, as(token))).body as Session;
  type Session = Readonly<Record<string, unknown>> & { readonly objectId: string };

  it('SES-01 each sign-up and each log-in makes one session that says how it came to be', async () => {
    const { id, username, token } = await signUp(parlance, {}, installed('phone'));
    const second = await logIn(parlance, username, installed('tablet'));
    const common = { user: userPointer(id), expiresAt: { __type: 'Date', iso: expect.any(String) } };
    expect(await current(token)).toMatchObject({
      ...common,
      createdWith: { action: 'signup', authProvider: 'password' },
      installationId: 'phone',
      sessionToken: token,
    });
    expect(await current(second)).toMatchObject({
      ...common,
      createdWith: { action: 'login', authProvider: 'password' },
      installationId: 'tablet',
    });
    expect(await sessionsOf(token)).toHaveLength(2);
  });

  it('SES-02 SES-03 of one user on one installation the last session lives, all others stay', async () => {
    const ada = await signUp(parlance, {}, installed('shared'));
    const eve = await signUp(parlance, {}, installed('shared'));
    const elsewhere = await logIn(parlance, ada.username, installed('elsewhere'));
    const nowhere = await logIn(parlance, ada.username);
    expect(await me(ada.token, 1)).toEqual([200, 0]);
    const again = await logIn(parlance, ada.username, installed('shared'));
    for (const gateway of [0, 1]) await expect.poll(() => me(ada.token, gateway), SOON).toEqual([400, 209]);
    for (const token of [again, eve.token, elsewhere, nowhere]) expect(await me(token)).toEqual([200, 0]);
  });

  it('SES-04 SES-05 SES-11 lists the sessions of the caller, and the token of the current one alone', async () => {
    const ada = await signUp(parlance);
    const eve = await signUp(parlance);
    const other = await logIn(parlance, ada.username);
    const { objectId: otherId } = await current(other);
    expect((await parlance.rest('PUT', `/sessions/${otherId}`, { device: 'red' }, as(other))).status).toBe(200);
    const seen = await sessionsOf(ada.token);
    expect(seen.map(({ user }) => user)).toEqual([userPointer(ada.id), userPointer(ada.id)]);
    expect(seen.flatMap(({ sessionToken }) => sessionToken ?? [])).toEqual([ada.token]);
    expect(seen.find(({ objectId }) => objectId === otherId)).toMatchObject({ device: 'red' });
    const byOther = await parlance.rest('GET', `/classes/_Session/${otherId}`, undefined, as(ada.token));
    expect([byOther.body.device, byOther.body.sessionToken]).toEqual(['red', undefined]);
    const where = encodeURIComponent(JSON.stringify({ user: userPointer(ada.id) }));
    expect((await parlance.rest('GET', `/sessions?where=${where}`, undefined, as(eve.token))).body.results).toEqual([]);
    for (const path of ['/sessions', '/sessions/me', '/classes/_Session', `/sessions/${otherId}`]) {
      expect([path, ...verdict(await parlance.rest('GET', path))]).toEqual([path, 400, 209]);
    }
  });

  it('SES-06 SES-13 removing a session logs that device out, on every gateway', async () => {
    const { username, token } = await signUp(parlance);
    const other = await logIn(parlance, username);
    expect([await me(other, 0), await me(other, 1)]).toEqual([
      [200, 0],
      [200, 0],
    ]);
    const { objectId } = await current(other);
    expect((await parlance.rest('DELETE', `/sessions/${objectId}`, undefined, as(token))).body).toEqual({});
    for (const gateway of [0, 1]) await expect.poll(() => me(other, gateway), SOON).toEqual([400, 209]);
    expect(await me(token, 1)).toEqual([200, 0]);
    const third = await logIn(parlance, username);
    expect(await me(third, 1)).toEqual([200, 0]);
    await parlance.masterRest('DELETE', `/classes/_Session/${(await current(third)).objectId}`);
    for (const gateway of [0, 1]) await expect.poll(() => me(third, gateway), SOON).toEqual([400, 209]);
  });

  it.each([
    ['sessionToken', 'r:mine'],
    ['user', userPointer('someone000')],
    ['createdWith', { action: 'login' }],
    ['expiresAt', { __type: 'Date', iso: '2100-01-01T00:00:00.000Z' }],
    ['restricted', false],
    ['createdWith.action', 'login'],
    ['ACL', { '*': { read: true } }],
  ])('SES-07 SES-09 nobody sets %s of his session', async (name, value) => {
    const { token } = await signUp(parlance);
    const { objectId } = await current(token);
    for (const path of [`/sessions/${objectId}`, '/sessions/me', `/classes/_Session/${objectId}`]) {
      expect([path, ...verdict(await parlance.rest('PUT', path, { [name]: value }, as(token)))]).toEqual([path, 400, 105]);
    }
  });

  it('SES-08 a session takes an installation once, by the header of its device', async () => {
    const { token } = await signUp(parlance);
    const { objectId } = await current(token);
    const put = async (installationId: unknown) =>
      verdict(await parlance.rest('PUT', `/sessions/${objectId}`, { installationId }, as(token)));
    for (const value of ['first', { __op: 'Delete' }]) expect(await put(value)).toEqual([400, 105]);
    expect((await parlance.rest('PUT', '/sessions/me', {}, as(token, installed('first')))).status).toBe(200);
    expect((await parlance.rest('PUT', '/sessions/me', { room: 'hall' }, as(token, installed('second')))).status).toBe(200);
    expect(await current(token)).toMatchObject({ installationId: 'first', room: 'hall' });
  });

  it('SES-09 nobody reaches the session of another', async () => {
    const ada = await signUp(parlance);
    const eve = await signUp(parlance);
    const { objectId } = await current(ada.token);
    const path = `/sessions/${objectId}`;
    expect(verdict(await parlance.rest('GET', path, undefined, as(eve.token)))).toEqual([404, 101]);
    expect(verdict(await parlance.rest('PUT', path, { mine: 1 }, as(eve.token)))).toEqual([404, 101]);
    expect(verdict(await parlance.rest('DELETE', path, undefined, as(eve.token)))).toEqual([404, 101]);
    expect(verdict(await parlance.rest('DELETE', path))).toEqual([400, 209]);
    expect(await me(ada.token)).toEqual([200, 0]);
  });

  it('SES-13 a purge of all sessions logs everybody out', async () => {
    const { token } = await signUp(parlance);
    expect(await me(token, 1)).toEqual([200, 0]);
    expect((await parlance.masterRest('DELETE', '/purge/_Session')).status).toBe(200);
    for (const gateway of [0, 1]) await expect.poll(() => me(token, gateway), SOON).toEqual([400, 209]);
  });

  it('SES-14 sessions end when their time is over, a year after their last use, or never', async () => {
    const YEAR_MS = 365 * 86_400_000;
    const timeOf = (session: Session) => Date.parse((session['expiresAt'] as { iso: string }).iso);
    const usual = await current((await signUp(parlance)).token);
    expect(timeOf(usual) - Date.parse(usual['createdAt'] as string)).toBeGreaterThan(YEAR_MS - 60_000);
    expect(timeOf(usual) - Date.parse(usual['createdAt'] as string)).toBeLessThan(YEAR_MS + 60_000);

    const forever = parlance.app('forever');
    const { token: endless } = await signUp(parlance, {}, { app: forever });
    expect((await parlance.rest('GET', '/sessions/me', undefined, as(endless, { app: forever }))).body.expiresAt).toBeUndefined();

    const brief = parlance.app('brief');
    const { token, username } = await signUp(parlance, {}, { app: brief });
    const sessions = (await parlance.database('brief')).collection('_Session');
    // Less than half of its life is left: the next use begins it anew.
    await sessions.updateOne({ _session_token: token }, { $set: { expiresAt: new Date(Date.now() + 400_000) } });
    expect((await parlance.rest('GET', '/users/me', undefined, as(token, { app: brief }))).status).toBe(200);
    const extended = await sessions.findOne({ _session_token: token });
    expect((extended?.['expiresAt'] as Date).getTime()).toBeGreaterThan(Date.now() + 600_000);

    const ended = await logIn(parlance, username, { app: brief });
    await sessions.updateOne({ _session_token: ended }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect(verdict(await parlance.rest('GET', '/users/me', undefined, as(ended, { app: brief })))).toEqual([400, 209]);
  });

  it('SES-15 a session for another device is restricted: it reads and writes, but no users, sessions and roles', async () => {
    const { id, token, username } = await signUp(parlance);
    const made = await parlance.rest('POST', '/sessions', {}, as(token));
    expect([made.status, made.body]).toMatchObject([201, { user: userPointer(id), createdWith: { action: 'create' }, restricted: true }]);
    const restricted = made.body.sessionToken as string;
    expect((await parlance.rest('POST', '/classes/Reading', { value: 1 }, as(restricted))).status).toBe(201);
    const asked: [string, string, object | undefined][] = [
      ['PUT', `/users/${id}`, { phone: '1' }],
      ['PUT', `/users/${id}`, { password: 'stolen' }],
      ['DELETE', `/users/${id}`, undefined],
      ['POST', '/users', { username: 'x by restricted', password: 'p' }],
      ['POST', '/sessions', {}],
      ['PUT', `/sessions/${made.body.objectId}`, { note: 1 }],
      ['DELETE', `/sessions/${made.body.objectId}`, undefined],
      ['POST', '/roles', { name: 'restricted', ACL: {} }],
    ];
    for (const [method, path, body] of asked) {
      expect([method, path, ...verdict(await parlance.rest(method, path, body, as(restricted)))]).toEqual([method, path, 400, 119]);
    }
    expect(await logIn(parlance, username)).toMatch(/^r:/);
    const paired = await parlance.rest('PUT', '/sessions/me', {}, as(restricted, installed('thermostat')));
    expect(paired.status).toBe(200);
    expect(await current(restricted)).toMatchObject({ installationId: 'thermostat' });
    const again = await parlance.rest('PUT', '/sessions/me', {}, as(restricted, installed('thermostat')));
    expect([again.status, again.body]).toEqual([200, { updatedAt: expect.any(String) }]);
    expect(verdict(await parlance.rest('PUT', '/sessions/me', { room: 'hall' }, as(restricted)))).toEqual([400, 119]);
    expect((await parlance.rest('POST', '/sessions', {})).body.code).toBe(209);
  });

  it('SES-16 a token of old becomes a session', async () => {
    const { id } = await signUp(parlance);
    const legacy = 'legacytoken0123456789abcd';
    await (await parlance.database()).collection<{ _id: string }>('_User').updateOne({ _id: id }, { $set: { _session_token: legacy } });
    expect(await me(legacy)).toEqual([200, 0]);
    const upgraded = await parlance.rest('POST', '/upgradeToRevocableSession', {}, as(legacy));
    expect([upgraded.status, upgraded.body]).toMatchObject([200, { user: userPointer(id), createdWith: { action: 'upgrade' } }]);
    expect(await me(upgraded.body.sessionToken)).toEqual([200, 0]);
    for (const gateway of [0, 1]) await expect.poll(() => me(legacy, gateway), SOON).toEqual([400, 209]);
  });

  it('USR-38 a token of the old service ends with the password, on every gateway', async () => {
    const { id } = await signUp(parlance);
    const legacy = 'legacytoken0123456789wxyz';
    await (await parlance.database()).collection<{ _id: string }>('_User').updateOne({ _id: id }, { $set: { _session_token: legacy } });
    for (const gateway of [0, 1]) expect(await me(legacy, gateway)).toEqual([200, 0]);
    const changed = await parlance.rest('PUT', `/users/${id}`, { password: 'another password' }, as(legacy));
    expect(changed.status).toBe(200);
    expect(await me(changed.body.sessionToken)).toEqual([200, 0]);
    for (const gateway of [0, 1]) await expect.poll(() => me(legacy, gateway), SOON).toEqual([400, 209]);
  });

  it('SES-17 a dead token is refused on every route but those that log in; the master key does not look at it', async () => {
    const { token, username } = await signUp(parlance);
    await parlance.rest('POST', '/logout', {}, as(token));
    await expect.poll(() => me(token), SOON).toEqual([400, 209]);
    const routes = await servedRoutes();
    const answers = [];
    for (const route of routes) {
      if (route.path.includes('login') || route.path.includes('verifyPassword') || route.scope !== 'app') continue;
      const path = pathOf(route, { className: 'Note', objectId: 'abcdefghij' });
      const body = route.method === 'GET' ? undefined : route.path.endsWith('/batch') ? { requests: [] } : {};
      answers.push([route.method, path, ...verdict(await parlance.rest(route.method, path, body, as(token)))]);
    }
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.filter(([, , , code]) => code !== 209)).toEqual([]);
    const stale = await parlance.rest('POST', '/login', { username, password: PASSWORD }, as(token));
    expect(stale.status).toBe(200);
    expect((await parlance.masterRest('GET', '/classes/Note', undefined, as(token))).status).toBe(200);
  });

  it('SES-19 a client adopts a token that another has', async () => {
    const [one, two] = [sdkOf(parlance, { currentUser: true }), sdkOf(parlance, { currentUser: true })];
    const ada = await one.User.signUp('sdk ada', PASSWORD, { phone: '1' });
    expect(ada.get('ACL')).toBeUndefined();
    const adopted = await two.User.become(ada.getSessionToken() as string);
    expect([adopted.id, adopted.get('phone'), two.User.current()?.id]).toEqual([ada.id, '1', ada.id]);
    await adopted.save({ phone: '2' });
    expect((await ada.fetch()).get('phone')).toBe('2');
    const given = await parlance.masterRest('POST', '/loginAs', { userId: ada.id });
    expect((await two.User.become(given.body.sessionToken)).id).toBe(ada.id);
    await two.User.logOut();
    expect(await me(given.body.sessionToken)).toEqual([400, 209]);
    await expect(one.User.become('r:00000000000000000000000000000000')).rejects.toMatchObject({ code: 209 });
    expect(verdict(await parlance.rest('POST', '/loginAs', { userId: ada.id }))).toEqual([400, 119]);
    for (const userId of ['nobody0000', 7]) {
      expect(verdict(await parlance.masterRest('POST', '/loginAs', { userId }))).toEqual([404, 101]);
    }
    const byQuery = await parlance.masterRest('POST', `/loginAs?userId=${ada.id}`, {});
    expect([byQuery.status, byQuery.body.objectId]).toEqual([200, ada.id]);
    expect(verdict(await parlance.masterRest('POST', `/loginAs?userId=${ada.id}`, { userId: 'nobody0000' }))).toEqual([404, 101]);
  });

  it('C4 every live token is upgraded: the session it had stays, and a new one begins', async () => {
    const { id, token } = await signUp(parlance);
    const upgraded = await parlance.rest('POST', '/upgradeToRevocableSession', {}, as(token));
    expect([upgraded.status, upgraded.body]).toMatchObject([200, { user: userPointer(id), createdWith: { action: 'upgrade' } }]);
    expect([upgraded.body.createdAt, upgraded.body.updatedAt]).toEqual([expect.any(String), expect.any(String)]);
    for (const each of [token, upgraded.body.sessionToken as string]) expect(await me(each)).toEqual([200, 0]);
    expect(verdict(await parlance.rest('POST', '/upgradeToRevocableSession', {}))).toEqual([404, 101]);
  });

  it('the master key makes users with a session for a device, and sessions as it says', async () => {
    const make = async (options?: RestOptions) =>
      (await parlance.masterRest('POST', '/users', { username: `made ${Math.random()}`, password: 'p' }, options)).body;
    expect(await make()).not.toHaveProperty('sessionToken');
    const forDevice = await make(installed('device'));
    expect(await current(forDevice.sessionToken as string)).toMatchObject({ installationId: 'device', createdWith: { action: 'signup' } });
    const members = { sessionToken: 'r:0123456789abcdef0123456789abcdef', user: userPointer(forDevice.objectId as string) };
    const made = await parlance.masterRest('POST', '/sessions', members);
    expect([made.status, Object.keys(made.body)]).toEqual([201, ['objectId', 'createdAt']]);
    expect(await me(members.sessionToken)).toEqual([200, 0]);
    for (const body of [{ sessionToken: 'r:x' }, { installationId: 'x' }, { ACL: {} }]) {
      expect(verdict(await parlance.masterRest('PUT', `/sessions/${made.body.objectId as string}`, body))).toEqual([400, 105]);
    }
  });

  it('tells a token that is over from one that never was', async () => {
    const { token } = await signUp(parlance);
    const sessions = (await parlance.database()).collection<{ _id: string }>('_Session');
    await sessions.updateOne({ _id: (await current(token)).objectId }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    const over = await parlance.rest('GET', '/classes/Reading', undefined, as(token));
    expect(over.body).toEqual({ code: 209, error: 'Session token is expired.' });
    const unknown = await parlance.rest('GET', '/classes/Reading', undefined, as('r:00000000000000000000000000000000'));
    expect(unknown.body).toEqual({ code: 209, error: 'Invalid session token' });
  });

  it('a user carries a token of their own back, and no other', async () => {
    const { id, token } = await signUp(parlance);
    const eve = await signUp(parlance);
    expect((await parlance.rest('PUT', `/users/${id}`, { sessionToken: token, phone: '1' }, as(token))).status).toBe(200);
    for (const sessionToken of [eve.token, 'r:00000000000000000000000000000000', 5]) {
      expect(verdict(await parlance.rest('PUT', `/users/${id}`, { sessionToken }, as(token)))).toEqual([400, 105]);
    }
    const { body } = await parlance.masterRest('GET', `/users/${id}`);
    expect([body.phone, body.sessionToken]).toEqual(['1', undefined]);
  });

  it.each([[{}], [{ userId: '' }], [{ userId: null }], [{ userId: 0 }], [{ userId: { $ne: '' } }]])(
    'log-in as another user needs an id and refuses %j with 162',
    async (body) => {
      expect(verdict(await parlance.masterRest('POST', '/loginAs', body))).toEqual([400, 162]);
    },
  );
});

describe('permissions of sessions', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', settings: PATIENT }] });
  });
  afterAll(() => parlance?.close());

  const OPEN = {
    find: { '*': true },
    get: { '*': true },
    create: { '*': true },
    update: { '*': true },
    delete: { '*': true },
    addField: { '*': true },
  };
  const permit = async (classLevelPermissions: object) => {
    const { status, text } = await parlance.masterRest('PUT', '/schemas/_Session', { classLevelPermissions });
    expect([status, text]).toEqual([200, expect.any(String)]);
  };

  it('SES-10 SES-22 each operation can be closed alone, and none keeps anybody from logging in and out', async () => {
    const { token, username } = await signUp(parlance);
    const { objectId } = (await parlance.rest('GET', '/sessions/me', undefined, as(token))).body;
    const calls: Record<string, (n: number) => Promise<number>> = {
      find: async () => verdict(await parlance.rest('GET', '/sessions', undefined, as(token)))[1],
      get: async () => verdict(await parlance.rest('GET', `/sessions/${objectId}`, undefined, as(token)))[1],
      create: async () => verdict(await parlance.rest('POST', '/sessions', {}, as(token)))[1],
      update: async () => verdict(await parlance.rest('PUT', `/sessions/${objectId}`, { n: 1 }, as(token)))[1],
      addField: async (n) => verdict(await parlance.rest('PUT', `/sessions/${objectId}`, { [`fresh${n}`]: 1 }, as(token)))[1],
      delete: async () => {
        const other = await logIn(parlance, username);
        const session = (await parlance.rest('GET', '/sessions/me', undefined, as(other))).body;
        return verdict(await parlance.rest('DELETE', `/sessions/${session.objectId ?? 'abcdefghij'}`, undefined, as(token)))[1];
      },
    };
    const names = Object.keys(calls);
    expect(await calls['update']?.(0)).toBe(0); // the column is there
    let n = 0;
    for (const closed of names) {
      await permit({ ...OPEN, [closed]: {} });
      const codes: Record<string, number> = {};
      for (const name of names) codes[name] = (await calls[name]?.((n += 1))) as number;
      const expected = Object.fromEntries(
        names.map((name) => [name, name === closed || (closed === 'update' && name === 'addField') ? 119 : 0]),
      );
      expect([closed, codes]).toEqual([closed, expected]);
    }
    await permit({ find: {}, get: {}, create: {}, update: {}, delete: {}, addField: {} });
    const fresh = await signUp(parlance);
    const again = await logIn(parlance, fresh.username);
    expect((await parlance.rest('POST', '/logout', {}, as(fresh.token))).body).toEqual({});
    expect((await parlance.rest('GET', '/users/me', undefined, as(again))).status).toBe(200);
    await expect.poll(async () => verdict(await parlance.rest('GET', '/users/me', undefined, as(fresh.token)))).toEqual([400, 209]);
    for (const name of names) expect([name, await calls[name]?.((n += 1))]).toEqual([name, 119]);
  });
});
