import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const day = (n: number) => ({ __type: 'Date', iso: `2022-01-${String(n).padStart(2, '0')}T00:00:00.000Z` });

describe.each(MODES)('queries, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const players: Json[] = [
      { name: 'Ann', score: 10, born: day(1), tags: ['red', 'blue'], team: pointer('Team', 'teamred000'), stats: { wins: 3 } },
      { name: 'Bob', score: 20, born: day(2), tags: ['red'], team: pointer('Team', 'teamblue00'), stats: { wins: 1 } },
      { name: 'Cyd', score: 20, born: day(3), tags: [], friends: [pointer('Player', 'friend0001'), pointer('Player', 'friend0002')] },
      { name: 'Dan', score: null, born: day(4), friends: [pointer('Player', 'friend0002')] },
      { name: 'Eve' },
    ];
    for (const player of players) await deployment.anyone.create('Player', player);
  });
  afterAll(() => deployment.close());

  const names = async (where: Json, more: Json = {}): Promise<string> =>
    (await deployment.anyone.find('Player', { where, order: 'name', ...more })).results
      .map((player) => (player['name'] as string)[0])
      .join('');
  const refusal = (parameters: Json) => codeOf(deployment.anyone.find('Player', parameters));

  const table: readonly [string, Json, string][] = [
    ['QRY-04 equality of numbers', { score: 20 }, 'BC'],
    ['QRY-04 equality of texts', { name: 'Ann' }, 'A'],
    ['QRY-04 equality of dates', { born: day(2) }, 'B'],
    ['QRY-04 $ne, also where the field is unset', { score: { $ne: 20 } }, 'ADE'],
    ['QRY-04 $lt of numbers', { score: { $lt: 20 } }, 'A'],
    ['QRY-04 $lte of numbers', { score: { $lte: 20 } }, 'ABC'],
    ['QRY-04 $gt of texts', { name: { $gt: 'Cyd' } }, 'DE'],
    ['QRY-04 $gte of dates', { born: { $gte: day(3) } }, 'CD'],
    ['QRY-05 two keys are both meant', { score: 20, name: { $gt: 'Bob' } }, 'C'],
    ['QRY-05 both ends of a range', { score: { $gte: 10, $lte: 20 } }, 'ABC'],
    ['QRY-06 $in', { name: { $in: ['Ann', 'Eve', 'Nobody'] } }, 'AE'],
    ['QRY-06 $nin, also where the field is unset', { score: { $nin: [10] } }, 'BCDE'],
    ['QRY-07 $exists sees a null', { score: { $exists: true } }, 'ABCD'],
    ['QRY-07 $exists false', { score: { $exists: false } }, 'E'],
    ['null is a null or nothing', { score: null }, 'DE'],
    ['QRY-08 a list holds the value', { tags: 'red' }, 'AB'],
    ['QRY-08 a list does not hold it', { tags: { $ne: 'red' } }, 'CDE'],
    ['QRY-10 $all', { tags: { $all: ['red', 'blue'] } }, 'A'],
    ['$all of nothing', { tags: { $all: [] } }, ''],
    ['QRY-15 a pointer', { team: pointer('Team', 'teamred000') }, 'A'],
    ['QRY-15 a pointer to another class', { team: pointer('Other', 'teamred000') }, ''],
    ['QRY-16 a list of pointers', { friends: pointer('Player', 'friend0001') }, 'C'],
    ['QRY-16 $in of pointers on a list', { friends: { $in: [pointer('Player', 'friend0001'), pointer('Player', 'friend0002')] } }, 'CD'],
    ['QRY-62 $nin of pointers', { team: { $nin: [pointer('Team', 'teamred000')] } }, 'BCDE'],
    ['QRY-62 $ne of a pointer on a list', { friends: { $ne: pointer('Player', 'friend0001') } }, 'ABDE'],
    ['a path into a dictionary', { 'stats.wins': { $gt: 1 } }, 'A'],
    ['QRY-24 a quoted prefix', { name: { $regex: '^\\QAn\\E' } }, 'A'],
    ['QRY-27 a pattern without regard to case', { name: { $regex: 'AN', $options: 'i' } }, 'AD'],
    ['QRY-40 $or', { $or: [{ score: { $lt: 15 } }, { name: 'Eve' }] }, 'AE'],
    ['QRY-40 $or beside another constraint', { $or: [{ score: 10 }, { score: 20 }], name: { $ne: 'Bob' } }, 'AC'],
    ['$and', { $and: [{ score: 20 }, { name: 'Bob' }] }, 'B'],
    ['$nor', { $nor: [{ score: 20 }, { name: 'Eve' }] }, 'AD'],
    ['a field nobody has', { unheardOf: 1 }, ''],
  ];
  it.each(table)('%s', async (_title, where, expected) => {
    expect(await names(where)).toBe(expected);
    expect((await deployment.anyone.find('Player', { where: JSON.stringify(where), limit: 0, count: 1 })).count).toBe(expected.length);
  });

  it('QRY-55 does not depend on the order of members', async () => {
    expect(await names({ score: 20, name: 'Bob' })).toBe(await names({ name: 'Bob', score: 20 }));
  });

  it('QRY-25 takes quoted text literally', async () => {
    const literal = "a.*(b)'c\\Ed";
    await deployment.anyone.create('Sauce', { name: literal });
    await deployment.anyone.create('Sauce', { name: 'axx(b)' });
    const quoted = `^\\Q${literal.replaceAll('\\E', '\\E\\\\E\\Q')}\\E`;
    const { results } = await deployment.anyone.find('Sauce', { where: { name: { $regex: quoted } } });
    expect(results.map((sauce) => sauce['name'])).toEqual([literal]);
  });

  it('QRY-21 QRY-23 orders by several keys, by times, and by id', async () => {
    expect(await names({}, { order: '-score,name' })).toBe('BCADE');
    expect(await names({}, { order: 'score,-name' })).toBe('EDACB');
    expect(await names({}, { order: '-createdAt' })).toBe('EDCBA');
    expect(await names({}, { order: 'updatedAt' })).toBe('ABCDE');
    const { results } = await deployment.anyone.find('Player', { order: 'objectId' });
    const ids = results.map((player) => player['objectId'] as string);
    expect(ids).toEqual([...ids].sort());
    expect(await names({ objectId: { $gt: ids[2] } }, { order: 'objectId', keys: 'name' })).toHaveLength(2);
    const { createdAt } = results.find((player) => player['name'] === 'Cyd') as Json;
    expect(await names({ createdAt: { $gt: { __type: 'Date', iso: createdAt } } })).toBe('DE');
    expect(await names({ updatedAt: { $lte: createdAt } })).toBe('ABC');
  });

  it('QRY-01 QRY-02 QRY-03 gives at most 100 results unless told, and checks limit and skip', async () => {
    const bodies = Array.from({ length: 1_200 }, (_, n) => ({ n, tie: n % 3 }));
    await deployment.anyone.createMany('Many', bodies);
    const { anyone } = deployment;
    expect((await anyone.find('Many')).results).toHaveLength(100);
    expect((await anyone.find('Many', { limit: 5_000 })).results).toHaveLength(1_200);
    expect((await anyone.find('Many', { limit: '1000', skip: '1100', order: 'n' })).results).toHaveLength(100);
    expect((await anyone.find('Many', { skip: 20_000 })).results).toEqual([]);
    expect(await anyone.find('Many', { limit: 0 })).toEqual({ results: [] });
    expect(await anyone.find('Many', { limit: '0', count: '1' })).toEqual({ results: [], count: 1_200 });
    for (const limit of [-1, 'abc', 1.5]) expect(await refusal({ limit })).toBe(117);
    for (const skip of [-1, 'abc']) expect(await refusal({ skip })).toBe(118);
  });

  it('obeys the limits an app sets', async () => {
    deployment.declare('limited', { allowClientClassCreation: true, defaultLimit: 2, maxLimit: 3, classicLimits: true });
    const limited = deployment.as({ kind: 'public' }, 'limited');
    await limited.createMany(
      'Few',
      Array.from({ length: 5 }, (_, n) => ({ n, list: [n] })),
    );
    expect((await limited.find('Few')).results).toHaveLength(2);
    expect((await limited.find('Few', { limit: 100 })).results).toHaveLength(3);
    const items = Array.from({ length: 10 }, (_, n) => n);
    expect(await codeOf(limited.find('Few', { where: { list: { $all: items } } }))).toBe(102);
    expect((await limited.find('Few', { where: { list: { $all: items.slice(1) } } })).results).toEqual([]);
    expect(await names({ tags: { $all: items } })).toBe('');
  });

  it('QRY-22 pages over equal values without a gap or a repetition', async () => {
    for (const order of ['tie', '-tie', '-tie,n', '-createdAt', 'updatedAt']) {
      const seen: unknown[] = [];
      for (let skip = 0; skip < 1_200; skip += 175) {
        const { results } = await deployment.anyone.find('Many', { order, skip, limit: 175, keys: 'n' });
        seen.push(...results.map((item) => item['n']));
      }
      expect(new Set(seen).size).toBe(1_200);
      expect(seen).toHaveLength(1_200);
    }
  });

  it('QRY-59 visits every object once by id while others are being inserted', async () => {
    const wanted = new Set(
      (await deployment.anyone.find('Many', { limit: 2_000, keys: 'n' })).results.map((item) => item['objectId'] as string),
    );
    const seen: string[] = [];
    let last = '';
    for (;;) {
      await deployment.anyone.create('Many', { n: -1 });
      const { results } = await deployment.anyone.find('Many', { where: { objectId: { $gt: last } }, order: 'objectId', limit: 100 });
      if (results.length === 0) break;
      seen.push(...results.map((item) => item['objectId'] as string));
      last = seen.at(-1) as string;
    }
    expect(new Set(seen).size).toBe(seen.length);
    for (const id of wanted) expect(seen).toContain(id);
  });

  it('QRY-37 QRY-38 counts all matches beside any page, with and without the master key', async () => {
    for (const caller of [deployment.anyone, deployment.master]) {
      expect(await caller.find('Player', { count: 1, limit: 0 })).toEqual({ results: [], count: 5 });
      const { results, count } = await caller.find('Player', { count: true, limit: 2, skip: 1, where: { score: { $exists: true } } });
      expect([results.length, count]).toEqual([2, 4]);
    }
  });

  it('QRY-36 shows selected fields and those that always stay', async () => {
    const acl = { '*': { read: true } };
    await deployment.anyone.create('Selected', { score: 1, playerName: 'x', other: 2, link: pointer('A', 'abcdefghij'), ACL: acl });
    const always = ['ACL', 'createdAt', 'objectId', 'updatedAt'];
    const fields = async (parameters: Json) => Object.keys((await deployment.anyone.find('Selected', parameters)).results[0] ?? {}).sort();
    expect(await fields({ keys: 'score,playerName' })).toEqual([...always, 'playerName', 'score'].sort());
    expect(await fields({ keys: ['link'] })).toEqual([...always, 'link'].sort());
    expect(await fields({ excludeKeys: 'score,link,objectId,ACL' })).toEqual([...always, 'other', 'playerName'].sort());
    expect(await fields({ keys: 'score,other', excludeKeys: 'other' })).toEqual([...always, 'score'].sort());
  });

  it('QRY-50 QRY-51 QRY-52 QRY-42 refuses values that are no query', async () => {
    const rows: readonly [number, Json][] = [
      [107, { where: '{' }],
      [107, { where: '' }],
      [107, { where: '[]' }],
      [107, { where: { name: { $nonsense: 1 } } }],
      [107, { where: { name: { $where: 'sleep(1000)' } } }],
      [105, { where: { $where: 'sleep(1000)' } }],
      [107, { where: { name: { $in: 'Ann' } } }],
      [102, { where: { score: { $gt: '10' } } }],
      [102, { where: { $or: {} } }],
      [102, { where: { $or: [] } }],
      [102, { where: { $or: [{ score: 1 }, { limit: 1 }] } }],
      [102, { where: { ACL: { a: 1 } } }],
      [102, { nonsense: 1 }],
      [105, { where: { 'na me': 1 } }],
      [105, { where: { _rperm: 'x' } }],
      [105, { where: { _hashed_password: 'x' } }],
      [105, { order: 'na me' }],
      [105, { order: '_rperm' }],
      [105, { keys: '_wperm' }],
      [102, { where: { name: { $regex: '(' } } }],
      [102, { where: { name: { $regex: 'x', $options: 'g' } } }],
      [102, { where: { name: { $regex: '(?<=x+)x' } } }], // a pattern that only the database can refuse is the client's error too
      [102, { hint: 'no_such_index' }],
      [102, { hint: 'no_such_index', where: { score: 1 }, limit: 0, count: 1 }],
      [102, { order: 'tags,friends' }],
      [102, { explain: true }],
    ];
    for (const [code, parameters] of rows) expect([parameters, await refusal(parameters)]).toEqual([parameters, code]);
    const { results } = await deployment.anyone.find('Player', { where: '{"score":10,"score":20}' });
    expect(results).toHaveLength(2);
    expect((await deployment.anyone.find('Player', { trace: '1' })).results).toHaveLength(5);
  });

  it('QRY-56 a get takes no other parameters than those for its view', async () => {
    const [player] = (await deployment.anyone.find('Player', { limit: 1 })).results;
    const id = player?.['objectId'] as string;
    expect(await codeOf(deployment.anyone.get('Player', id, { where: {} }))).toBe(102);
    expect(await codeOf(deployment.anyone.get('Player', id, { limit: 1 }))).toBe(102);
    expect(await deployment.anyone.get('Player', id, { keys: 'name' })).toMatchObject({ name: expect.any(String) });
  });

  it('QRY-20 answers from the class that a relation leads to, by the rules of that class', async () => {
    const { anyone } = deployment;
    await anyone.create('Shelf', {
      books: { __op: 'AddRelation', objects: [pointer('Book', 'abcdefghij')] },
      best: pointer('Book', 'abcdefghij'),
    });
    expect(await anyone.find('Shelf', { redirectClassNameForKey: 'books' })).toEqual({ results: [] });
    await anyone.create('Book', { title: 'x' });
    expect((await anyone.find('Shelf', { redirectClassNameForKey: 'books' })).results).toMatchObject([{ className: 'Book', title: 'x' }]);
    expect((await anyone.find('Shelf', { redirectClassNameForKey: 'best' })).results[0]).toHaveProperty('best');
    await anyone.create('Shelf', { users: { __op: 'AddRelation', objects: [pointer('_User', 'abcdefghij')] } });
    expect((await anyone.find('Shelf', { redirectClassNameForKey: 'users' })).results).toEqual([]);
  });

  it('QRY-39 answers 200 counts in a row', async () => {
    for (let n = 0; n < 200; n++) expect((await deployment.anyone.find('Player', { limit: 0, count: 1 })).count).toBe(5);
  });

  it('QRY-54 finds all that changed since a time, in the order of change', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Extract', { n: 0 });
    const { updatedAt } = await anyone.get('Extract', objectId);
    await anyone.createMany(
      'Extract',
      Array.from({ length: 50 }, (_, n) => ({ n })),
    );
    await anyone.update('Extract', objectId, { n: 1 });
    const where = { updatedAt: { $gte: { __type: 'Date', iso: updatedAt } } };
    const { results } = await anyone.find('Extract', { where, order: 'updatedAt', limit: 1_000 });
    expect(results).toHaveLength(51);
    const times = results.map((item) => item['updatedAt'] as string);
    expect(times).toEqual([...times].sort());
  });

  it('QRY-28 ends a catastrophic pattern without holding up others', async () => {
    await deployment.anyone.create('Pattern', { text: `${'a'.repeat(5_000)}!` });
    const begun = Date.now();
    const slow = deployment.anyone.find('Pattern', { where: { text: { $regex: '(a+)+$' } } }).then(() => 0, (error: { code: number }) => error.code); // prettier-ignore
    await deployment.anyone.find('Player', { limit: 1 });
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect([0, 102, 124]).toContain(await slow);
  });
});
