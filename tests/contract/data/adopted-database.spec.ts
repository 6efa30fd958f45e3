import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Binary, Long, type Db } from '@parlance/mongo';
import { codeOf, DataDeployment, pointer, user } from './data-service.ts';

const created = new Date('2015-03-04T05:06:07.008Z');
const dates = { _created_at: created, _updated_at: created };

describe('a database that Parse Server has made', () => {
  let deployment: DataDeployment;
  let database: Db;
  beforeAll(async () => {
    deployment = await DataDeployment.start('fused');
    deployment.declare('old', {}, { collectionPrefix: 'pre_' });
    database = await deployment.database('old');
    await database.collection<{ _id: string }>('pre__SCHEMA').insertMany([
      {
        _id: 'Everything',
        objectId: 'string',
        updatedAt: 'string',
        createdAt: 'string',
        aString: 'string',
        aPointer: '*Team',
        anArray: 'array',
        anObject: 'map',
        aDate: 'date',
        aFile: 'file',
        aGeo: 'geopoint',
        aRelation: 'relation<Team>',
        aPolygon: 'polygon',
        someBytes: 'bytes',
        aNumber: 'number',
        _client_permissions: { find: true },
        _metadata: { somethingNew: 1 },
      },
      {
        _id: 'Guarded',
        objectId: 'string',
        updatedAt: 'date',
        createdAt: 'date',
        n: 'number',
        _metadata: { class_permissions: { find: { '*': true }, get: { '*': true } } },
      },
    ] as never);
    await database.collection<{ _id: string }>('pre_Everything').insertMany([
      {
        _id: 'xFngNy7wRq',
        aString: 'hi',
        anObject: { k: 1, bytes: { buffer: { 0: 104, 1: 105 }, sub_type: 0, position: 2 } },
        anArray: [1, 's', null, created, { __type: 'Pointer', className: 'Team', objectId: '4AV0K9CdLp' }],
        aGeo: [12.5, 41.9],
        aFile: 'x_f.txt',
        _p_aPointer: 'Team$4AV0K9CdLp',
        someBytes: new Binary(Buffer.from('hello')),
        aPolygon: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [2, 0],
              [2, 2],
              [0, 0],
            ],
          ],
        },
        aNumber: Long.fromNumber(2 ** 40),
        _wperm: ['role:Admins'],
        _rperm: ['*', 'role:Admins'],
        _acl: { '*': { r: true } },
        ...dates,
      },
      { _id: 'halfPublic', aString: 'x', _wperm: ['useroneone'], ...dates },
      { _id: 'noTimes', aString: 'y', createdAt: '2014-01-01T00:00:00.000Z', _tombstone: true, _p_unheard: 'X$y', _p_aPointer: null },
    ] as never);
    await database.collection<{ _id: string }>('pre_Guarded').insertOne({ _id: 'guardedone', n: 1, ...dates } as never);
    // An index on the same members under another name, and one of the same name on others.
    await database.collection('pre_Everything').createIndex({ _created_at: 1, _id: 1 }, { name: 'mine' });
    await database.collection('pre_Everything').createIndex({ aString: 1 }, { name: '_updated_at_1__id_1' });
  });
  afterAll(() => deployment.close());

  const anyone = () => deployment.as({ kind: 'public' }, 'old');

  it('is read as it is', async () => {
    expect(await anyone().get('Everything', 'xFngNy7wRq')).toEqual({
      objectId: 'xFngNy7wRq',
      createdAt: created.toISOString(),
      updatedAt: created.toISOString(),
      ACL: { '*': { read: true }, 'role:Admins': { read: true, write: true } },
      aString: 'hi',
      anObject: { k: 1, bytes: { __type: 'Bytes', base64: 'aGk=' } },
      anArray: [1, 's', null, { __type: 'Date', iso: created.toISOString() }, pointer('Team', '4AV0K9CdLp')],
      aGeo: { __type: 'GeoPoint', latitude: 41.9, longitude: 12.5 },
      aFile: { __type: 'File', name: 'x_f.txt', url: 'http://parse.example/parse/files/old/x_f.txt' },
      aPointer: pointer('Team', '4AV0K9CdLp'),
      someBytes: { __type: 'Bytes', base64: 'aGVsbG8=' },
      aPolygon: { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2], [0, 0]] }, // prettier-ignore
      aNumber: 2 ** 40,
      aRelation: { __type: 'Relation', className: 'Team' },
    });
    expect(await anyone().get('Everything', 'noTimes')).toEqual({
      objectId: 'noTimes',
      createdAt: '2014-01-01T00:00:00.000Z',
      aString: 'y',
      aRelation: { __type: 'Relation', className: 'Team' },
    });
  });

  it('shows objects in a query as it shows each alone', async () => {
    const { results, count } = await anyone().find('Everything', { count: 1, order: 'objectId' });
    expect(results.map((object) => object['objectId'])).toEqual(['halfPublic', 'noTimes', 'xFngNy7wRq']);
    expect(count).toBe(3);
    for (const object of results) expect(object).toEqual(await anyone().get('Everything', object['objectId'] as string));
    const [selected] = (await anyone().find('Everything', { keys: 'aString,aGeo', excludeKeys: 'aGeo', limit: 1, order: '-objectId' }))
      .results;
    expect(selected).toMatchObject({ aString: 'hi', ACL: { '*': { read: true } } });
    expect(selected).not.toHaveProperty('aGeo');
  });

  it('reads a class anew that has grown behind its back', async () => {
    const [schemas, late] = [database.collection<{ _id: string }>('pre__SCHEMA'), database.collection<{ _id: string }>('pre_Late')];
    await schemas.insertOne({ _id: 'Late', n: 'number' } as never);
    await late.insertOne({ _id: 'lateone', n: 1, ...dates } as never);
    expect((await anyone().find('Late')).results).toMatchObject([{ n: 1 }]);
    await schemas.updateOne({ _id: 'Late' }, { $set: { place: 'geopoint' } });
    await late.updateOne({ _id: 'lateone' }, { $set: { place: [12.5, 41.9] } });
    // A class that was read within a second is believed, and for five while nothing speaks against it.
    const found = async () => (await anyone().find('Late')).results;
    await expect.poll(found).toMatchObject([{ place: { __type: 'GeoPoint', latitude: 41.9, longitude: 12.5 } }]);
  });

  it('takes a list that is missing for a public one, read and write by itself', async () => {
    expect((await anyone().get('Everything', 'halfPublic')).aString).toBe('x');
    expect(await codeOf(anyone().update('Everything', 'halfPublic', { aString: 'z' }))).toBe(101);
    await deployment.as(user('useroneone'), 'old').update('Everything', 'halfPublic', { aString: 'z' });
  });

  it('finds by pointers, points of time and files in their stored form', async () => {
    const found = async (where: object) => (await anyone().find('Everything', { where })).results.map((object) => object['objectId']);
    expect(await found({ aPointer: pointer('Team', '4AV0K9CdLp') })).toEqual(['xFngNy7wRq']);
    expect(await found({ createdAt: created.toISOString(), aString: 'hi' })).toEqual(['xFngNy7wRq']);
    expect(await found({ aFile: { __type: 'File', name: 'x_f.txt' } })).toEqual(['xFngNy7wRq']);
    expect(await found({ anArray: 's' })).toEqual(['xFngNy7wRq']);
  });

  it('keeps values that an update does not name, member by member', async () => {
    const everything = database.collection<{ _id: string }>('pre_Everything');
    const before = await everything.findOne({ _id: 'xFngNy7wRq' }, { promoteValues: false });
    await deployment.as({ kind: 'master' }, 'old').update('Everything', 'xFngNy7wRq', { aString: 'changed' });
    const after = await everything.findOne({ _id: 'xFngNy7wRq' }, { promoteValues: false });
    expect(after).toEqual({ ...before, aString: 'changed', _updated_at: expect.any(Date) });
  });

  it('extends a class by its new members alone', async () => {
    const schemas = database.collection<{ _id: string }>('pre__SCHEMA');
    const before = await schemas.findOne({ _id: 'Everything' });
    await anyone().create('Everything', { fresh: true });
    expect(await schemas.findOne({ _id: 'Everything' })).toEqual({ ...before, fresh: 'boolean' });
  });

  it('respects class permissions, and locks operations they leave out', async () => {
    expect((await anyone().find('Guarded')).results).toMatchObject([{ n: 1 }]);
    expect(await codeOf(anyone().create('Guarded', { n: 2 }))).toBe(119);
    expect(await codeOf(anyone().update('Guarded', 'guardedone', { n: 2 }))).toBe(119);
    expect(await codeOf(anyone().find('Guarded', { limit: 0, count: 1 }))).toBe(119);
  });

  it('gives defaults, and insists on required fields, as the class says', async () => {
    const fields_options = { s: { required: true, defaultValue: 'standard' }, n: { required: true } };
    await database
      .collection<{ _id: string }>('pre__SCHEMA')
      .insertOne({ _id: 'Opts', s: 'string', n: 'number', _metadata: { fields_options } } as never);
    const { objectId, createdAt, ...told } = await anyone().create('Opts', { n: 1 });
    expect(told).toEqual({ s: 'standard' });
    expect(await anyone().get('Opts', objectId)).toEqual({ objectId, createdAt, updatedAt: createdAt, n: 1, s: 'standard' });
    expect(await codeOf(anyone().create('Opts', { s: 'x' }))).toBe(142);
    expect(await codeOf(anyone().update('Opts', objectId, { n: { __op: 'Delete' } }))).toBe(142);
    expect(await anyone().createMany('Opts', [{}, { n: 2 }])).toMatchObject([{ error: { code: 142 } }, { success: { s: 'standard' } }]);
  });

  it('locks a class whose permissions cannot be read', async () => {
    await database.collection<{ _id: string }>('pre__SCHEMA').insertOne({ _id: 'Odd', _metadata: { class_permissions: 'text' } } as never);
    expect(await codeOf(anyone().find('Odd'))).toBe(119);
    expect(await deployment.as({ kind: 'master' }, 'old').find('Odd')).toEqual({ results: [] });
  });

  it('keeps the indexes it has where ours are in the way', async () => {
    await anyone().find('Everything');
    await vi.waitFor(async () => {
      const names = (await database.collection('pre_Everything').indexes()).map((index) => index.name);
      expect(names.sort()).toEqual(['_id_', '_updated_at_1__id_1', 'mine']);
    });
    expect(deployment.logs.filter((line) => line.includes('index could not be made'))).toEqual([]);
  });

  it('puts every collection behind the prefix', async () => {
    const master = deployment.as({ kind: 'master' }, 'old');
    await master.create('Fresh', { likes: { __op: 'AddRelation', objects: [pointer('Team', '4AV0K9CdLp')] } });
    await master.claim('request-1');
    const names = (await database.listCollections().toArray()).map(({ name }) => name).filter((name) => !name.startsWith('system.'));
    for (const name of names) expect(name).toMatch(/^pre_/);
    expect(names).toEqual(expect.arrayContaining(['pre_Fresh', 'pre__Join:likes:Fresh', 'pre__Idempotency']));
  });
});
