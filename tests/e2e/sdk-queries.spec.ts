import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, loadSdk } from './sdk.ts';

interface Shown {
  readonly id?: string | undefined;
  get(name: string): unknown;
}

describe.each(MODES)('queries by the JS SDK, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  const teams: Shown[] = [];
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    connectSdk(Parse, parlance, { masterKey: true });
    const made = await Parse.Object.saveAll(['red', 'blue'].map((name) => new Parse.Object('Team', { name })));
    teams.push(...(made as unknown as Shown[]));
    const [red, blue] = made;
    const players = [
      { name: 'Ann', score: 10, born: new Date('2022-01-01'), tags: ['#parse', '#ftw'], team: red, friends: [red, blue] },
      { name: 'Bob', score: 20, born: new Date('2022-01-02'), tags: ['#parse'], team: blue, friends: [blue] },
      { name: "Big Daddy's", score: 20, born: new Date('2022-01-03'), tags: [], stats: { wins: 3 } },
      { name: "BBQ Sauce: Big Daddy's", score: 30.5, born: new Date('2022-01-04'), stats: { wins: 1 } },
      { name: "big daddy's", score: null },
      { name: 'Eve' },
    ];
    await Parse.Object.saveAll(players.map((player) => new Parse.Object('Player', player as Record<string, unknown>)));
  });
  afterAll(() => parlance?.close());

  const players = () => new Parse.Query('Player');
  type Query = ReturnType<typeof players>;
  /** First letters of the names found; of the three that begin with a B: D is "Big Daddy's", S the sauce, d "big daddy's". */
  const letters = (found: readonly Shown[]) =>
    found
      .map((player) => player.get('name') as string)
      .map((name) => ({ "Big Daddy's": 'D', "BBQ Sauce: Big Daddy's": 'S', "big daddy's": 'd' })[name] ?? name[0])
      .sort()
      .join('');

  const red = () => new Parse.Query('Team').equalTo('name', 'red');
  const questions: readonly [string, (query: Query) => Query, string][] = [
    ['QRY-12 matchesQuery', (query) => query.matchesQuery('team', red()), 'A'],
    ['QRY-12 doesNotMatchQuery, also of unset fields', (query) => query.doesNotMatchQuery('team', red()), 'BDESd'],
    ['QRY-11 matchesKeyInQuery', (query) => query.matchesKeyInQuery('name', 'name', players().equalTo('score', 20)), 'BD'],
    ['QRY-11 doesNotMatchKeyInQuery', (query) => query.doesNotMatchKeyInQuery('name', 'name', players().exists('born')), 'Ed'],
    ['QRY-04 equalTo', (query) => query.equalTo('score', 20), 'BD'],
    ['QRY-04 notEqualTo, also of unset fields', (query) => query.notEqualTo('score', 20), 'AESd'],
    ['QRY-04 lessThan', (query) => query.lessThan('score', 20), 'A'],
    ['QRY-04 lessThanOrEqualTo', (query) => query.lessThanOrEqualTo('score', 20), 'ABD'],
    ['QRY-04 greaterThan, of dates', (query) => query.greaterThan('born', new Date('2022-01-03')), 'S'],
    ['QRY-04 greaterThanOrEqualTo, of dates', (query) => query.greaterThanOrEqualTo('born', new Date('2022-01-03')), 'DS'],
    ['QRY-05 two constraints', (query) => query.greaterThan('score', 5).lessThan('score', 25).equalTo('name', 'Bob'), 'B'],
    ['QRY-06 containedIn', (query) => query.containedIn('name', ['Ann', 'Bob', 'Nobody']), 'AB'],
    ['QRY-06 notContainedIn', (query) => query.notContainedIn('score', [10, 20]), 'ESd'],
    ['QRY-07 exists, also of null', (query) => query.exists('score'), 'ABDSd'],
    ['QRY-07 doesNotExist', (query) => query.doesNotExist('score'), 'E'],
    ['QRY-08 equalTo on a list', (query) => query.equalTo('tags', '#parse'), 'AB'],
    ['QRY-08 notEqualTo on a list', (query) => query.notEqualTo('tags', '#ftw'), 'BDESd'],
    ['QRY-10 containsAll', (query) => query.containsAll('tags', ['#parse', '#ftw']), 'A'],
    ['containsAllStartingWith', (query) => query.containsAllStartingWith('tags', ['#f', '#p']), 'A'],
    ['containedBy', (query) => query.containedBy('tags', ['#parse', '#other']), 'BDESd'],
    ['QRY-15 a pointer', (query) => query.equalTo('team', teams[0]), 'A'],
    ['QRY-16 a pointer in a list', (query) => query.equalTo('friends', teams[1]), 'AB'],
    ['QRY-16 any of some pointers in a list', (query) => query.containedIn('friends', [teams[0]]), 'A'],
    ['QRY-62 not a pointer', (query) => query.notEqualTo('team', teams[0]), 'BDESd'],
    ['QRY-62 none of some pointers in a list', (query) => query.notContainedIn('friends', [teams[0]]), 'BDESd'],
    ['QRY-24 startsWith', (query) => query.startsWith('name', "Big Daddy's"), 'D'],
    ['QRY-27 endsWith', (query) => query.endsWith('name', "Daddy's"), 'DS'],
    ['QRY-27 contains', (query) => query.contains('name', "Big Daddy's"), 'DS'],
    ['QRY-27 matches, case ignored', (query) => query.matches('name', /^BIG/i), 'Dd'],
    ['a path into a dictionary', (query) => query.greaterThan('stats.wins', 1), 'D'],
    ['QRY-40 or', () => Parse.Query.or(players().lessThan('score', 15), players().greaterThan('score', 25)), 'AS'],
    ['QRY-40 or, and another constraint', () => Parse.Query.or(players().equalTo('score', 20), players().equalTo('score', 10)).equalTo('tags', '#parse'), 'AB'],
    ['and', () => Parse.Query.and(players().equalTo('score', 20), players().equalTo('tags', '#parse')), 'B'],
    ['nor', () => Parse.Query.nor(players().equalTo('score', 20), players().equalTo('score', 10)), 'ESd'],
  ]; // prettier-ignore
  it.each(questions)('%s', async (_title, ask, expected) => {
    expect(letters(await ask(players()).find())).toBe(expected);
    expect(await ask(players()).count()).toBe(expected.length);
  });

  it('QRY-21 QRY-22 QRY-38 orders, pages and counts', async () => {
    const ordered = await players().exists('born').descending('score').addAscending('name').find();
    expect(ordered.map((player) => player.get('name') as string)).toEqual(["BBQ Sauce: Big Daddy's", "Big Daddy's", 'Bob', 'Ann']);
    const pages: string[] = [];
    for (let skip = 0; skip < 6; skip += 2) {
      const page = await players().descending('score').skip(skip).limit(2).find();
      pages.push(...page.map(({ id }) => id as string));
    }
    expect(new Set(pages).size).toBe(6);
    const counted = (await players().limit(2).withCount().find()) as unknown as { results: unknown[]; count: number };
    expect([counted.results.length, counted.count]).toEqual([2, 6]);
  });

  it('QRY-23 orders and compares by the times and ids the server gives', async () => {
    const all = await players().ascending('createdAt').find();
    const third = all[2] as Parse.Object;
    expect(
      (
        await players()
          .equalTo('objectId', third.id as string)
          .first()
      )?.id,
    ).toBe(third.id);
    expect(await players().greaterThanOrEqualTo('createdAt', third.createdAt).count()).toBeGreaterThan(0);
    const ids = (await players().descending('objectId').find()).map(({ id }) => id as string);
    expect(ids).toEqual([...ids].sort().reverse());
  });

  it('QRY-29 QRY-31 QRY-32 QRY-36 includes, selects and leaves out', async () => {
    const plain = await players().equalTo('name', 'Ann').first();
    expect((plain?.get('team') as Parse.Object).isDataAvailable()).toBe(false);
    Parse.Object.disableSingleInstance();
    const full = await players().equalTo('name', 'Ann').include('team', 'friends').first();
    expect((full?.get('team') as Shown).get('name')).toBe('red');
    expect((full?.get('friends') as Shown[]).map((team) => team.get('name'))).toEqual(['red', 'blue']);
    const everything = await players()
      .includeAll()
      .get(full?.id as string);
    expect((everything.get('team') as Shown).get('name')).toBe('red');
    const selected = await players().select('name', 'score').equalTo('name', 'Ann').first();
    expect(Object.keys(selected?.attributes ?? {}).sort()).toEqual(['createdAt', 'name', 'score', 'updatedAt']);
    const without = await players().exclude('score', 'tags').equalTo('name', 'Ann').first();
    expect(Object.keys(without?.attributes ?? {}).sort()).toEqual(['born', 'createdAt', 'friends', 'name', 'team', 'updatedAt']);
    const fetched = await Parse.Object.createWithoutData.call(Parse.Object.extend('Player'), full?.id as string).fetchWithInclude(['team']);
    expect((fetched.get('team') as Shown).get('name')).toBe('red');
  });

  it('first, get, exists and fetchAll find single objects, or say that there are none', async () => {
    expect((await players().equalTo('name', 'Eve').first())?.get('name')).toBe('Eve');
    expect(await players().equalTo('name', 'Nobody').first()).toBeUndefined();
    await expect(players().get('nothinghere')).rejects.toMatchObject({ code: Parse.Error.OBJECT_NOT_FOUND });
    const eve = await players().equalTo('name', 'Eve').first();
    expect(await players().equalTo('objectId', eve?.id as string).count()).toBe(1);
    const bare = ['Ann', 'Bob'].map(async (name) => Parse.Object.fromJSON({ className: 'Player', objectId: (await players().equalTo('name', name).first())?.id }));
    const fetched = await Parse.Object.fetchAll(await Promise.all(bare));
    expect(fetched.map((player) => player.get('name') as string)).toEqual(['Ann', 'Bob']);
  }); // prettier-ignore

  it('QRY-59 each, map, filter and findAll visit every object once', async () => {
    await Parse.Object.saveAll(Array.from({ length: 130 }, (_, n) => new Parse.Object('Row', { n })));
    const seen: number[] = [];
    await new Parse.Query('Row').greaterThanOrEqualTo('n', 5).each((row) => void seen.push(row.get('n') as number), { batchSize: 20 });
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 125 }, (_, n) => n + 5));
    expect(await new Parse.Query('Row').findAll({ batchSize: 50 })).toHaveLength(130);
    const even = await new Parse.Query('Row').filter((row) => (row.get('n') as number) % 2 === 0);
    expect(even).toHaveLength(65);
  });

  it('QRY-57 ACL-12 hidden objects are found with the master key alone', async () => {
    const hidden = new Parse.Object('Secret', { n: 1 });
    hidden.setACL(new Parse.ACL());
    await hidden.save();
    for (const asked of [{}, { useMasterKey: true }]) {
      const query = () => new Parse.Query('Secret');
      const expected = 'useMasterKey' in asked ? 1 : 0;
      expect(await query().find(asked)).toHaveLength(expected);
      expect(await query().count(asked)).toBe(expected);
      expect((await query().first(asked)) === undefined).toBe(expected === 0);
    }
  });
});
