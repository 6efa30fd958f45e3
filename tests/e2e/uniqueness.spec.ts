import { MODES, startParlance, type Parlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT, verdict } from './accounts.ts';

type Stored = { _id: string } & Record<string, unknown>;
const TIMES = { _created_at: new Date('2014-05-06'), _updated_at: new Date('2014-05-06') };
const PASSWORD = 'a right password';

/** Documents that keep every unique index of the platform from being built. */
const DUPLICATES: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  _User: [
    { _id: 'annaSmall0', username: 'anna', email: 'anna@old.example' },
    { _id: 'annaLarge0', username: 'Anna', email: 'Anna@Old.example' },
    { _id: 'twinOne000', username: 'twin', email: 'twin@old.example', _auth_data_anonymous: { id: '0a1b2c3d-0000-4000-8000-00000000abcd' } },
    { _id: 'twinTwo000', username: 'twin', email: 'twin@old.example', _auth_data_anonymous: { id: '0a1b2c3d-0000-4000-8000-00000000abcd' } },
  ],
  _Role: [{ _id: 'roleOne000', name: 'Twins' }, { _id: 'roleTwo000', name: 'Twins' }],
  _Installation: [{ _id: 'device0001', installationId: 'twin', deviceType: 'ios' }, { _id: 'device0002', installationId: 'twin', deviceType: 'ios' }],
  '_Join:members:Team': [{ owningId: 'team000001', relatedId: 'one' }, { owningId: 'team000001', relatedId: 'one' }],
  _Idempotency: [
    { _id: 'claim00001', reqId: 'twice', expire: new Date(Date.now() + 86_400_000) },
    { _id: 'claim00002', reqId: 'twice', expire: new Date(Date.now() + 86_400_000) },
    { _id: 'claim00003', reqId: 'of-the-peer', expire: new Date(Date.now() + 86_400_000) },
  ],
}; // prettier-ignore

describe.each(MODES)('rules of uniqueness where duplicates keep their indexes away, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    const idempotency = { paths: ['classes/.*'], ttl: 300 };
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: { ...PATIENT, idempotency } }] });
    const database = await parlance.database();
    for (const [name, documents] of Object.entries(DUPLICATES)) {
      await database.collection<Stored>(name).insertMany(documents.map((document) => ({ ...document, ...(name.startsWith('_Join') ? {} : TIMES) })) as unknown as Stored[]); // prettier-ignore
    }
  });
  afterAll(() => parlance?.close());

  const signUp = (members: object) => parlance.rest('POST', '/users', { password: PASSWORD, ...members });
  const counted = async (collection: string, where: object) => (await parlance.database()).collection(collection).countDocuments(where);
  const made = (answers: readonly RestAnswer[]) => answers.filter(({ status }) => status === 201).length;

  it('a name that somebody has is refused, in any case', async () => {
    expect(verdict(await signUp({ username: 'zoe', email: 'zoe@new.example' }))).toEqual([201, 0]);
    for (const username of ['zoe', 'ZOE', 'anna', 'ANNA', 'twin']) {
      expect([username, verdict(await signUp({ username }))]).toEqual([username, [400, 202]]);
    }
    expect(verdict(await signUp({ username: 'zoe2', email: 'ZOE@new.example' }))).toEqual([400, 203]);
  });

  it('of many sign-ups under one name at once, one succeeds', async () => {
    expect(made(await Promise.all(Array.from({ length: 12 }, (_, at) => signUp({ username: at % 2 === 0 ? 'many' : 'MANY' }))))).toBe(1);
    expect(await counted('_User', { username: /^many$/i })).toBe(1);
  });

  it('of many log-ins by one new account at once, one makes a user', async () => {
    const authData = { anonymous: { id: '0a1b2c3d-0000-4000-8000-00000000beef' } };
    await Promise.all(Array.from({ length: 12 }, () => parlance.rest('POST', '/users', { authData })));
    expect(await counted('_User', { '_auth_data_anonymous.id': authData.anonymous.id })).toBe(1);
  });

  it('a changed name is refused as well', async () => {
    const { body } = await signUp({ username: 'yves' });
    const session = { headers: { 'X-Parse-Session-Token': body.sessionToken as string } };
    expect(verdict(await parlance.rest('PUT', `/users/${String(body.objectId)}`, { username: 'ZOE' }, session))).toEqual([400, 202]);
  });

  it('a role, a device, a pair of a relation and a request id are there once', async () => {
    const many = (method: string, path: string, body: object, headers = {}) =>
      Promise.all(Array.from({ length: 12 }, () => parlance.masterRest(method, path, body, { headers })));
    expect(made(await many('POST', '/roles', { name: 'Once', ACL: {} }))).toBe(1);
    await many('POST', '/installations', { installationId: 'once', deviceType: 'ios' });
    expect(await counted('_Installation', { installationId: 'once' })).toBe(1);
    const team = (await parlance.masterRest('POST', '/classes/Team', {})).body.objectId as string;
    const objects = [{ __type: 'Pointer', className: 'Team', objectId: 'member0001' }];
    await many('PUT', `/classes/Team/${team}`, { members: { __op: 'AddRelation', objects } });
    expect(await counted('_Join:members:Team', { owningId: team })).toBe(1);
    expect(made(await many('POST', '/classes/Team', {}, { 'X-Parse-Request-Id': 'new' }))).toBe(1);
    for (const id of ['of-the-peer', 'twice']) {
      const again = await parlance.masterRest('POST', '/classes/Team', {}, { headers: { 'X-Parse-Request-Id': id } });
      expect([id, verdict(again)]).toEqual([id, [400, 159]]);
    }
  });

  it('the health of the app names the indexes that are missing, and the duplicates that keep them away', async () => {
    const text = JSON.stringify((await parlance.masterRest('GET', '/health')).body);
    for (const part of [
      'username_any_case',
      'email_any_case',
      'name_1',
      'installationId_once',
      'annaSmall0',
      'annaLarge0',
      'roleTwo000',
      'device0002',
    ]) {
      expect(text).toContain(part);
    }
    expect(JSON.stringify((await parlance.rest('GET', '/health')).body)).not.toContain('anna');
  });

  it('once the duplicates are gone the indexes come', async () => {
    const database = await parlance.database();
    await database.collection<Stored>('_User').deleteMany({ _id: { $in: ['annaLarge0', 'twinTwo000'] } });
    await expect
      .poll(async () => (await database.collection('_User').indexes()).map(({ name }) => name), { timeout: 60_000 })
      .toEqual(expect.arrayContaining(['username_1', 'email_1', 'username_any_case', 'email_any_case']));
    await expect
      .poll(async () => (await database.collection('_User').indexes()).filter(({ name }) => name?.endsWith('_not_unique')), {
        timeout: 40_000,
      })
      .toEqual([]);
  });
});
