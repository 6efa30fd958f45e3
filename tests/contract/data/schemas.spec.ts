import { PUBLIC } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';
import { SchemaCalls } from './schema-calls.ts';

const DELETE = { __op: 'Delete' };
const DEFAULT_FIELDS = {
  objectId: { type: 'String' },
  createdAt: { type: 'Date' },
  updatedAt: { type: 'Date' },
  ACL: { type: 'ACL' },
};
const EVERYBODY = { '*': true };
const OPEN = {
  ACL: { '*': { read: true, write: true } },
  ...{ find: EVERYBODY, count: EVERYBODY, get: EVERYBODY, create: EVERYBODY, update: EVERYBODY, delete: EVERYBODY, addField: EVERYBODY },
  protectedFields: { '*': [] },
};
const LOCKED = { find: {}, count: {}, get: {}, create: {}, update: {}, delete: {}, addField: {}, protectedFields: {} };

/** Code and text of the error that `work` ends with. */
async function refusal(work: Promise<unknown>): Promise<[number, string]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ParseError) return [error.code, error.message];
    throw error;
  }
  throw new Error('An error was expected, and none came.');
}

describe.each(MODES)('the schema API, %s', (mode) => {
  let deployment: DataDeployment;
  let schemas: SchemaCalls;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    schemas = new SchemaCalls(deployment);
  });
  afterAll(() => deployment.close());

  const stored = async (className: string): Promise<Json> =>
    (await (await deployment.collection('_SCHEMA')).findOne({ _id: className })) ?? {};

  it('creates a class with fields of every type, shows it, and stores it as Parse Server does', async () => {
    const fields = {
      text: { type: 'String', required: true, defaultValue: 'x' },
      n: { type: 'Number' },
      yes: { type: 'Boolean', defaultValue: false },
      when: { type: 'Date', defaultValue: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } },
      dictionary: { type: 'Object' },
      list: { type: 'Array' },
      place: { type: 'GeoPoint' },
      file: { type: 'File' },
      bytes: { type: 'Bytes' },
      area: { type: 'Polygon' },
      team: { type: 'Pointer', targetClass: 'Team' },
      members: { type: 'Relation', targetClass: '_User' },
    };
    const created = await schemas.create('Whole', { className: 'Whole', fields });
    expect(created).toMatchObject({ className: 'Whole', classLevelPermissions: OPEN });
    expect(created['fields']).toEqual({ ...DEFAULT_FIELDS, ...fields });
    expect(await schemas.get('Whole')).toMatchObject(created);
    const { _id, objectId, createdAt, updatedAt, _metadata, ...texts } = await stored('Whole');
    expect([_id, objectId, createdAt, updatedAt]).toEqual(['Whole', 'string', 'date', 'date']);
    expect(texts).toEqual({
      ...{ text: 'string', n: 'number', yes: 'boolean', when: 'date', dictionary: 'object', list: 'array', place: 'geopoint' },
      ...{ file: 'file', bytes: 'bytes', area: 'polygon', team: '*Team', members: 'relation<_User>' },
    });
    expect(_metadata).toEqual({
      fields_options: {
        text: { required: true, defaultValue: 'x' },
        yes: { defaultValue: false },
        when: { defaultValue: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } },
      },
    });
  });

  it('takes the name from the body, and tells of a class that exists or has no name', async () => {
    expect((await schemas.create(undefined, { className: 'Named' }))['className']).toBe('Named');
    expect(await refusal(schemas.create('Named'))).toEqual([103, 'Class Named already exists.']);
    expect(await refusal(schemas.create('Other', { className: 'Named' }))).toEqual([103, 'Class name mismatch between Named and Other.']);
    expect(await refusal(schemas.change('Named', { className: 'Renamed' }))).toEqual([
      103,
      'Class name mismatch between Renamed and Named.',
    ]);
    expect((await refusal(schemas.create(undefined)))[0]).toBe(135);
    expect(await refusal(schemas.get('Nowhere'))).toEqual([103, 'Class Nowhere does not exist.']);
    expect(await refusal(schemas.change('Nowhere', {}))).toEqual([103, 'Class Nowhere does not exist.']);
    for (const name of ['9x', 'a-b', '_Mine', '_Join:users:_Role', '__proto__', 'a\0b', 'x'.repeat(200)]) {
      expect([name, await codeOf(schemas.create(name))]).toEqual([name, 103]);
    }
  });

  it('adds fields, changes options, and SCH-03 refuses another type', async () => {
    await schemas.create('Team', { fields: { name: { type: 'String' } } });
    const changed = await schemas.change('Team', { fields: { score: { type: 'Number', required: true }, home: { type: 'GeoPoint' } } });
    expect(changed['fields']).toMatchObject({ name: { type: 'String' }, score: { type: 'Number', required: true } });
    await schemas.change('Team', { fields: { score: { type: 'Number', defaultValue: 5 } } });
    expect((await schemas.get('Team'))['fields']['score']).toEqual({ type: 'Number', defaultValue: 5 });
    expect((await deployment.anyone.create('Team', { name: 'x' }))['score']).toBe(5);
    await schemas.change('Team', { fields: { score: { type: 'Number' } } });
    expect((await schemas.get('Team'))['fields']['score']).toEqual({ type: 'Number' });
    expect(await refusal(schemas.change('Team', { fields: { score: { type: 'String' } } }))).toEqual([
      255,
      'Field score exists, cannot update.',
    ]);
    expect(await refusal(schemas.change('Team', { fields: { nothing: DELETE } }))).toEqual([
      255,
      'Field nothing does not exist, cannot delete.',
    ]);
    expect(await codeOf(schemas.change('Team', { fields: { other: { type: 'GeoPoint' } } }))).toBe(111);
  });

  it.each<[string, unknown, number]>([
    ['SCH-04 a default column on creation', { objectId: { type: 'String' } }, 136],
    ['an unknown type', { a: { type: 'Text' } }, 111],
    ['the type of ACLs', { a: { type: 'ACL' } }, 111],
    ['no type', { a: {} }, 107],
    ['a type that is no text', { a: { type: 1 } }, 107],
    ['a definition that is a text', { a: 'String' }, 107],
    ['a definition that is null', { a: null }, 107],
    ['a definition that is a list', { a: ['String'] }, 107],
    ['fields that are a list', ['a'], 107],
    ['fields that are a text', 'a', 107],
    ['a pointer without target', { a: { type: 'Pointer' } }, 135],
    ['a relation to no class', { a: { type: 'Relation', targetClass: 'a-b' } }, 103],
    ['a target that is a number', { a: { type: 'Pointer', targetClass: 5 } }, 107],
    ['a bad name', { 'a-b': { type: 'String' } }, 105],
    ['a reserved name', { length: { type: 'Number' } }, 105],
    ['a name with NUL', { 'a\0': { type: 'Number' } }, 105],
    ['a forbidden name', JSON.parse('{"__proto__":{"type":"String"}}'), 105],
    ['OBJ-41 two GeoPoint fields', { a: { type: 'GeoPoint' }, b: { type: 'GeoPoint' } }, 111],
    ['a default of another type', { a: { type: 'Number', defaultValue: 'x' } }, 111],
    ['a pointer to another class as default', { a: { type: 'Pointer', targetClass: 'A', defaultValue: pointer('B', 'x') } }, 111],
    ['a default with an unknown __type', { a: { type: 'Object', defaultValue: { __type: 'Odd' } } }, 111],
    ['a default with a forbidden key', { a: { type: 'Object', defaultValue: JSON.parse('{"__proto__":1}') } }, 105],
    ['a default with a lone surrogate', { a: { type: 'String', defaultValue: '\ud800' } }, 107],
    ['a required relation', { a: { type: 'Relation', targetClass: 'A', required: true } }, 111],
    ['required that is no boolean', { a: { type: 'String', required: 'yes' } }, 107],
  ])('refuses %s, and nothing is written', async (_title, fields, code) => {
    expect(await codeOf(schemas.create('Refused', { fields: fields as Json }))).toBe(code);
    expect(await stored('Refused')).toEqual({});
  });

  it('SCH-04 refuses to delete default columns, of system classes too', async () => {
    await schemas.create('Defaults');
    for (const name of ['objectId', 'createdAt', 'updatedAt', 'ACL']) {
      expect(await refusal(schemas.change('Defaults', { fields: { [name]: DELETE } }))).toEqual([136, `field ${name} cannot be changed`]);
    }
    expect(await codeOf(schemas.change('_User', { fields: { username: DELETE } }))).toBe(136);
    expect(await codeOf(schemas.create('_Session', { fields: { user: { type: 'String' } } }))).toBe(136);
  });

  it('shows system classes with their default columns although nothing is stored, and lets them have more', async () => {
    const names = (await schemas.list()).map(({ className }) => className as string);
    for (const name of ['_User', '_Role']) expect(names).toContain(name);
    for (const name of ['_Session', '_Installation', '_PushStatus', '_Hooks', '_Idempotency', '_SCHEMA']) expect(names).not.toContain(name);
    expect((await schemas.get('_User'))['fields']).toMatchObject({ username: { type: 'String' }, authData: { type: 'Object' } });
    expect((await schemas.get('_Role'))['fields']).toMatchObject({ users: { type: 'Relation', targetClass: '_User' } });
    expect((await schemas.get('_PushStatus'))['fields']).toMatchObject({ pushTime: { type: 'String' } });
    expect(await codeOf(schemas.create('_PushStatus'))).toBe(103);
    expect(await codeOf(schemas.change('_Hooks', { fields: { a: { type: 'String' } } }))).toBe(103);
    expect(await codeOf(schemas.drop('_Hooks'))).toBe(103);
    expect(await schemas.drop('_PushStatus')).toEqual({});
    for (const name of ['_User', '_Role']) expect(await codeOf(schemas.create(name))).toBe(103);
    expect(await codeOf(schemas.get('_Installation'))).toBe(103);
    expect(await codeOf(schemas.change('_Installation', { fields: { beta: { type: 'Boolean' } } }))).toBe(103);
    await schemas.create('_Installation');
    const changed = await schemas.change('_Installation', { fields: { beta: { type: 'Boolean' } } });
    expect(changed['fields']).toMatchObject({ beta: { type: 'Boolean' }, deviceToken: { type: 'String' } });
    expect(await stored('_Installation')).toMatchObject({ beta: 'boolean', deviceToken: 'string', objectId: 'string' });
  });

  it('SCH-02 ERR-19 drops a class only when it is empty, and purges it before', async () => {
    const { anyone, master } = deployment;
    await schemas.create('Doomed', { fields: { others: { type: 'Relation', targetClass: 'Doomed' } } });
    const ids = (await anyone.createMany('Doomed', [{ n: 1 }, { n: 2 }, { n: 3 }])).map((one) => one['success'].objectId as string);
    await anyone.update('Doomed', ids[0]!, { others: { __op: 'AddRelation', objects: [pointer('Doomed', ids[1]!)] } });
    expect(await refusal(schemas.drop('Doomed'))).toEqual([255, 'Class Doomed is not empty, contains 3 objects, cannot drop schema.']);
    expect(await schemas.purge('Doomed')).toEqual({});
    expect((await master.find('Doomed')).results).toEqual([]);
    expect(await (await deployment.collection('_Join:others:Doomed')).countDocuments()).toBe(0);
    expect((await schemas.get('Doomed'))['fields']).toMatchObject({ n: { type: 'Number' } });
    expect(await schemas.drop('Doomed')).toEqual({});
    expect(await codeOf(schemas.get('Doomed'))).toBe(103);
    const collections = (await (await deployment.database()).listCollections().toArray()).map(({ name }) => name);
    expect(collections).not.toContain('Doomed');
    expect(collections).not.toContain('_Join:others:Doomed');
    expect(await schemas.drop('Doomed')).toEqual({});
    await anyone.create('Doomed', { n: 'a text now' });
    expect((await schemas.get('Doomed'))['fields']).toMatchObject({ n: { type: 'String' } });
  });

  it('purges no class that is closed, and none that is not there', async () => {
    expect(await schemas.purge('Nowhere')).toEqual({});
    expect(await schemas.purge('a-b')).toEqual({});
    expect(await codeOf(schemas.purge('_SCHEMA'))).toBe(119);
    expect(await codeOf(schemas.purge('_Join:others:Doomed'))).toBe(119);
  });

  it('SCH-40 purges, shows, changes and drops classes of the platform that were used and never described', async () => {
    for (const name of ['_Session', '_Role', '_PushStatus', '_User']) {
      const objects = await deployment.collection(name);
      await objects.insertOne({ _id: 'someone' });
      expect(await codeOf(schemas.drop(name)), name).toBe(255);
      expect((await schemas.get(name))['className']).toBe(name);
      expect(await schemas.purge(name)).toEqual({});
      expect(await objects.countDocuments()).toBe(0);
    }
    expect((await schemas.list()).map(({ className }) => className as string)).toContain('_Session');
    expect(await codeOf(schemas.create('_Session'))).toBe(103);
    expect((await schemas.change('_Session', { fields: { further: { type: 'Number' } } }))['fields']).toMatchObject({
      further: { type: 'Number' },
      sessionToken: { type: 'String' },
    });
    expect(await schemas.drop('_Session')).toEqual({});
    expect(await codeOf(schemas.get('_Session'))).toBe(103);
  });

  it('SCH-41 names indexes by what clients call the field', async () => {
    await schemas.create('Owned', {
      fields: { owner: { type: 'Pointer', targetClass: '_User' }, o: { type: 'Object' } },
      indexes: { mine: { owner: 1, createdAt: -1 }, stored: { _p_owner: -1, _updated_at: 1 }, inside: { 'o.k': 1 } },
    });
    expect((await schemas.get('Owned'))['indexes']).toMatchObject({
      _id_: { _id: 1 },
      mine: { owner: 1, createdAt: -1 },
      stored: { owner: -1, updatedAt: 1 },
      inside: { 'o.k': 1 },
    });
    await (await deployment.collection('_User')).createIndex({ _email_verify_token: 1, '_auth_data_google.id': 1 }, { name: 'two' });
    expect((await schemas.get('_User'))['indexes']).toMatchObject({ two: { _email_verify_token: 1, 'authData.google.id': 1 } });
  });

  it('SCH-42 drops a class and removes a field without waiting by the clock, when every process confirms it', async () => {
    const times: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      const className = `Quick${attempt}`;
      const made = await Promise.all(Array.from({ length: 8 }, () => deployment.anyone.create(className, { a: 1, b: 2 }))); // by all replicas
      const began = Date.now();
      await schemas.change(className, { fields: { a: DELETE } });
      expect(Object.keys(await deployment.anyone.get(className, made[0]?.['objectId'] as string))).not.toContain('a');
      await schemas.purge(className);
      await schemas.drop(className);
      times.push(Date.now() - began);
    }
    expect(Math.min(...times)).toBeLessThan(1_000); // by the clock it would be twice 1.2 s
  });

  it('SCH-03 deletes a field with its values, and gives its name to another type', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Shrinking', { a: 1, owner: pointer('Team', 'abcdefghij'), b: 'stays' });
    await anyone.update('Shrinking', objectId, { friends: { __op: 'AddRelation', objects: [pointer('Shrinking', objectId)] } });
    const { updatedAt } = await anyone.get('Shrinking', objectId);
    const changed = await schemas.change('Shrinking', { fields: { a: DELETE, owner: DELETE, friends: DELETE, c: { type: 'Boolean' } } });
    expect(changed['fields']).toEqual({ ...DEFAULT_FIELDS, b: { type: 'String' }, c: { type: 'Boolean' } });
    const document = await (await deployment.collection('Shrinking')).findOne({ _id: objectId });
    expect(Object.keys(document ?? {}).sort()).toEqual(['_created_at', '_id', '_updated_at', 'b']);
    const collections = (await (await deployment.database()).listCollections().toArray()).map(({ name }) => name);
    expect(collections).not.toContain('_Join:friends:Shrinking');
    expect((await anyone.get('Shrinking', objectId)).updatedAt).toBe(updatedAt);
    expect(Object.keys(await stored('Shrinking')).sort()).toEqual(['_id', '_metadata', 'b', 'c', 'createdAt', 'objectId', 'updatedAt']);
    await anyone.update('Shrinking', objectId, { a: 'text', owner: 5, friends: [1] });
    expect(await anyone.get('Shrinking', objectId)).toMatchObject({ a: 'text', owner: 5, friends: [1] });
  });

  it('SCH-01 SEC-38 is closed to everybody but the master keys, and to the read-only one for writing', async () => {
    const anyone = new SchemaCalls(deployment, PUBLIC);
    const readOnly = new SchemaCalls(deployment, { kind: 'readOnlyMaster' });
    const calls = (by: SchemaCalls): (() => Promise<unknown>)[] => [
      () => by.create('Forbidden'),
      () => by.change('Team', { fields: { x: { type: 'String' } } }),
      () => by.drop('Team'),
      () => by.purge('Team'),
    ];
    for (const call of [...calls(anyone), () => anyone.list(), () => anyone.get('Team')]) expect(await codeOf(call())).toBe(119);
    for (const call of calls(readOnly)) expect(await codeOf(call())).toBe(119);
    expect((await readOnly.get('Team'))['className']).toBe('Team');
    expect((await readOnly.list()).length).toBeGreaterThan(3);
    expect(await stored('Forbidden')).toEqual({});
  });

  it('locks operations that a permission object does not name, and opens everything again with null', async () => {
    await schemas.create('Guarded', { classLevelPermissions: { find: { '*': true } } });
    expect((await schemas.get('Guarded'))['classLevelPermissions']).toEqual({ ...LOCKED, find: { '*': true } });
    expect(await stored('Guarded')).toMatchObject({ _metadata: { class_permissions: { find: { '*': true } } } });
    expect(await codeOf(deployment.anyone.create('Guarded', {}))).toBe(119);
    await schemas.change('Guarded', { classLevelPermissions: null });
    expect((await schemas.get('Guarded'))['classLevelPermissions']).toEqual(OPEN);
    expect(await deployment.anyone.create('Guarded', {})).toHaveProperty('objectId');
  });
});
