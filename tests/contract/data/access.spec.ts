import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '@parlance/acl';
import { codeOf, DataDeployment, MODES, pointer, user, type Caller, type Json } from './data-service.ts';

const ANYONE: Identity = { kind: 'public' };
const U1 = user('useroneone');
const U2 = user('usertwotwo');
const MODERATOR = user('modmodmodm', 'Moderators');

const rw = { read: true, write: true };
const r = { read: true };
const w = { write: true };

describe.each(MODES)('access, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
  });
  afterAll(() => deployment.close());

  const as = (identity: Identity): Caller => deployment.as(identity);

  /** The powers of an identity over a new object of this ACL: letters out of g(et), f(ind), c(ount), u(pdate), d(elete). */
  async function powers(identity: Identity, acl: Json | undefined): Promise<string> {
    const { objectId } = await deployment.master.create('Guarded', acl === undefined ? { n: 1 } : { n: 1, ACL: acl });
    const caller = as(identity);
    const where = { objectId: { $in: [objectId] } };
    let able = '';
    const attempt = async (letter: string, work: () => Promise<boolean>): Promise<void> => {
      try {
        if (await work()) able += letter;
      } catch (error) {
        expect(error).toMatchObject({ code: 101, message: 'Object not found.' });
      }
    };
    await attempt('g', async () => (await caller.get('Guarded', objectId)).n === 1);
    await attempt('f', async () => (await caller.find('Guarded', { where })).results.length === 1);
    await attempt('c', async () => (await caller.find('Guarded', { where, limit: 0, count: 1 })).count === 1);
    await attempt('u', async () => 'updatedAt' in (await caller.update('Guarded', objectId, { n: 2 })));
    expect((await deployment.master.get('Guarded', objectId)).n).toBe(able.includes('u') ? 2 : 1);
    await attempt('d', async () => Object.keys(await caller.remove('Guarded', objectId)).length === 0);
    expect((await deployment.master.find('Guarded', { where })).results).toHaveLength(able.includes('d') ? 0 : 1);
    return able;
  }

  const table: readonly [string, Identity, Json | undefined, string][] = [
    ['ACL-01 anyone, without ACL', ANYONE, undefined, 'gfcud'],
    ['ACL-02 the named user', U1, { useroneone: rw }, 'gfcud'],
    ['ACL-02 another user', U2, { useroneone: rw }, ''],
    ['ACL-02 nobody', ANYONE, { useroneone: rw }, ''],
    ['ACL-03 the author', U1, { '*': r, useroneone: w }, 'gfcud'],
    ['ACL-03 a reader', U2, { '*': r, useroneone: w }, 'gfc'],
    ['ACL-04 read without write', U1, { useroneone: r }, 'gfc'],
    ['ACL-05 write without read', U1, { useroneone: w }, 'ud'],
    ['ACL-06 locked', U1, {}, ''],
    ['ACL-06 locked, the master key', { kind: 'master' }, {}, 'gfcud'],
    ['ACL-07 a role of the user', MODERATOR, { 'role:Moderators': rw }, 'gfcud'],
    ['ACL-07 a role the user lacks', U1, { 'role:Moderators': rw }, ''],
    ['ACL-15 a role named like a user', user('xxxxxxxxxx', 'useroneone'), { useroneone: rw }, ''],
    ['ACL-15 a user named like a role', user('role:Moderators'), { 'role:Moderators': rw }, ''],
    ['ACL-08 one of three', U2, { useroneone: rw, usertwotwo: rw, another: rw }, 'gfcud'],
    ['the maintenance key is nobody', { kind: 'maintenance' }, { useroneone: rw }, ''],
  ];
  it.each(table)('%s', async (_title, identity, acl, able) => {
    expect(await powers(identity, acl)).toBe(able);
  });

  it('the read-only master key reads everything and writes nothing', async () => {
    const { objectId } = await deployment.master.create('Guarded', { n: 1, ACL: {} });
    const reader = as({ kind: 'readOnlyMaster' });
    expect((await reader.get('Guarded', objectId)).n).toBe(1);
    expect(await codeOf(reader.create('Guarded', { n: 1 }))).toBe(119);
    expect(await codeOf(reader.update('Guarded', objectId, { n: 2 }))).toBe(119);
    expect(await codeOf(reader.remove('Guarded', objectId))).toBe(119);
    expect((await reader.createMany('Guarded', [{ n: 1 }]))[0]).toMatchObject({ error: { code: 119 } });
  });

  it('OBJ-31 ACL-09 answers alike for a hidden object and for none', async () => {
    const { objectId } = await deployment.master.create('Guarded', { ACL: {} });
    const told = async (work: Promise<unknown>) =>
      work.catch((error: unknown) => JSON.stringify(error, ['code', 'message', 'kind', 'status']));
    for (const ask of [
      (id: string) => as(U1).get('Guarded', id),
      (id: string) => as(U1).update('Guarded', id, { n: 1 }),
      (id: string) => as(U1).update('Guarded', id, { neverSeenField: 1 }),
      (id: string) => as(U1).remove('Guarded', id),
    ]) {
      expect(await told(ask(objectId))).toBe(await told(ask('abcdefghij')));
    }
    expect(await (await deployment.collection('_SCHEMA')).findOne({ _id: 'Guarded' })).not.toHaveProperty('neverSeenField');
  });

  it('ACL-10 refuses an ACL that is none', async () => {
    for (const acl of ['text', 1, [], { u: true }, { u: { read: 'yes' } }, { u: { execute: true } }, { '*unresolved': rw }]) {
      expect(await codeOf(as(U1).create('Guarded', { ACL: acl }))).toBe(123);
    }
  });

  it('ACL-11 ACL-13 lets a writer change the ACL, and nobody write after that', async () => {
    const { objectId } = await as(U1).create('Guarded', { n: 0, ACL: { useroneone: rw, usertwotwo: rw } });
    let revoked = false;
    const late: unknown[] = [];
    const writing = Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let turn = 0; turn < 40; turn++) {
          const begunAfter = revoked;
          const done = await as(U2)
            .update('Guarded', objectId, { n: { __op: 'Increment', amount: 1 } })
            .catch(() => undefined);
          if (begunAfter && done !== undefined) late.push(done);
        }
      }),
    );
    await as(U1).update('Guarded', objectId, { ACL: { useroneone: rw } });
    revoked = true;
    await writing;
    expect(late).toEqual([]);
    expect((await as(U1).get('Guarded', objectId)).ACL).toEqual({ useroneone: rw });
    expect(await codeOf(as(U2).get('Guarded', objectId))).toBe(101);
  });

  it('locks an object whose ACL is deleted', async () => {
    const { objectId } = await as(U1).create('Guarded', { ACL: { '*': rw } });
    await as(U1).update('Guarded', objectId, { ACL: { __op: 'Delete' } });
    expect(await codeOf(as(U1).get('Guarded', objectId))).toBe(101);
    expect((await deployment.master.get('Guarded', objectId)).ACL).toEqual({});
  });

  it('ACL-12 keeps hidden objects out of find, first, count and include', async () => {
    const { objectId: hidden } = await deployment.master.create('Secret', { n: 1, ACL: { useroneone: r } });
    await deployment.master.create('Holder', { secret: pointer('Secret', hidden), list: [pointer('Secret', hidden)] });
    const parameters = { include: 'secret,list', limit: 1 };
    const [seen] = (await as(U1).find('Holder', parameters)).results;
    expect(seen).toMatchObject({ secret: { n: 1 }, list: [{ n: 1 }] });
    const [blind] = (await as(U2).find('Holder', parameters)).results;
    expect(blind).not.toHaveProperty('secret');
    expect(blind?.['list']).toEqual([]);
    expect(await as(U2).find('Secret', { count: 1 })).toEqual({ results: [], count: 0 });
  });

  /** Gives a class its permissions, as the schema routes will. */
  async function permit(className: string, permissions: Json): Promise<void> {
    await deployment.master.create(className, { n: 1, owner: pointer('_User', 'useroneone') });
    await (await deployment.collection('_SCHEMA')).updateOne({ _id: className }, { $set: { '_metadata.class_permissions': permissions } });
    deployment.announce(className);
  }
  const everything = { get: { '*': true }, find: { '*': true }, count: { '*': true }, create: { '*': true }, update: { '*': true }, delete: { '*': true }, addField: { '*': true } }; // prettier-ignore

  /** Codes by operation for a class of one object; 'ok' where it worked. */
  async function allowed(identity: Identity, className: string): Promise<Record<string, number | 'ok'>> {
    const [object] = (await deployment.master.find(className, { limit: 1 })).results;
    const objectId = object?.['objectId'] as string;
    const caller = as(identity);
    const result = async (work: Promise<unknown>): Promise<number | 'ok'> => work.then(() => 'ok' as const, (error: { code: number }) => error.code); // prettier-ignore
    return {
      get: await result(caller.get(className, objectId)),
      getByFind: await result(caller.find(className, { where: { objectId } })),
      find: await result(caller.find(className)),
      count: await result(caller.find(className, { limit: 0, count: 1, where: { objectId } })),
      create: await result(caller.create(className, { n: 2 })),
      addField: await result(caller.create(className, { [`new${Math.random().toString(36).slice(2)}`]: 2 })),
      update: await result(caller.update(className, objectId, { n: 3 })),
      delete: await result(caller.remove(className, objectId)),
    };
  }
  const allOk: Record<string, number | 'ok'> = {
    get: 'ok',
    getByFind: 'ok',
    find: 'ok',
    count: 'ok',
    create: 'ok',
    addField: 'ok',
    update: 'ok',
    delete: 'ok',
  };

  it('CLP-01 CLP-04 closes each operation by itself, with 119, for everybody but the master key', async () => {
    for (const closed of Object.keys(everything)) {
      const className = `Closed${closed}`;
      await permit(className, { ...everything, [closed]: {} });
      const expected: Record<string, number | 'ok'> = { ...allOk, [closed]: 119 };
      if (closed === 'get') expected['getByFind'] = 119;
      if (closed === 'create') expected['addField'] = 119;
      expect([closed, await allowed(U1, className)]).toEqual([closed, expected]);
      await deployment.master.create(className, { n: 1 });
      expect([closed, await allowed({ kind: 'master' }, className)]).toEqual([closed, allOk]);
    }
  });

  it('CLP-02 CLP-06 admits the named user, the named role, or anybody with a session', async () => {
    await permit('ForUser', { ...everything, find: { useroneone: true } });
    expect((await allowed(U1, 'ForUser'))['find']).toBe('ok');
    await permit('ForUser2', { ...everything, find: { useroneone: true } });
    expect((await allowed(U2, 'ForUser2'))['find']).toBe(119);
    await permit('ForRole', { ...everything, find: { 'role:Moderators': true } });
    expect((await allowed(MODERATOR, 'ForRole'))['find']).toBe('ok');
    await permit('ForRole2', { ...everything, find: { 'role:Moderators': true } });
    expect((await allowed(U1, 'ForRole2'))['find']).toBe(119);
    await permit('ForUsers', { ...everything, find: { requiresAuthentication: true } });
    expect((await allowed(U1, 'ForUsers'))['find']).toBe('ok');
    await permit('ForUsers2', { ...everything, find: { requiresAuthentication: true } });
    expect((await allowed(ANYONE, 'ForUsers2'))['find']).toBe(101);
  });

  it('CLP-05 operations that a permission object does not name are locked', async () => {
    await permit('Log', { create: { '*': true } });
    expect(await allowed(U1, 'Log')).toEqual({ get: 119, getByFind: 119, find: 119, count: 119, create: 'ok', addField: 119, update: 119, delete: 119 }); // prettier-ignore
  });

  it('PTR-08 a class protected by a pointer shows callers without session nothing', async () => {
    await permit('Owned', { readUserFields: ['owner'], writeUserFields: ['owner'] });
    expect(await as(ANYONE).find('Owned')).toEqual({ results: [] });
    const [object] = (await deployment.master.find('Owned')).results;
    expect(await codeOf(as(ANYONE).get('Owned', object?.['objectId'] as string))).toBe(101);
    expect(await codeOf(as(ANYONE).update('Owned', object?.['objectId'] as string, { n: 2 }))).toBe(101);
    expect(await codeOf(as(ANYONE).create('Owned', { n: 2 }))).toBe(119);
  });

  it('hides protected fields, also from conditions and orders', async () => {
    await permit('Half', { ...everything, protectedFields: { '*': ['n'], 'role:Moderators': [] } });
    expect((await as(U1).find('Half')).results[0]).not.toHaveProperty('n');
    expect(await codeOf(as(U1).find('Half', { where: { $or: [{ n: 1 }] } }))).toBe(119);
    expect(await codeOf(as(U1).find('Half', { order: '-n' }))).toBe(119);
    expect((await as(MODERATOR).find('Half', { where: { n: 1 } })).results[0]).toMatchObject({ n: 1 });
  });

  it('CLP-03 an included object needs the get of its class', async () => {
    await permit('Inner', { ...everything, get: {} });
    const [inner] = (await deployment.master.find('Inner')).results;
    await deployment.master.create('Outer', { inner: pointer('Inner', inner?.['objectId'] as string) });
    expect((await as(U1).find('Outer', { include: 'inner' })).results[0]).not.toHaveProperty('inner');
    expect((await deployment.master.find('Outer', { include: 'inner' })).results[0]).toMatchObject({ inner: { n: 1 } });
  });

  it('CLP-09 QRY-53 where clients may not create classes they cannot use an unknown one', async () => {
    deployment.declare('closed', { allowClientClassCreation: false });
    const client = deployment.as(ANYONE, 'closed');
    expect(await codeOf(client.create('Fresh', { n: 1 }))).toBe(119);
    expect(await codeOf(client.find('Fresh'))).toBe(119);
    expect(await codeOf(client.get('Fresh', 'abcdefghij'))).toBe(119);
    expect(await codeOf(client.update('Fresh', 'abcdefghij', {}))).toBe(119);
    expect(await codeOf(client.remove('Fresh', 'abcdefghij'))).toBe(119);
    const master = deployment.as({ kind: 'master' }, 'closed');
    expect(await master.find('Fresh')).toEqual({ results: [] });
    await master.create('Fresh', { n: 1 });
    expect((await client.find('Fresh')).results).toMatchObject([{ n: 1 }]);
  });

  it('SPC-12 SEC-13 keeps system classes closed to clients, and unwritten by any key', async () => {
    const names = ['_PushStatus', '_JobStatus', '_JobSchedule', '_Hooks', '_GlobalConfig', '_GraphQLConfig', '_Audience', '_Idempotency', '_Join:users:_Role', '_SCHEMA']; // prettier-ignore
    for (const name of names) {
      for (const caller of [as(ANYONE), as(U1), as({ kind: 'maintenance' })]) {
        expect([name, await codeOf(caller.find(name))]).toEqual([name, 119]);
        expect([name, await codeOf(caller.get(name, 'abcdefghij'))]).toEqual([name, 119]);
      }
      for (const caller of [as(U1), deployment.master]) {
        expect([name, await codeOf(caller.create(name, { a: 1 }))]).toEqual([name, 119]);
        expect([name, await codeOf(caller.update(name, 'abcdefghij', { a: 1 }))]).toEqual([name, 119]);
        expect([name, await codeOf(caller.remove(name, 'abcdefghij'))]).toEqual([name, 119]);
      }
    }
  });

  it('leaves _Product to its class permissions, with its columns, also where clients may not create classes', async () => {
    deployment.declare('shop', { allowClientClassCreation: false });
    const client = deployment.as(ANYONE, 'shop');
    expect(await client.find('_Product')).toEqual({ results: [] });
    const icon = { __type: 'File', name: 'gems.png' };
    const gems = { productIdentifier: 'gems', icon, order: 1, title: 'Gems', subtitle: 'A bag of them' };
    await client.create('_Product', gems);
    expect((await client.find('_Product')).results).toMatchObject([{ productIdentifier: 'gems', order: 1 }]);
    expect(await codeOf(client.create('_Product', { ...gems, order: 'first' }))).toBe(111);
    expect(await codeOf(client.create('_Product', { ...gems, title: undefined }))).toBe(111);
  });

  it('lets a service of ours write a class that its owner writes, without describing it, and no other fields', async () => {
    const push = as({ kind: 'platform' });
    const { objectId } = await push.create('_PushStatus', { status: 'pending', numSent: 0 });
    await push.update('_PushStatus', objectId as string, { status: 'running', numSent: { __op: 'Increment', amount: 2 } });
    expect((await deployment.master.find('_PushStatus')).results).toMatchObject([{ objectId, status: 'running', numSent: 2 }]);
    expect(await codeOf(push.create('_PushStatus', { mood: 'good' }))).toBe(105);
    expect(await (await deployment.collection('_SCHEMA')).countDocuments({ _id: '_PushStatus' })).toBe(0);
    await push.remove('_PushStatus', objectId as string);
  });

  it('shows the master key users without hashes, tokens and the like', async () => {
    await (
      await deployment.collection('_User')
    ).insertOne({
      _id: 'useroneone',
      username: 'alice',
      _hashed_password: '$2y$10$x',
      _session_token: 'r:secret',
      _perishable_token: 'secret',
      _auth_data_anonymous: { id: 'x' },
      _rperm: ['useroneone'],
      _wperm: ['useroneone'],
      _created_at: new Date(),
      _updated_at: new Date(),
    });
    const read = await deployment.master.get('_User', 'useroneone');
    expect(Object.keys(read).sort()).toEqual(['ACL', 'authData', 'createdAt', 'objectId', 'updatedAt', 'username']);
    await deployment.master.create('Holder', { who: pointer('_User', 'useroneone') });
    const where = { who: pointer('_User', 'useroneone') };
    expect((await as(U2).find('Holder', { where, include: 'who' })).results[0]).not.toHaveProperty('who');
    expect((await as(U2).find('Holder', { where })).results[0]).toHaveProperty('who');
    expect((await as(U1).find('Holder', { where, include: 'who' })).results[0]).toMatchObject({ who: { username: 'alice' } });
    expect((await deployment.master.find('Holder', { where, include: 'who' })).results[0]).toMatchObject({ who: { username: 'alice' } });
    await deployment.master.find('_GlobalConfig');
    const names = (await (await deployment.database()).listCollections().toArray()).map(({ name }) => name);
    expect(names).not.toContain('_GlobalConfig'); // being asked for makes no collection
  });
});
