import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, loadSdk } from './sdk.ts';

/** A busy machine may take longer than the second that is promised; a replica that did not hear would never come to it. */
const SOON = { timeout: 5_000, interval: 20 };

describe.each(MODES)('classes by the JS SDK and by REST, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      apps: [
        { id: 'test', settings: { allowClientClassCreation: true } },
        { id: 'locked', settings: { allowClientFieldAddition: false } },
      ],
      replicas: { gateway: 2, data: 2 },
    });
    connectSdk(Parse, parlance, { app: 'test', masterKey: true });
  });
  afterAll(() => parlance?.close());

  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no error',
      (error: unknown) => (error instanceof Parse.Error ? [error.code, error.message] : error),
    );

  it('creates, reads, changes, purges and drops a class by Parse.Schema', async () => {
    const schema = new Parse.Schema('City');
    schema.addString('name', { required: true, defaultValue: 'nameless' }).addNumber('people').addDate('founded').addGeoPoint('place');
    schema.addPointer('country', 'Country').addRelation('twins', 'City').addArray('tags').addObject('facts').addBoolean('isCapital');
    schema.addIndex('byPeople', { people: -1 });
    schema.setCLP({ find: { '*': true }, get: { '*': true }, create: { '*': true }, addField: {} });
    const created = (await schema.save()) as unknown as Record<string, Record<string, unknown>>;
    expect(created['fields']).toMatchObject({
      name: { type: 'String', required: true, defaultValue: 'nameless' },
      country: { type: 'Pointer', targetClass: 'Country' },
      twins: { type: 'Relation', targetClass: 'City' },
      objectId: { type: 'String' },
      ACL: { type: 'ACL' },
    });
    expect(created['indexes']).toMatchObject({ byPeople: { people: -1 } });
    expect(created['classLevelPermissions']).toMatchObject({ find: { '*': true }, update: {}, delete: {}, addField: {}, count: {} });
    expect(await schema.get()).toMatchObject(created); // The index of its places may have been made meanwhile.

    const city = await new Parse.Object<Record<string, unknown>>('City', { people: 5 }).save();
    expect(city.get('name')).toBe('nameless');
    expect(await failure(city.save({ people: 6 }))).toEqual([119, 'Permission denied']);
    expect(await failure(new Parse.Object<Record<string, unknown>>('City', { other: 1 }).save())).toEqual([119, 'Permission denied']);

    const change = new Parse.Schema('City');
    change.deleteField('people').deleteIndex('byPeople').addString('mayor').addIndex('byName', { name: 1, createdAt: -1 });
    const changed = (await change.update()) as unknown as Record<string, Record<string, unknown>>;
    expect(changed['fields']).not.toHaveProperty('people');
    expect(changed['fields']).toHaveProperty('mayor');
    expect(changed['indexes']).toMatchObject({ byName: { name: 1, createdAt: -1 } });
    expect(changed['indexes']).not.toHaveProperty('byPeople');
    expect((await new Parse.Query('City').get(city.id as string)).toJSON()).not.toHaveProperty('people');

    const all = (await Parse.Schema.all()) as { className: string }[];
    expect(all.map(({ className }) => className)).toEqual(expect.arrayContaining(['City', '_User', '_Role']));
    expect(await failure(schema.delete())).toEqual([255, 'Class City is not empty, contains 1 objects, cannot drop schema.']);
    await schema.purge();
    await schema.delete();
    expect(await failure(schema.get())).toEqual([103, 'Class City does not exist.']);
  });

  it('SCH-01 answers 403 without the master key, and lets the read-only one read', async () => {
    await parlance.masterRest('POST', '/schemas/Guarded', {});
    const calls = [
      ['GET', '/schemas'],
      ['GET', '/schemas/Guarded'],
      ['POST', '/schemas'],
      ['POST', '/schemas/Other'],
      ['PUT', '/schemas/Guarded'],
      ['DELETE', '/schemas/Guarded'],
      ['DELETE', '/purge/Guarded'],
    ] as const;
    for (const [method, path] of calls) {
      const refused = await parlance.rest(method, path, method === 'GET' ? undefined : {});
      expect([method, path, refused.status, refused.body.code]).toEqual([method, path, 403, 119]);
      const readOnly = await parlance.rest(method, path, method === 'GET' ? undefined : {}, { key: 'readOnlyMaster' });
      expect([method, path, readOnly.status]).toEqual([method, path, method === 'GET' ? 200 : 400]);
    }
    expect((await parlance.masterRest('GET', '/schemas/Guarded')).status).toBe(200);
  });

  it('answers as Parse Server does, status and text', async () => {
    const master = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => parlance.masterRest(method, path, body);
    expect(await master('POST', '/schemas', { className: 'Told' })).toMatchObject({ status: 200, body: { className: 'Told' } });
    for (const [answer, status, body] of [
      [await master('POST', '/schemas/Told', {}), 400, { code: 103, error: 'Class Told already exists.' }],
      [await master('POST', '/schemas', {}), 400, { code: 135, error: 'POST /schemas needs a class name.' }],
      [await master('POST', '/schemas/A', { className: 'B' }), 400, { code: 103, error: 'Class name mismatch between B and A.' }],
      [await master('GET', '/schemas/Nowhere'), 400, { code: 103, error: 'Class Nowhere does not exist.' }],
      [await master('PUT', '/schemas/Told', { fields: { a: { type: 'Pointer' } } }), 400, { code: 135, error: 'type Pointer needs a class name' }],
      [await master('PUT', '/schemas/Told', { fields: { a: { type: 'Bad' } } }), 400, { code: 111, error: 'invalid field type: Bad' }],
      [await master('PUT', '/schemas/Told', { fields: { 'a-b': { type: 'String' } } }), 400, { code: 105, error: 'invalid field name: a-b' }],
      [await master('PUT', '/schemas/Told', { fields: { objectId: { __op: 'Delete' } } }), 400, { code: 136, error: 'field objectId cannot be changed' }],
      [await master('PUT', '/schemas/Told', { indexes: { a: { b: 1 } } }), 400, { code: 102, error: 'Field b does not exist, cannot add index.' }],
      [await master('PUT', '/schemas/Told', { indexes: { a: { __op: 'Delete' } } }), 400, { code: 102, error: 'Index a does not exist, cannot delete.' }],
      [await master('PUT', '/schemas/Told', { classLevelPermissions: { find: { '*': 1 } } }), 400, { code: 107 }],
      [await master('DELETE', '/schemas/Nowhere'), 200, {}],
      [await master('DELETE', '/purge/Nowhere'), 200, {}],
      [await master('DELETE', '/schemas/a-b'), 400, { code: 103 }],
    ] as const) {
      expect([answer.status, answer.body]).toEqual([status, expect.objectContaining(body)]);
    } // prettier-ignore
  });

  it('CLP-10 CLP-08 shows and enforces new permissions on every gateway and replica within a second', async () => {
    await parlance.rest('POST', '/classes/Switching', { a: 1 });
    const statuses = () =>
      Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          parlance.rest('GET', '/classes/Switching', undefined, { gateway: n % 2 }).then(({ status }) => status),
        ),
      );
    expect(await statuses()).toEqual(Array(8).fill(200));
    await parlance.masterRest('PUT', '/schemas/Switching', { classLevelPermissions: {} });
    await expect.poll(statuses, SOON).toEqual(Array(8).fill(400));
    await parlance.masterRest('PUT', '/schemas/Switching', { classLevelPermissions: null });
    await expect.poll(statuses, SOON).toEqual(Array(8).fill(200));
  });

  it('CLP-09 lets the master key make classes where clients may not, and keeps clients from adding fields where the app is locked', async () => {
    const locked = { app: parlance.app('locked') };
    const create = (className: string, body: object) => parlance.rest('POST', `/classes/${className}`, body, locked);
    expect((await create('Unknown', {})).body.code).toBe(119);
    expect((await parlance.masterRest('GET', '/schemas/Unknown', undefined, locked)).body.code).toBe(103);
    await parlance.masterRest('POST', '/schemas/Known', { fields: { a: { type: 'Number' } } }, locked);
    expect((await create('Known', { a: 1 })).status).toBe(201);
    expect((await create('Known', { b: 1 })).body.code).toBe(119);
    expect((await parlance.masterRest('POST', '/classes/Known', { b: 1 }, locked)).status).toBe(201);
    expect((await create('Known', { b: 2 })).status).toBe(201);
  });

  it('gives objects the default ACL of their class, and tells their creator', async () => {
    const ACL = {
      '*': { read: true, write: false },
      currentUser: { read: true, write: true },
      'role:Editors': { read: true, write: true },
    };
    const open = { find: { '*': true }, get: { '*': true }, create: { '*': true }, update: { '*': true } };
    await parlance.masterRest('POST', '/schemas/Published', { fields: { a: { type: 'Number' } }, classLevelPermissions: { ...open, ACL } });
    const { body } = await parlance.rest('POST', '/classes/Published', { a: 1 });
    expect(body.ACL).toEqual({ '*': { read: true }, 'role:Editors': { read: true, write: true } });
    expect((await parlance.rest('GET', `/classes/Published/${body.objectId}`)).body.ACL).toEqual(body.ACL);
    expect((await parlance.rest('PUT', `/classes/Published/${body.objectId}`, { a: 2 })).body.code).toBe(101);
    const own = await parlance.rest('POST', '/classes/Published', { a: 1, ACL: { '*': { read: true, write: true } } });
    expect(own.body).not.toHaveProperty('ACL');
    expect((await parlance.rest('PUT', `/classes/Published/${own.body.objectId}`, { a: 2 })).status).toBe(200);
  });

  it('announces the schema API to the dashboard', async () => {
    const { body } = await parlance.masterRest('GET', '/serverInfo');
    expect(body.features.schemas).toEqual({
      ...{ addField: true, removeField: true, addClass: true, removeClass: true, clearAllDataFromClass: true, exportClass: false },
      ...{ editClassLevelPermissions: true, editPointerPermissions: true },
    });
  });
});
