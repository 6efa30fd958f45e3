import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, pointer, type Json } from './data-service.ts';

const date = (iso = '2022-01-01T12:23:45.678Z') => ({ __type: 'Date', iso });
const geo = (latitude = 40, longitude = -30) => ({ __type: 'GeoPoint', latitude, longitude });
const file = (name = 'a b.txt') => ({ __type: 'File', name });
const bytes = { __type: 'Bytes', base64: 'aGVsbG8=' };
const polygon = { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2], [0, 0]] }; // prettier-ignore

const ALL_TYPES: Json = {
  text: 'x ü 😀 \u0000 end',
  integer: 42,
  large: 2 ** 53 - 1,
  negative: -(2 ** 53 - 1),
  fraction: 1.5,
  truth: true,
  falsehood: false,
  nothing: null,
  list: [1, 'x', null, [2, [3]], { a: 1 }],
  dictionary: { deep: { deeper: { deepest: [1, 2, 3] } }, empty: {}, list: [] },
  when: date(),
  owner: pointer('Person', 'abcdefghij'),
  place: geo(),
  bytes,
  polygon,
};

describe('types of values', () => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start('fused');
  });
  afterAll(() => deployment.close());

  const roundTrip = async (className: string, body: Json): Promise<Json> => {
    const { objectId } = await deployment.anyone.create(className, body);
    const { objectId: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...read } = await deployment.anyone.get(className, objectId);
    return read;
  };

  it('OBJ-21 OBJ-53 gives every type back unchanged', async () => {
    expect(await roundTrip('Everything', ALL_TYPES)).toEqual(ALL_TYPES);
  });

  it('OBJ-21 gives every type back unchanged from lists and dictionaries', async () => {
    const { nothing: _nothing, ...inner } = ALL_TYPES;
    expect(await roundTrip('Inside', { list: [inner, [inner]], dictionary: { inner, list: [inner] } })).toEqual({
      list: [inner, [inner]],
      dictionary: { inner, list: [inner] },
    });
  });

  it('OBJ-49 shows files with an address below the public one, wherever they stand', async () => {
    const url = 'http://parse.example/parse/files/test/a%20b.txt';
    const read = await roundTrip('Filed', { file: { ...file(), url: 'http://elsewhere/x' }, list: [file()], dictionary: { file: file() } });
    const shown = { ...file(), url };
    expect(read).toEqual({ file: shown, list: [shown], dictionary: { file: shown } });
  });

  it('stores the forms that an existing database has', async () => {
    const { objectId } = await deployment.anyone.create('Stored', {
      owner: pointer('Person', 'abcdefghij'),
      place: geo(41.9, 12.5),
      file: file('x_f.txt'),
      when: date(),
      ACL: { '*': { read: true }, 'role:Admins': { read: true, write: true } },
    });
    const document = await (await deployment.collection('Stored')).findOne({ _id: objectId });
    expect(document).toEqual({
      _id: objectId,
      _p_owner: 'Person$abcdefghij',
      place: [12.5, 41.9],
      file: 'x_f.txt',
      when: new Date('2022-01-01T12:23:45.678Z'),
      _rperm: ['*', 'role:Admins'],
      _wperm: ['role:Admins'],
      _acl: { '*': { r: true }, 'role:Admins': { r: true, w: true } },
      _created_at: expect.any(Date),
      _updated_at: expect.any(Date),
    });
    const { objectId: open } = await deployment.anyone.create('Stored', {});
    expect(Object.keys((await (await deployment.collection('Stored')).findOne({ _id: open })) ?? {}).sort()).toEqual([
      '_created_at',
      '_id',
      '_updated_at',
    ]);
  });

  const samples: readonly [string, unknown][] = [
    ['String', 'x'],
    ['Number', 1],
    ['Boolean', true],
    ['Date', date()],
    ['Array', [1]],
    ['Object', { a: 1 }],
    ['Pointer', pointer('Person', 'abcdefghij')],
    ['GeoPoint', geo()],
    ['File', file()],
    ['Bytes', bytes],
    ['Polygon', polygon],
  ];

  it.each(samples)('OBJ-22 OBJ-23 locks a field to %s: no other type is stored there, null is', async (name, value) => {
    const { anyone } = deployment;
    const className = `Locked${name}`;
    const { objectId } = await anyone.create(className, { field: value });
    for (const [other, wrong] of samples) {
      if (other === name) continue;
      expect([other, await codeOf(anyone.create(className, { field: wrong }))]).toEqual([other, 111]);
      expect([other, await codeOf(anyone.update(className, objectId, { field: wrong }))]).toEqual([other, 111]);
    }
    await anyone.update(className, objectId, { field: null });
    await anyone.create(className, { field: value });
    expect((await anyone.find(className)).results).toHaveLength(2);
  });

  it('OBJ-23 lets a field that only ever held null take any type', async () => {
    const { anyone } = deployment;
    await anyone.create('LateLock', { field: null });
    await anyone.create('LateLock', { field: pointer('Person', 'abcdefghij') });
    expect(await codeOf(anyone.create('LateLock', { field: 1 }))).toBe(111);
  });

  it('OBJ-24 refuses a pointer to another class', async () => {
    const { anyone } = deployment;
    await anyone.create('ToA', { field: pointer('A', 'abcdefghij') });
    await expect(anyone.create('ToA', { field: pointer('B', 'abcdefghij') })).rejects.toMatchObject({
      code: 111,
      message: expect.stringContaining('Pointer<A>'),
    });
  });

  it('OBJ-40 refuses points off the globe; its very ends under classicLimits only', async () => {
    const { anyone } = deployment;
    for (const point of [geo(90.1, 0), geo(0, -180.5)]) {
      expect(await codeOf(anyone.create('Point', { point }))).toBe(111);
    }
    await anyone.create('Point', { point: geo(90, 180) });
    deployment.declare('classic', { allowClientClassCreation: true, classicLimits: true });
    const classic = deployment.as({ kind: 'public' }, 'classic');
    expect(await codeOf(classic.create('Point', { point: geo(90, 0) }))).toBe(111);
    await classic.create('Point', { point: geo(89.9, 179.9) });
  });

  it('OBJ-34 keeps the order of a list of pointers over updates of other fields', async () => {
    const { anyone } = deployment;
    const list = ['c', 'a', 'b', 'a'].map((id) => pointer('Person', `${id}bcdefghij`));
    const { objectId } = await anyone.create('Ordered', { list });
    await anyone.update('Ordered', objectId, { other: 1 });
    expect((await anyone.get('Ordered', objectId)).list).toEqual(list);
  });
});
