import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, logIn, PASSWORD, PATIENT, signUp, userPointer, verdict } from './accounts.ts';
import { sdkOf } from './sdk.ts';

const OPEN = { '*': true } as const;
const ALL_OPEN = { find: OPEN, get: OPEN, count: OPEN, create: OPEN, update: OPEN, delete: OPEN, addField: OPEN };
const RW = { read: true, write: true };

describe('permissions of users', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    const settings = { ...PATIENT, enforcePrivateUsers: false };
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'test', settings }] });
  });
  afterAll(() => parlance?.close());

  const permit = async (classLevelPermissions: object, className = '_User') => {
    const { status, text } = await parlance.masterRest('PUT', `/schemas/${className}`, { classLevelPermissions });
    expect([status, text]).toEqual([200, expect.any(String)]);
  };

  it("USR-09 USR-11 SPC-01 logging in and asking for one's own user need no right to get users, and a dead token does not hinder it", async () => {
    const { id, username, token } = await signUp(parlance);
    await permit({ ...ALL_OPEN, get: {}, find: {} });
    expect(await logIn(parlance, username, as('r:00000000000000000000000000000000'))).toMatch(/^r:/);
    expect((await parlance.rest('GET', '/users/me', undefined, as(token))).body.objectId).toBe(id);
    expect(verdict(await parlance.rest('GET', `/users/${id}`, undefined, as(token)))).toEqual([400, 119]);
    expect(verdict(await parlance.rest('GET', '/users', undefined, as(token)))).toEqual([400, 119]);
    await permit(ALL_OPEN);
  });

  it('USR-17 where nobody may create users, the master key alone signs up', async () => {
    await signUp(parlance);
    await permit({ ...ALL_OPEN, create: {} });
    const refused = { username: 'refused', password: PASSWORD };
    for (const path of ['/users', '/classes/_User']) expect(verdict(await parlance.rest('POST', path, refused))).toEqual([400, 119]);
    const anonymous = { authData: { anonymous: { id: '01234567-89ab-cdef-0123-456789abcdef' } } };
    expect(verdict(await parlance.rest('POST', '/users', anonymous))[0]).toBe(400);
    const made = await parlance.masterRest('POST', '/users', refused);
    expect([made.status, Object.keys(made.body).sort()]).toEqual([201, ['createdAt', 'objectId']]);
    await permit(ALL_OPEN);
  });

  it('SPC-02 SPC-04 SPC-11 users keep their own right to themselves, unless the master key takes it, as far as the class lets them', async () => {
    const { id, username, token } = await signUp(parlance);
    const where = encodeURIComponent(JSON.stringify({ username }));
    const own = async () => (await parlance.rest('GET', `/users?where=${where}`, undefined, as(token))).body.results;
    expect((await parlance.masterRest('PUT', `/users/${id}`, { ACL: { someone000: RW } })).status).toBe(200);
    expect(await own()).toEqual([]);
    expect(verdict(await parlance.rest('PUT', `/users/${id}`, { phone: '1' }, as(token)))).toEqual([400, 206]);
    expect((await parlance.masterRest('PUT', `/users/${id}`, { ACL: { [id]: RW } })).status).toBe(200);
    expect(await own()).toHaveLength(1);
    expect((await parlance.rest('GET', `/users?where=${where}`)).body.results).toEqual([]);
    expect((await parlance.rest('PUT', `/users/${id}`, { phone: '1' }, as(token))).status).toBe(200);
    for (const ACL of [{}, { '*': { read: true } }, { [id]: {} }, { __op: 'Delete' }]) {
      expect((await parlance.rest('PUT', `/users/${id}`, { ACL }, as(token))).status).toBe(200);
      expect((await parlance.rest('GET', `/users/${id}`, undefined, as(token))).body.ACL[id]).toEqual(RW);
    }
    expect(verdict(await parlance.rest('PUT', `/users/${id}`, { ACL: 'public' }, as(token)))).toEqual([400, 123]);
    await permit({ ...ALL_OPEN, update: {}, delete: {} });
    expect(verdict(await parlance.rest('PUT', `/users/${id}`, { phone: '2' }, as(token)))).toEqual([400, 119]);
    expect(verdict(await parlance.rest('PUT', `/users/${id}`, { password: 'new' }, as(token)))).toEqual([400, 119]);
    expect(verdict(await parlance.rest('DELETE', `/users/${id}`, undefined, as(token)))).toEqual([400, 119]);
    expect(await logIn(parlance, username)).toMatch(/^r:/);
    await permit({ ...ALL_OPEN, find: {} });
    expect(verdict(await parlance.rest('GET', `/users?where=${where}`, undefined, as(token)))).toEqual([400, 119]);
    await permit(ALL_OPEN);
  });

  it('SPC-15 a user who takes the public from their ACL is gone for others: by id, in lists and included', async () => {
    const ada = await signUp(parlance, { email: 'vanishing@example.com' });
    const eve = await signUp(parlance);
    const note = await parlance.rest('POST', '/classes/Note', { author: userPointer(ada.id) });
    const author = async (token: string) =>
      (await parlance.rest('GET', `/classes/Note/${note.body.objectId}?include=author`, undefined, as(token))).body.author as object;
    expect(await author(eve.token)).toMatchObject({ __type: 'Object', username: ada.username });
    expect(await author(eve.token)).not.toHaveProperty('email');
    expect(await author(ada.token)).toMatchObject({ email: 'vanishing@example.com' });
    await parlance.rest('PUT', `/users/${ada.id}`, { ACL: { [ada.id]: RW } }, as(ada.token));
    expect(verdict(await parlance.rest('GET', `/users/${ada.id}`, undefined, as(eve.token)))).toEqual([404, 101]);
    expect(await author(eve.token)).toBeUndefined();
    const where = encodeURIComponent(JSON.stringify({ username: ada.username }));
    expect((await parlance.rest('GET', `/users?where=${where}&count=1`)).body).toEqual({ results: [], count: 0 });
    expect(await author(ada.token)).toMatchObject({ username: ada.username });
  });

  it('USR-05 SPC-06 nobody finds out an address, a hash or a token by asking with conditions', async () => {
    const { id } = await signUp(parlance, { email: 'guessed@example.com' });
    const conditions = [
      { email: 'guessed@example.com' },
      { email: { $regex: '^g' } },
      { $or: [{ email: { $exists: true } }] },
      { _hashed_password: { $exists: true } },
      { _session_token: { $exists: true } },
      { 'authData.facebook.id': '1' },
    ];
    for (const condition of conditions) {
      const where = encodeURIComponent(JSON.stringify({ ...condition, objectId: id }));
      const { status, body } = await parlance.rest('GET', `/users?where=${where}`);
      expect([condition, status === 200 ? body.results : 'refused']).toSatisfy(
        ([, told]) => told === 'refused' || (told as unknown[]).length === 0,
      );
    }
    for (const order of ['email', '-email']) expect(verdict(await parlance.rest('GET', `/users?order=${order}`))).toEqual([400, 119]);
    const keyed = await parlance.rest('GET', `/users/${id}?keys=email,username`);
    expect(keyed.body).not.toHaveProperty('email');
  });

  it('SPC-16 SPC-03 the rules of users hold in batches and in the envelopes of SDKs', async () => {
    const ada = await signUp(parlance);
    const eve = await signUp(parlance);
    const requests = [
      { method: 'PUT', path: `/parse/users/${ada.id}`, body: { phone: 'x' } },
      { method: 'PUT', path: `/parse/classes/_User/${ada.id}`, body: { phone: 'x' } },
      { method: 'DELETE', path: `/parse/classes/_User/${ada.id}` },
      { method: 'POST', path: '/parse/classes/_User', body: { phone: 'x' } },
      { method: 'POST', path: '/parse/classes/_User', body: { phone: 'y' } },
      { method: 'PUT', path: `/parse/users/${eve.id}`, body: { phone: 'mine' } },
      { method: 'GET', path: `/parse/users/${ada.id}` },
      { method: 'POST', path: '/parse/classes/_Session', body: { user: userPointer(ada.id) } },
    ];
    const { body } = await parlance.rest('POST', '/batch', { requests }, as(eve.token));
    const codes = (body as { error?: { code: number } }[]).map(({ error }) => error?.code ?? 0);
    expect(codes).toEqual([206, 206, 206, 200, 200, 0, 0, 0]);

    const { id: appId, keys } = parlance.app();
    const envelope = { _ApplicationId: appId, _JavaScriptKey: keys.javascript, _SessionToken: eve.token };
    const sent = (path: string, members: object) =>
      parlance.rest('POST', path, JSON.stringify({ ...envelope, ...members }), { key: 'none', headers: { 'Content-Type': 'text/plain' } });
    expect(verdict(await sent(`/users/${ada.id}`, { _method: 'PUT', phone: 'x' }))).toEqual([400, 206]);
    expect(verdict(await sent(`/users/${ada.id}`, { _method: 'DELETE' }))).toEqual([400, 206]);
    expect(verdict(await sent(`/users/${eve.id}`, { _method: 'PUT', phone: 'ours' }))).toEqual([200, 0]);
    expect((await sent('/users/me', { _method: 'GET' })).body).toMatchObject({ objectId: eve.id, phone: 'ours' });

    const Parse = sdkOf(parlance);
    const other = await new Parse.Query(Parse.User).get(ada.id);
    await expect(other.save({ phone: 'x' }, { sessionToken: eve.token })).rejects.toMatchObject({ code: 206 });
    await expect(other.destroy({ sessionToken: eve.token })).rejects.toMatchObject({ code: 206 });
    expect((await parlance.masterRest('GET', `/users/${ada.id}`)).body.phone).toBeUndefined();
  });

  it('SPC-13 SPC-12 a client key alone changes no user, sees no session and no class of the platform', async () => {
    const { id } = await signUp(parlance);
    for (const key of ['client', 'javascript', 'rest', 'dotNet'] as const) {
      expect(verdict(await parlance.rest('PUT', `/users/${id}`, { phone: 'x' }, { key }))).toEqual([400, 206]);
      expect(verdict(await parlance.rest('GET', '/sessions', undefined, { key }))).toEqual([400, 209]);
      for (const className of ['_PushStatus', '_JobStatus', '_JobSchedule', '_Hooks', '_GlobalConfig', '_Audience', '_Idempotency']) {
        expect([className, ...verdict(await parlance.rest('GET', `/classes/${className}`, undefined, { key }))]).toEqual([
          className,
          400,
          119,
        ]);
        expect([className, ...verdict(await parlance.rest('POST', `/classes/${className}`, { n: 1 }, { key }))]).toEqual([
          className,
          400,
          119,
        ]);
      }
    }
  });
});

describe('locking out', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    const settings = { ...PATIENT, accountLockout: { threshold: 3, duration: 5 } };
    parlance = await startParlance({ mode: 'fused', replicas: { gateway: 2 }, apps: [{ id: 'test', settings }] });
  });
  afterAll(() => parlance?.close());

  it('accountLockout: of ten wrong log-ins at once by two gateways no more than the threshold are tried', async () => {
    const { id, username } = await signUp(parlance);
    const guess = (gateway: number, password = 'wrong') => parlance.rest('POST', '/login', { username, password }, { gateway });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => guess(at % 2)));
    const texts = answers.map(({ body }) => (body as { error: string }).error);
    expect(texts.filter((text) => text === 'Invalid username/password.')).toHaveLength(3);
    expect(texts.filter((text) => text.startsWith('Your account is locked due to multiple failed login attempts.'))).toHaveLength(7);
    for (const gateway of [0, 1]) expect(verdict(await guess(gateway, PASSWORD))).toEqual([404, 101]);
    const users = (await parlance.database()).collection<{ _id: string }>('_User');
    const { modifiedCount } = await users.updateOne({ _id: id }, { $set: { _account_lockout_expires_at: new Date(Date.now() - 1) } });
    expect(modifiedCount).toBe(1);
    expect((await guess(1, PASSWORD)).status).toBe(200);
    expect(verdict(await guess(0))).toEqual([404, 101]);
    expect((await guess(0, PASSWORD)).status).toBe(200);
  });
});
