import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, loadSdk } from './sdk.ts';

interface Shown {
  get(name: string): unknown;
}

/** Miles from the Eiffel Tower: Louvre 2, Versailles 10, Reims 81, London 212. */
const PLACES: readonly [string, number, number][] = [
  ['Eiffel', 48.8584, 2.2945],
  ['Louvre', 48.8606, 2.3376],
  ['Versailles', 48.8049, 2.1204],
  ['Reims', 49.2583, 4.0317],
  ['London', 51.5072, -0.1276],
];

describe.each(MODES)('places, text search and aggregates by the JS SDK, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    connectSdk(Parse, parlance, { masterKey: true });
  });
  afterAll(() => parlance?.close());

  const names = (found: readonly Shown[]): string => found.map((object) => object.get('name') as string).join();
  const tower = new Parse.GeoPoint(48.8584, 2.2945);

  describe('places', () => {
    const sights = () => new Parse.Query('Sight');

    it('QRY-43 are found by distance as soon as the first of them is saved', async () => {
      const [first, ...others] = PLACES.map(([name, latitude, longitude]) => new Parse.Object('Sight', { name, place: new Parse.GeoPoint(latitude, longitude) }));
      await first?.save();
      expect(names(await sights().near('place', tower).find())).toBe('Eiffel');
      await Parse.Object.saveAll(others);
    }); // prettier-ignore

    type Query = ReturnType<typeof sights>;
    const corner = (latitude: number, longitude: number) => new Parse.GeoPoint(latitude, longitude);
    const questions: readonly [string, (query: Query) => Query, string][] = [
      ['QRY-43 near, the nearest first', (query) => query.near('place', tower), 'Eiffel,Louvre,Versailles,Reims,London'],
      ['QRY-43 near, in an order of its own', (query) => query.near('place', tower).descending('name').limit(2), 'Versailles,Reims'],
      ['QRY-45 withinMiles', (query) => query.withinMiles('place', tower, 11), 'Eiffel,Louvre,Versailles'],
      ['QRY-46 withinKilometers', (query) => query.withinKilometers('place', tower, 17.7), 'Eiffel,Louvre,Versailles'],
      ['QRY-46 withinRadians', (query) => query.withinRadians('place', tower, 11 / 3958.8), 'Eiffel,Louvre,Versailles'],
      ['QRY-45 withinMiles in no order', (query) => query.withinMiles('place', tower, 100, false).ascending('name'), 'Eiffel,Louvre,Reims,Versailles'],
      ['QRY-47 withinGeoBox', (query) => query.withinGeoBox('place', corner(48.8, 2.2), corner(48.9, 2.4)).ascending('name'), 'Eiffel,Louvre'],
      ['QRY-47 withinGeoBox and another constraint', (query) => query.withinGeoBox('place', corner(48, 2), corner(49, 3)).equalTo('name', 'Louvre'), 'Louvre'],
      ['withinPolygon', (query) => query.withinPolygon('place', [corner(50, 1), corner(53, 1), corner(53, -2), corner(50, -2)] as never), 'London'],
    ]; // prettier-ignore
    it.each(questions)('%s', async (_title, ask, expected) => {
      const found = names(await ask(sights()).find());
      expect(found).toBe(expected);
      expect(await ask(sights()).limit(100).count()).toBe(expected.startsWith('Versailles,Reims') ? 5 : expected.split(',').length);
    });

    it('polygonContains', async () => {
      await new Parse.Object('Area', { name: 'square', shape: new Parse.Polygon([[0, 0], [0, 2], [2, 2], [2, 0]]) }).save(); // prettier-ignore
      const inside = (latitude: number) => new Parse.Query('Area').polygonContains('shape', corner(latitude, 1)).find();
      expect([names(await inside(1)), names(await inside(3))]).toEqual(['square', '']);
    });
  });

  it('full text is searched, the best first', async () => {
    const titles = ['coffee', 'coffee coffee coffee and nothing', 'tea', 'Coffee shop in Paris'];
    await Parse.Object.saveAll(titles.map((name) => new Parse.Object('Title', { name })));
    const search = () => new Parse.Query('Title').fullText('name', 'coffee');
    expect((await search().find()).length).toBe(3);
    const scored = (await search().ascending('$score').select('name', 'score').find()) as unknown as Shown[];
    const scores = scored.map((title) => title.get('score') as number);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scored).toHaveLength(3);
    expect(await new Parse.Query('Title').fullText('name', 'Coffee', { caseSensitive: true }).count()).toBe(1);
  });

  it('aggregates and distinct values', async () => {
    const owner = await new Parse.Object('Owner', { name: 'Ann' }).save();
    const pets = ['cat', 'dog', 'cat'].map((kind, n) => new Parse.Object('Pet', { kind, age: n + 1, owner }));
    await Parse.Object.saveAll(pets);
    const query = () => new Parse.Query('Pet');
    const kinds = await query().aggregate([{ $group: { _id: '$kind', age: { $avg: '$age' } } }, { $sort: { objectId: 1 } }] as never);
    expect(kinds).toEqual([
      { objectId: 'cat', age: 2 },
      { objectId: 'dog', age: 2 },
    ]);
    expect(await query().greaterThan('age', 1).aggregate({ $count: 'n' })).toEqual([{ n: 2 }]);
    expect(await query().equalTo('owner', owner).aggregate({ $count: 'n' })).toEqual([{ n: 3 }]);
    expect(await query().distinct('kind')).toEqual(['cat', 'dog']);
    expect(await query().equalTo('kind', 'dog').distinct('owner')).toEqual([owner.toPointer()]);
    await expect(query().hint('nothing_1').distinct('kind')).rejects.toMatchObject({ code: Parse.Error.INVALID_QUERY });
    await expect(query().aggregate([{ $out: 'Stolen' }] as never)).rejects.toMatchObject({ code: Parse.Error.INVALID_QUERY });
  });

  it('plans are explained to the master key', async () => {
    await new Parse.Object('Plan', { n: 1 }).save();
    const plan = (await new Parse.Query('Plan').explain().find({ useMasterKey: true })) as unknown as Record<string, unknown>;
    expect(plan).toHaveProperty('executionStats.totalDocsExamined', 1);
    await expect(new Parse.Query('Plan').explain().find()).rejects.toMatchObject({ code: Parse.Error.INVALID_QUERY });
  });

  it('SEC-05 the route is for the master keys, by any method and spelling', async () => {
    const pipeline = encodeURIComponent('[{"$count":"n"}]');
    await parlance.masterRest('POST', '/classes/Seen', { n: 1 });
    for (const path of [`/aggregate/Seen?pipeline=${pipeline}`, `//AGGREGATE/Seen/?pipeline=${pipeline}`, `/aggregate/Seen?$count=n`]) {
      const client = await parlance.rest('GET', path);
      expect([client.status, client.body.code]).toEqual([403, 119]);
      for (const key of ['master', 'readOnlyMaster'] as const) {
        const answer = await parlance.rest('GET', path, undefined, { key });
        expect([answer.status, answer.body]).toEqual([200, { results: [{ n: 1 }] }]);
      }
    }
    const posted = await parlance.rest('POST', '/aggregate/Seen', { pipeline: [{ $count: 'n' }], _method: 'GET' }, { key: 'master' });
    expect(posted.body).toEqual({ results: [{ n: 1 }] });
    expect((await parlance.masterRest('POST', '/aggregate/Seen', { pipeline: [] })).status).toBe(404);
    expect((await parlance.rest('GET', '/aggregate/Seen?distinct=n', undefined, { key: 'maintenance' })).status).toBe(403);
  });

  it('SEC-30 refuses without a word of the database', async () => {
    const bad = ['[{"$out":"x"}]', '[{"$project":{"x":{"$divide":["$n",0]}}}]', '[{"$geoNear":{"near":[0,0],"distanceField":"d"}}]', '['];
    for (const pipeline of bad) {
      const answer = await parlance.masterRest('GET', `/aggregate/Seen?pipeline=${encodeURIComponent(pipeline)}`);
      expect([pipeline, answer.status, answer.body.code]).toEqual([pipeline, 400, 102]);
      expect(answer.text).not.toMatch(/mongo|PlanExecutor|ns=|e2e|collection| at /i);
    }
  });
});
