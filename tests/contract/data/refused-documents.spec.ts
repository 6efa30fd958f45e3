import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf, DataDeployment, MODES, type Json } from './data-service.ts';
import { SchemaCalls } from './schema-calls.ts';

const area = (...coordinates: [number, number][]): Json => ({ __type: 'Polygon', coordinates });
const SIMPLE = area([0, 0], [0, 1], [1, 1], [1, 0]);
const CROSSING = area([0, 0], [2, 2], [0, 2], [2, 0]);

describe.each(MODES)('documents that MongoDB refuses, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, {}, 2);
  });
  afterAll(() => deployment.close());

  const success = { success: { objectId: expect.any(String), createdAt: expect.any(String) } };
  const failure = (code: number, text: RegExp) => ({ error: { code, error: expect.stringMatching(text) } });
  const fieldsOf = async (className: string) =>
    Object.keys((await (await deployment.collection('_SCHEMA')).findOne({ _id: className })) ?? {}).filter((name) => !name.startsWith('_'));
  const count = async (className: string) => (await deployment.collection(className)).countDocuments();
  const indexed = async (className: string, key: Record<string, string | number>, options = {}) =>
    (await deployment.collection(className)).createIndex(key as never, options);

  const textIndexOf = async (className: string) =>
    (await (await deployment.collection(className)).indexes()).find(({ weights }) => weights !== undefined);

  /** Asks for the same in every way; each has to be refused with 111 and to leave nothing. */
  async function refusedEverywhere(className: string, bad: Json, text: RegExp): Promise<void> {
    const { anyone } = deployment;
    const { objectId } = await anyone.create(className, { n: 1 });
    const before = [await count(className), await fieldsOf(className)];
    await expect(anyone.create(className, bad)).rejects.toMatchObject({ code: 111, message: expect.stringMatching(text) });
    expect(await codeOf(anyone.update(className, objectId as string, bad))).toBe(111);
    expect(await codeOf(anyone.transaction([{ kind: 'create', className, body: bad }]))).toBe(111);
    expect(await codeOf(anyone.transaction([{ kind: 'update', className, objectId: objectId as string, body: bad }]))).toBe(111);
    expect([await count(className), await fieldsOf(className)]).toEqual(before);
    const outcomes = await anyone.createMany(className, [{ n: 2 }, bad, { n: 3 }]);
    expect(outcomes).toEqual([success, failure(111, text), success]);
    expect([await count(className), await fieldsOf(className)]).toEqual([(before[0] as number) + 2, before[1]]);
    await anyone.update(className, objectId as string, { n: 9 });
  }

  it('OBJ-71 an area whose edges cross, in a field that is there and in one that is not', async () => {
    await refusedEverywhere('FirstArea', { area: CROSSING, further: 1 }, /area/);
    await deployment.anyone.create('Area', { n: 1, area: SIMPLE });
    await indexed('Area', { area: '2dsphere' }, { name: 'area_2dsphere' });
    await refusedEverywhere('Area', { area: CROSSING, further: 1 }, /edges of a polygon cross|no simple area/);
    expect(await codeOf(deployment.anyone.create('NoClass', { area: CROSSING }))).toBe(111);
    expect(await fieldsOf('NoClass')).toEqual([]);
  });

  it('OBJ-72 two lists under one index, an Object that is no geometry, a list under a hashed index', async () => {
    await deployment.anyone.create('Lists', { n: 1, a: [1] });
    await indexed('Lists', { a: 1, b: 1 });
    await refusedEverywhere('Lists', { a: [1], b: [2] }, /both hold lists: b, a/);
    await deployment.anyone.create('Shape', { n: 1, shape: { type: 'Point', coordinates: [1, 2] } });
    await indexed('Shape', { shape: '2dsphere' });
    await refusedEverywhere('Shape', { shape: { secret: 'value' }, further: 1 }, /^(?!.*secret).*no geometry/);
    await deployment.anyone.create('Hashed', { n: 1 });
    await indexed('Hashed', { h: 'hashed' });
    await refusedEverywhere('Hashed', { h: [1] }, /hashed index/);
  });

  it('OBJ-73 no language is looked for by our own text indexes', async () => {
    await deployment.anyone.create('Book', { title: 'a word' });
    const searching = { where: { title: { $text: { $search: { $term: 'word' } } } } };
    expect((await deployment.anyone.find('Book', searching)).results).toHaveLength(1);
    await new SchemaCalls(deployment).create('Film', { fields: { title: { type: 'String' } }, indexes: { words: { title: 'text' } } });
    for (const className of ['Book', 'Film']) {
      const { objectId } = await deployment.anyone.create(className, { title: 'word', language: 'Klingon', inside: { language: 5 } });
      await deployment.anyone.update(className, objectId as string, { language: 'none at all' });
    }
    expect((await deployment.anyone.find('Book', searching)).results).toHaveLength(2);
  });

  it('OBJ-73 no language is looked for by the text index of an adopted class, which the first write makes anew', async () => {
    const { anyone } = deployment;
    const collection = await deployment.collection('Adopted');
    await collection.insertOne({
      _id: 'adopted001',
      n: 1,
      title: 'a word',
      text: 'rare',
      _created_at: new Date(),
      _updated_at: new Date(),
    });
    await collection.createIndex(
      { n: 1, title: 'text', text: 'text' },
      { name: 'words', weights: { title: 5, text: 2 }, default_language: 'none' },
    );
    await anyone.find('Adopted', { where: { n: 1 } });
    expect(await textIndexOf('Adopted')).toMatchObject({ language_override: 'language' });
    const { objectId } = await anyone.create('Adopted', { n: 1, title: 'word', language: 'Klingon' });
    await anyone.update('Adopted', objectId as string, { language: 'none at all' });
    await expect
      .poll(() => textIndexOf('Adopted'))
      .toMatchObject({
        name: 'words',
        key: { n: 1, _fts: 'text', _ftsx: 1 },
        weights: { title: 5, text: 2 },
        default_language: 'none',
        language_override: '_bsontype',
      });
    // It is listed while it is being made, and found when it is there.
    const searching = { where: { n: 1, title: { $text: { $search: { $term: 'word' } } } } };
    const found = await vi.waitFor(() => anyone.find('Adopted', searching), { timeout: 10_000, interval: 25 });
    expect(found.results).toHaveLength(2);
  });

  it('OBJ-74 a unique index keeps the field that came with the refused value out of the class', async () => {
    await deployment.anyone.create('Unique', { name: 'a' });
    await indexed('Unique', { name: 1 }, { unique: true });
    expect(await codeOf(deployment.anyone.create('Unique', { name: 'a', further: 1 }))).toBe(137);
    expect(await fieldsOf('Unique')).toEqual(['objectId', 'createdAt', 'updatedAt', 'name']);
  });

  it('OBJ-75 an Increment past the largest number, and a place far behind the end of a list', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Far', { n: 1.7e308, list: [1], inside: { list: [1], '2024': 1 } });
    const id = objectId as string;
    const before = await (await deployment.collection('Far')).findOne({ _id: id });
    const bad: Json[] = [
      { n: { __op: 'Increment', amount: 1e308 } },
      { n: { __op: 'Increment', amount: 1e300 }, 'list.0': { __op: 'Increment', amount: -Number.MAX_VALUE }, 'list.2000000': 1 },
      { 'list.2000000': 1 },
      { 'list.100000': { __op: 'Increment', amount: 1 } },
      { 'inside.list.2000000': 1 },
      { at: { __type: 'Date', iso: '2015-02-30T00:00:00.000Z' } },
    ];
    for (const body of bad) {
      expect(await codeOf(anyone.update('Far', id, body)), JSON.stringify(body)).toBe(111);
      expect(await codeOf(anyone.transaction([{ kind: 'update', className: 'Far', objectId: id, body }]))).toBe(111);
    }
    expect(await (await deployment.collection('Far')).findOne({ _id: id })).toEqual(before);
    await anyone.update('Far', id, { 'list.3': 4, 'inside.2000000': 2, 'inside.2024': 2, n: { __op: 'Increment', amount: -1e308 } });
    const { list, inside, n } = await anyone.get('Far', id);
    expect({ list, inside, n }).toEqual({ list: [1, null, null, 4], inside: { list: [1], '2024': 2, '2000000': 2 }, n: 1.7e308 - 1e308 });
  });
});
