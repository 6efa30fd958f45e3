import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, type Json } from './data-service.ts';

const point = (latitude: number, longitude: number): Json => ({ __type: 'GeoPoint', latitude, longitude });
const near = (latitude: number, longitude: number): Json => ({ place: { $nearSphere: point(latitude, longitude) } });
const words = (field: string, $term: string): Json => ({ [field]: { $text: { $search: { $term } } } });

describe.each(MODES)('indexes made on demand, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, {}, 2);
  });
  afterAll(() => deployment.close());

  const namesOf = (results: Json[]): string => results.map(({ name }) => name as string).join('');
  const indexNames = async (className: string): Promise<string[]> =>
    (await (await deployment.collection(className)).indexes()).map(({ name }) => name as string);
  /** Made beside the requests, so that they are there a moment later. */
  const indexAppears = async (className: string, name: string): Promise<void> => {
    await expect.poll(() => indexNames(className), { timeout: 10_000 }).toContain(name);
  };

  it('QRY-43 answers a near query that comes right after the first place was saved', async () => {
    await deployment.anyone.create('Spot', { name: 'b', place: point(10, 12) });
    await deployment.anyone.create('Spot', { name: 'a', place: point(10, 10) });
    const { results } = await deployment.anyone.find('Spot', { where: near(10, 9) });
    expect(namesOf(results)).toBe('ab');
    expect(await indexNames('Spot')).toContain('place_2dsphere');
  });

  it('makes one index when many first near queries come at once, on every replica', async () => {
    await deployment.anyone.create('Crowd', { name: 'a', place: point(1, 1) });
    const asked = await Promise.all(Array.from({ length: 24 }, () => deployment.anyone.find('Crowd', { where: near(1, 1) })));
    expect(asked.every(({ results }) => results.length === 1)).toBe(true);
    expect((await indexNames('Crowd')).filter((name) => name.startsWith('place'))).toEqual(['place_2dsphere']);
  });

  it('takes places at the poles and at the date line, with the indexes in place', async () => {
    const edges = [point(90, 0), point(-90, 0), point(0, 180), point(0, -180), point(90, 180)];
    for (const place of edges) await deployment.anyone.create('Edge', { place });
    expect((await deployment.anyone.find('Edge', { where: near(0, 179) })).results).toHaveLength(5);
    const box = { place: { $within: { $box: [point(-90, -180), point(90, 180)] } } };
    expect((await deployment.anyone.find('Edge', { where: box })).results).toHaveLength(5);
    await indexAppears('Edge', 'place_2d');
    await deployment.anyone.create('Edge', { place: point(0, 180) });
    expect((await deployment.anyone.find('Edge', { where: box })).results).toHaveLength(6);
  });

  it('gives fields that hold places their index with the field, under the name Parse Server uses', async () => {
    await deployment.anyone.create('Area', { shape: { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2]] } }); // prettier-ignore
    await deployment.anyone.create('Area', { at: point(1, 1) });
    await indexAppears('Area', 'shape_2dsphere');
    await indexAppears('Area', 'at_2dsphere');
  });

  it('leaves a class that another server made as it is, until a query needs an index', async () => {
    const schemas = (await deployment.database()).collection<Json & { _id: string }>('_SCHEMA');
    await schemas.insertOne({ _id: 'Adopted', place: 'geopoint', shape: 'polygon', updatedAt: 'date' });
    await (await deployment.collection('Adopted')).insertOne({ _id: 'a', name: 'a', place: [1, 1] });
    await deployment.anyone.find('Adopted');
    await indexAppears('Adopted', '_created_at_1__id_1');
    expect((await indexNames('Adopted')).filter((name) => /place|shape/.test(name))).toEqual([]);
    expect(namesOf((await deployment.anyone.find('Adopted', { where: near(1, 1) })).results)).toBe('a');
    await deployment.anyone.find('Adopted', { where: { shape: { $geoIntersects: { $point: point(1, 1) } } } });
    await indexAppears('Adopted', 'shape_2dsphere');
    expect(await indexNames('Adopted')).toContain('place_2dsphere');
  });

  it('makes the indexes of a class although another one stands in the way of the first', async () => {
    const schemas = (await deployment.database()).collection<Json & { _id: string }>('_SCHEMA');
    await schemas.insertOne({ _id: 'Occupied', updatedAt: 'date' });
    await (await deployment.collection('Occupied')).createIndex({ _created_at: 1, _id: 1 }, { name: 'mine' });
    await deployment.anyone.find('Occupied');
    await indexAppears('Occupied', '_updated_at_1__id_1');
    expect((await indexNames('Occupied')).sort()).toEqual(['_id_', '_updated_at_1__id_1', 'mine']);
  });

  it('makes an index anew that was dropped behind the back of every process', async () => {
    await deployment.anyone.create('Lost', { name: 'a', place: point(1, 1), title: 'a red fox' });
    await deployment.anyone.find('Lost', { where: near(1, 1) });
    await deployment.anyone.find('Lost', { where: words('title', 'fox') });
    const collection = await deployment.collection('Lost');
    await collection.dropIndex('place_2dsphere');
    await collection.dropIndex('title_text');
    expect((await deployment.anyone.find('Lost', { where: near(1, 1) })).results).toHaveLength(1);
    expect((await deployment.anyone.find('Lost', { where: words('title', 'fox') })).results).toHaveLength(1);
  });

  it('searches the field that is searched first, and refuses others instead of searching that one: 102', async () => {
    await deployment.anyone.create('Book', { name: 'a', title: 'a red fox', summary: 'blue cats' });
    await deployment.anyone.create('Book', { name: 'b', title: 'a dog', summary: 'red' });
    expect(namesOf((await deployment.anyone.find('Book', { where: words('title', 'red') })).results)).toBe('a');
    expect(await indexNames('Book')).toContain('title_text');
    expect(await codeOf(deployment.anyone.find('Book', { where: words('summary', 'red') }))).toBe(102);
    expect(await codeOf(deployment.anyone.find('Book', { where: words('unheardOf', 'red') }))).toBe(102);
  });

  it('searches a text index that covers several fields, however it came to be', async () => {
    await deployment.anyone.create('Paper', { name: 'a', title: 'a red fox', summary: 'blue cats' });
    await (await deployment.collection('Paper')).createIndex({ title: 'text', summary: 'text' }, { name: 'both' });
    expect(namesOf((await deployment.anyone.find('Paper', { where: words('summary', 'cats') })).results)).toBe('a');
    expect(await indexNames('Paper')).not.toContain('summary_text');
  });

  it('tells that places cannot be searched where something else is stored: 102', async () => {
    const schemas = (await deployment.database()).collection<Json & { _id: string }>('_SCHEMA');
    await schemas.insertOne({ _id: 'Odd', place: 'geopoint' });
    await (await deployment.collection('Odd')).insertOne({ _id: 'odd', place: 'nowhere' });
    expect(await codeOf(deployment.anyone.find('Odd', { where: near(1, 1) }))).toBe(102);
  });
});
