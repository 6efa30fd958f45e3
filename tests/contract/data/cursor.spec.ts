import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Collection } from '@parlance/mongo';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

interface PageAnswer {
  readonly results: Json[];
  readonly count?: number;
  readonly after?: string | null;
}

describe.each(MODES)('paging by after, %s', (mode) => {
  let deployment: DataDeployment;
  let games: Collection<Json & { _id: string }>;
  const SIZE = 230;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, { allowCustomObjectId: true });
    const { anyone } = deployment;
    const owner = await anyone.create('Owner', { name: 'Ann' });
    await anyone.create('Game', {
      objectId: 'game000000', n: 1, s: 'x', b: true, d: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' }, list: [1], stats: { wins: 1 }, owner: pointer('Owner', owner.objectId),
    }); // prettier-ignore
    games = await deployment.collection('Game');
    await games.deleteMany({});
    const pick = <T>(values: readonly T[], at: number): T => values[at % values.length] as T;
    const documents = Array.from({ length: SIZE }, (_, at) => {
      const created = new Date(Date.UTC(2020, 0, 1) + (at >> 2));
      const document: Json = {
        _id: `game${String((at * 97) % SIZE).padStart(6, '0')}`,
        n: pick([1, 2.5, null, -3, undefined], at * 7),
        s: pick(['a', 'B', 'ä', '', null, undefined], at * 11),
        b: pick([true, false, null, undefined], at * 3),
        d: pick([new Date(5), new Date(-1), undefined], at * 5),
        _p_owner: `Owner$${owner.objectId}`,
        _created_at: created,
        _updated_at: created,
      };
      for (const key of Object.keys(document)) if (document[key] === undefined) delete document[key];
      return document as Json & { _id: string };
    });
    await games.insertMany(documents);
  });
  afterAll(() => deployment.close());

  const page = async (parameters: Json): Promise<PageAnswer> => await deployment.anyone.find('Game', parameters);

  /** All pages of a query, with an action between each two. */
  async function pagesOf(parameters: Json, between: (page: number) => Promise<void> = async () => undefined): Promise<Json[][]> {
    const pages: Json[][] = [];
    for (let after: string | null | undefined = ''; typeof after === 'string';) {
      const answer: PageAnswer = await page({ ...parameters, after });
      pages.push(answer.results);
      after = answer.after;
      expect(after).not.toBeUndefined();
      await between(pages.length);
    }
    return pages;
  }

  const orders = [
    '',
    'objectId',
    '-createdAt',
    'createdAt',
    'n',
    '-n,s',
    's,-d,b',
    '-b',
    'b,-createdAt',
    'nothing,-s',
    '-updatedAt,objectId',
  ];
  it.each(orders)('QRY-22 shows each object once, in the order %j', async (order) => {
    const whole = (await page({ order: order === '' ? 'objectId' : order, limit: 1_000 })).results;
    const pages = await pagesOf({ order, limit: 17 });
    expect(pages.flat()).toEqual(whole);
    expect(pages).toHaveLength(Math.ceil(SIZE / 17));
  });

  it('ends with null, after a full page with an empty one, and says nothing where nobody asks', async () => {
    const where = { objectId: { $lt: 'game000010' } };
    expect((await page({ where, limit: 20, after: '' })).after).toBeNull();
    const full = await page({ where, limit: 10, after: '' });
    expect(full).toMatchObject({ results: { length: 10 }, after: expect.any(String) });
    expect(await page({ where, limit: 10, after: full.after })).toEqual({ results: [], after: null });
    expect(await page({ where, limit: 10 })).not.toHaveProperty('after');
    expect(await deployment.anyone.find('Nowhere', { after: '' })).toEqual({ results: [], after: null });
    expect(await page({ where: { objectId: 'game000001' }, after: '' })).toMatchObject({ results: { length: 1 }, after: null });
  });

  it('counts all matches on each page, and keeps the constraints of the query', async () => {
    const where = { n: { $gte: 1 }, $or: [{ b: true }, { b: false }] };
    const whole = await page({ where, order: 'n', limit: 1_000, count: 1 });
    const first = await page({ where, order: 'n', limit: 9, count: 1, after: '' });
    const second = await page({
      where: JSON.stringify({ $or: where.$or, n: where.n }),
      order: 'n',
      limit: 11,
      count: 1,
      after: first.after,
    });
    expect([...first.results, ...second.results]).toEqual(whole.results.slice(0, 20));
    expect([first.count, second.count]).toEqual([whole.count, whole.count]);
  });

  it('QRY-36 continues by fields that the answer does not show', async () => {
    const whole = (await page({ order: '-n,s', keys: 'b', limit: 1_000 })).results;
    expect(whole[0]).not.toHaveProperty('n');
    expect((await pagesOf({ order: '-n,s', keys: 'b', limit: 50 })).flat()).toEqual(whole);
    const without = (await page({ order: '-n,s', excludeKeys: 'n,d', limit: 1_000 })).results;
    expect((await pagesOf({ order: '-n,s', excludeKeys: 'n,d', limit: 50 })).flat()).toEqual(without);
    const included = (await page({ order: '-n', keys: 'owner', include: 'owner', limit: 1_000 })).results;
    expect(included[0]).toMatchObject({ owner: { name: 'Ann' } });
    expect((await pagesOf({ order: '-n', keys: 'owner', include: 'owner', limit: 50 })).flat()).toEqual(included);
  });

  it('QRY-59 is stable while others insert and delete before and behind', async () => {
    const { anyone } = deployment;
    const seen: string[] = [];
    const before = (await page({ order: 'objectId', limit: 1_000 })).results.map((game) => game['objectId'] as string);
    const pages = await pagesOf({ order: 'objectId', limit: 40 }, async (at) => {
      await anyone.create('Game', { objectId: `aaaa00000${at}`, n: 0 });
      await anyone.create('Game', { objectId: `zzzz00000${at}`, n: 0 });
      const last = before[(at - 1) * 40 + 39]; // the very object the page ended with
      if (last !== undefined) await anyone.remove('Game', last);
    });
    for (const game of pages.flat()) seen.push(game['objectId'] as string);
    expect(new Set(seen).size).toBe(seen.length);
    for (const id of before) expect(seen).toContain(id);
    expect(seen.filter((id) => id.startsWith('aaaa'))).toEqual([]);
    expect(seen.filter((id) => id.startsWith('zzzz')).length).toBeGreaterThan(0);
  });

  it('refuses tokens of other queries, forged ones, and parameters it cannot be used with', async () => {
    const { after } = await page({ order: 'n', where: { b: true }, limit: 3, after: '' });
    const refused: Json[] = [
      { order: '-n', where: { b: true }, after },
      { order: 'n', where: { b: false }, after },
      { order: 'n', where: { b: true }, after: `${after as string}x` },
      { order: 'n', where: { b: true }, after: 'x' },
      { order: 'n', where: { b: true }, after: { $gt: '' } },
      { order: 'n', where: { b: true }, after, skip: 1 },
      { order: 'n', where: { b: true }, after, limit: 0 },
      { order: 'list', after: '' },
      { order: 'stats.wins', after: '' },
      { order: 'owner', after: '' },
      { order: '_created_at,list', after: '' },
    ];
    for (const parameters of refused) expect([parameters, await codeOf(page(parameters))]).toEqual([parameters, 102]);
    expect(await page({ order: 'n', where: '{"b":true}', after, limit: 5 })).toMatchObject({ results: { length: 5 } });
  });

  it('QRY-20 pages over the members of a relation, and over results of a subquery', async () => {
    const { anyone } = deployment;
    const some = (await page({ limit: 30, order: 'objectId' })).results.map((game) => pointer('Game', game['objectId'] as string));
    const { objectId } = await anyone.create('Shelf', { games: { __op: 'AddRelation', objects: some } });
    const where = { $relatedTo: { object: pointer('Shelf', objectId), key: 'games' } };
    expect((await pagesOf({ where, order: '-n', limit: 7 })).flat()).toHaveLength(30);
    const redirected: Json[] = [];
    for (let after: string | null = ''; after !== null;) {
      const answer = (await anyone.find('Shelf', { where, redirectClassNameForKey: 'games', limit: 7, after })) as unknown as PageAnswer;
      redirected.push(...answer.results);
      after = answer.after ?? null;
    }
    expect(redirected).toHaveLength(30);
    const ofAnn = { owner: { $inQuery: { className: 'Owner', where: { name: 'Ann' } } } };
    const count = (await page({ where: ofAnn, count: 1, limit: 0 })).count;
    expect((await pagesOf({ where: ofAnn, order: 's', limit: 100 })).flat()).toHaveLength(count as number);
  });
});

describe('the cost of a page', () => {
  let deployment: DataDeployment;
  const SIZE = 30_000;
  beforeAll(async () => {
    deployment = await DataDeployment.start('fused');
    await deployment.anyone.create('Event', { level: 1, kind: 'x' });
    const events = await deployment.collection('Event');
    await events.deleteMany({});
    const start = Date.UTC(2020, 0, 1);
    const documents = Array.from({ length: SIZE }, (_, at) => {
      const created = new Date(start + (at >> 2));
      return { _id: `event${String((at * 7_919) % SIZE).padStart(6, '0')}`, level: at % 3, _created_at: created, _updated_at: created };
    });
    await events.insertMany(documents);
    await events.createIndex({ level: 1, _id: 1 });
    await events.createIndex({ _created_at: 1, _id: 1 });
  });
  afterAll(() => deployment.close());

  /** Keys and documents that MongoDB looked at for a page that begins behind `skip` objects. */
  async function costOf(order: string, skip: number): Promise<Json> {
    const { anyone } = deployment;
    const before = skip === 0 ? undefined : ((await anyone.find('Event', { order, limit: skip, keys: 'level', after: '' })) as PageAnswer);
    const database = await deployment.database();
    await database.command({ profile: 2 });
    const { results } = await anyone.find('Event', { order, limit: 100, after: before?.after ?? '' });
    await database.command({ profile: 0 });
    const ns = `${database.databaseName}.Event`;
    const [command] = await database.collection('system.profile').find({ ns, op: 'query' }).toArray();
    await database.collection('system.profile').drop();
    expect(results).toHaveLength(100);
    if (before !== undefined) expect(before.results.map((event) => event['objectId'])).not.toContain(results[0]?.['objectId']);
    return { keys: command?.['keysExamined'], documents: command?.['docsExamined'], sorted: command?.['hasSortStage'] };
  }

  it.each(['', 'createdAt', '-createdAt', 'level', '-level', '-level,-objectId'])(
    'does not grow with the page, in the order %j',
    async (order) => {
      const near = await costOf(order, 0);
      expect(near['keys']).toBeLessThanOrEqual(110);
      for (const skip of [100, 5_000, 15_100, 29_900]) {
        const { keys, documents, sorted } = await costOf(order, skip);
        expect([skip, keys <= 210, documents <= 210, sorted]).toEqual([skip, true, true, undefined]);
      }
    },
  );

  it('is one command also where the database has to sort', async () => {
    const database = await deployment.database();
    await database.command({ profile: 2 });
    const { results } = await deployment.anyone.find('Event', { order: 'kind,-createdAt', limit: 50 });
    await database.command({ profile: 0 });
    const commands = await database
      .collection('system.profile')
      .find({ ns: `${database.databaseName}.Event` })
      .toArray();
    await database.collection('system.profile').drop();
    expect(results).toHaveLength(50);
    expect(commands.map(({ op, nreturned, cursorid }) => [op, nreturned, cursorid])).toEqual([['query', 50, undefined]]);
  });
});
