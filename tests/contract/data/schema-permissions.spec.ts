import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, user, type Caller, type Json } from './data-service.ts';
import { SchemaCalls } from './schema-calls.ts';

const EVERYBODY = { '*': true };
const OPERATIONS = ['get', 'find', 'count', 'create', 'update', 'delete', 'addField'] as const;
type Operation = (typeof OPERATIONS)[number];

/** Permissions are set by the schema API here, and asked by callers of every kind: the permissions that are stored are those that are enforced. */
describe.each(MODES)('class-level permissions set by the schema API, %s', (mode) => {
  let deployment: DataDeployment;
  let schemas: SchemaCalls;
  let callers: Record<'anyone' | 'ada' | 'bob' | 'admin' | 'master', Caller>;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    schemas = new SchemaCalls(deployment);
    const { anyone, master } = deployment;
    callers = {
      ...{ anyone, master, ada: deployment.as(user('Ada1234567')), bob: deployment.as(user('Bob1234567')) },
      admin: deployment.as(user('Adm1234567', 'admin')),
    };
  });
  afterAll(() => deployment.close());

  /** Tries each operation on a class with these permissions. @returns the operations that the caller may do */
  async function allowed(className: string, caller: Caller): Promise<Operation[]> {
    const { objectId } = await deployment.master.create(className, { a: 1 });
    const attempts: Record<Operation, () => Promise<unknown>> = {
      get: () => caller.get(className, objectId),
      find: () => caller.find(className),
      count: () => caller.find(className, { limit: 0, count: 1 }),
      create: () => caller.create(className, { a: 2 }),
      update: () => caller.update(className, objectId, { a: 3 }),
      delete: () => caller.remove(className, objectId),
      addField: () => caller.create(className, { [`field${fieldsMade++}`]: 1 }),
    };
    const done: Operation[] = [];
    for (const operation of OPERATIONS) if (await succeeds(attempts[operation])) done.push(operation);
    return done;
  }
  let fieldsMade = 0;

  /** Anything but a refusal of the class level fails the test. */
  async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof ParseError && (error.code === 119 || error.code === 101)) return false;
      throw error;
    }
  }

  it.each<[string, Json, Partial<Record<'anyone' | 'ada' | 'bob' | 'admin', readonly Operation[]>>]>([
    ['Public', {}, { anyone: [], ada: [], admin: [] }],
    [
      'Reading',
      { get: EVERYBODY, find: EVERYBODY, count: EVERYBODY },
      { anyone: ['get', 'find', 'count'], admin: ['get', 'find', 'count'] },
    ],
    ['Logging', { create: EVERYBODY }, { anyone: ['create'], ada: ['create'] }],
    ['Growing', { create: EVERYBODY, addField: EVERYBODY }, { anyone: ['create', 'addField'] }],
    [
      'Moderated',
      { get: EVERYBODY, update: { 'role:admin': true }, delete: { 'role:admin': true } },
      { anyone: ['get'], bob: ['get'], admin: ['get', 'update', 'delete'] },
    ],
    ['Personal', { get: { Ada1234567: true }, find: { requiresAuthentication: true } }, { anyone: [], ada: ['get', 'find'], bob: ['find'] }],
  ])('CLP-01 CLP-02 CLP-06 CLP-11 CLP-12 %s: each operation is open to whom it names, and to nobody else', async (className, permissions, expected) => {
    await schemas.create(className, { fields: { a: { type: 'Number' } }, classLevelPermissions: permissions });
    for (const [name, operations] of Object.entries(expected)) {
      expect([name, await allowed(className, callers[name as keyof typeof callers])]).toEqual([name, operations]);
    }
    expect(await allowed(className, callers.master)).toEqual([...OPERATIONS]);
  }); // prettier-ignore

  it('CLP-07 keeps the old ones when new permissions are refused, and CLP-08 replaces them as a whole otherwise', async () => {
    await schemas.create('Kept', { classLevelPermissions: { find: EVERYBODY } });
    expect(await codeOf(schemas.change('Kept', { classLevelPermissions: { find: EVERYBODY, create: { '*': false } } }))).toBe(107);
    expect(await deployment.anyone.find('Kept')).toEqual({ results: [] });
    await schemas.change('Kept', { classLevelPermissions: { create: EVERYBODY } });
    expect(await codeOf(deployment.anyone.find('Kept'))).toBe(119);
  });

  it('hides protected fields from the groups that hide them, and lets nobody ask for them', async () => {
    const fields = { name: { type: 'String' }, secret: { type: 'String' } };
    const open = Object.fromEntries(OPERATIONS.map((operation) => [operation, EVERYBODY]));
    const protectedFields = { '*': ['secret'], 'role:admin': [] };
    await schemas.create('Secretive', { fields, classLevelPermissions: { ...open, protectedFields } });
    const { objectId } = await deployment.anyone.create('Secretive', { name: 'x', secret: 'y' });
    expect(await callers.ada.get('Secretive', objectId)).not.toHaveProperty('secret');
    expect(await callers.admin.get('Secretive', objectId)).toHaveProperty('secret', 'y');
    expect(await codeOf(callers.ada.find('Secretive', { where: { secret: 'y' } }))).toBe(119);
    expect((await callers.admin.find('Secretive', { where: { secret: 'y' } })).results).toHaveLength(1);
  });

  it('gives new objects the default ACL, with their creator in it', async () => {
    const ACL = { currentUser: { read: true, write: true }, 'role:admin': { read: true } };
    const open = Object.fromEntries(OPERATIONS.map((operation) => [operation, EVERYBODY]));
    await schemas.create('Diary', { fields: { a: { type: 'Number' } }, classLevelPermissions: { ...open, ACL } });
    const { objectId, ACL: given } = await callers.ada.create('Diary', { a: 1 });
    expect(given).toEqual({ Ada1234567: { read: true, write: true }, 'role:admin': { read: true } });
    expect(await callers.ada.update('Diary', objectId, { a: 2 })).toHaveProperty('updatedAt');
    expect(await callers.admin.get('Diary', objectId)).toMatchObject({ a: 2, ACL: given });
    expect(await codeOf(callers.bob.get('Diary', objectId))).toBe(101);
    const [one] = await callers.bob.createMany('Diary', [{ a: 1 }]);
    expect(one?.['success'].ACL).toMatchObject({ Bob1234567: { read: true, write: true } });
    expect(await callers.anyone.create('Diary', { a: 1 })).toHaveProperty('ACL', { 'role:admin': { read: true } });
    const { objectId: open1 } = await callers.anyone.create('Diary', { a: 1, ACL: { '*': { read: true } } });
    expect(await callers.bob.get('Diary', open1)).toMatchObject({ ACL: { '*': { read: true } } });
    expect((await deployment.master.find('Diary')).results).toHaveLength(4);
  });

  it('PTR-06 PTR-08 takes pointer fields that can hold users, and shows callers without a session nothing', async () => {
    const fields = { owner: { type: 'Pointer', targetClass: '_User' }, team: { type: 'Pointer', targetClass: 'Team' } };
    await schemas.create('Owned', { fields, classLevelPermissions: { readUserFields: ['owner'] } });
    await deployment.master.create('Owned', { owner: pointer('_User', 'Ada1234567') });
    expect((await callers.anyone.find('Owned')).results).toEqual([]);
    expect(await codeOf(schemas.change('Owned', { classLevelPermissions: { readUserFields: ['team'] } }))).toBe(107);
    expect(await codeOf(schemas.change('Owned', { fields: { owner: { __op: 'Delete' } }, classLevelPermissions: { readUserFields: ['owner'] } }))).toBe(107);
  }); // prettier-ignore
});
