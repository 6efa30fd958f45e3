import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { data } from '@parlance/contracts';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const posts = [
  { id: 'postwithon', title: 'one', image: 'a.png', n: 1 },
  { id: 'postwithtw', title: 'two', image: 'b.png', n: 2 },
  { id: 'postwithou', title: 'three', n: 3 },
];
const comments = [
  { name: 'on one', post: 'postwithon', at: 1 },
  { name: 'on two', post: 'postwithtw', at: 2 },
  { name: 'on three', post: 'postwithou', at: 3 },
  { name: 'on nothing', at: 4 },
  { name: 'on what is gone', post: 'postisgone', at: 5 },
];
const teams = [
  { city: 'Bern', winPct: 0.8, towns: ['Thun', 'Biel'], address: { zip: 3000 }, founded: '1900-01-01', best: 'postwithon' },
  { city: 'Rome', winPct: 0.4, towns: ['Ostia'], address: { zip: 100 }, founded: '1901-01-01', best: 'postwithtw' },
  { city: 'Bern', winPct: 0.9, towns: null, founded: '1900-01-01' },
  { winPct: 0.9 },
  { city: null, winPct: 0.9 },
];
const people = [
  { name: 'Ann', hometown: 'Bern', zip: 3000, born: '1900-01-01' },
  { name: 'Bob', hometown: 'Rome', zip: 100, born: '1901-01-01' },
  { name: 'Eve', hometown: 'Thun' },
  { name: 'Nob' },
];

describe.each(MODES)('subqueries, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, { allowCustomObjectId: true });
    const { anyone } = deployment;
    const date = (field: string, day: string | undefined): Json =>
      day === undefined ? {} : { [field]: { __type: 'Date', iso: `${day}T00:00:00.000Z` } };
    for (const { id, ...post } of posts) await anyone.create('Post', { objectId: id, ...post });
    for (const { post, ...comment } of comments) {
      const to = post === undefined ? {} : { post: pointer('Post', post), posts: [pointer('Post', post), pointer('Post', 'postwithon')] };
      await anyone.create('Comment', { ...comment, ...to, held: { post: to.post ?? 'none' } });
    }
    for (const { founded, best, ...team } of teams) {
      await anyone.create('Team', { ...team, ...date('founded', founded), ...(best === undefined ? {} : { best: pointer('Post', best) }) });
    }
    for (const { born, ...person } of people) await anyone.create('Person', { ...person, ...date('born', born) });
    await anyone.create('Thread', { comments: { __op: 'AddRelation', objects: [] } });
  });
  afterAll(() => deployment.close());

  const names = async (className: string, where: Json, more: Json = {}): Promise<string> => {
    const { results } = await deployment.anyone.find(className, { where, order: className === 'Comment' ? 'at' : 'name', ...more });
    return results.map((object) => object['name'] as string).join(', ');
  };
  const onPosts = (where: Json, more: Json = {}): Json => ({ $inQuery: { className: 'Post', where, ...more } });
  const notOnPosts = (where: Json, more: Json = {}): Json => ({ $notInQuery: { className: 'Post', where, ...more } });

  it('QRY-12 parts comments by posts with an image; those without a post are not on one', async () => {
    const withImage = { image: { $exists: true } };
    expect(await names('Comment', { post: onPosts(withImage) })).toBe('on one, on two');
    expect(await names('Comment', { post: notOnPosts(withImage) })).toBe('on three, on nothing, on what is gone');
    expect(await names('Comment', { post: onPosts({}) })).toBe('on one, on two, on three');
    expect(await names('Comment', { post: onPosts({ n: 7 }) })).toBe('');
    expect(await names('Comment', { post: notOnPosts({ n: 7 }) })).toBe('on one, on two, on three, on nothing, on what is gone');
    const { results, count } = await deployment.anyone.find('Comment', { where: { post: onPosts(withImage) }, limit: 1, count: 1 });
    expect([results.length, count]).toEqual([1, 2]);
  });

  it('takes plain ids on a pointer for pointers, in whichever form they are asked', async () => {
    expect(await names('Comment', { post: 'postwithon' })).toBe('on one');
    expect(await names('Comment', { post: { $eq: 'postwithon' } })).toBe('on one');
    expect(await names('Comment', { post: { $in: ['postwithon', 'postwithtw'] } })).toBe('on one, on two');
    expect(await names('Comment', { post: { $nin: ['postwithon', 'postwithtw'] } })).toBe('on three, on nothing, on what is gone');
    expect(await names('Comment', { post: { $ne: 'postwithon' } })).toBe('on two, on three, on nothing, on what is gone');
    expect(await names('Comment', { $or: [{ post: { $in: ['postwithon'] } }, { at: 4 }] })).toBe('on one, on nothing');
    const withDontSelect = { ...pointer('Post', 'postwithon'), $dontSelect: { query: { className: 'Team', where: {} }, key: 'best' } };
    expect(await names('Comment', { post: withDontSelect })).toBe('');
    const nowhere = { query: { className: 'Team', where: { city: 'Oslo' } }, key: 'best' };
    expect(await names('Comment', { post: { ...pointer('Post', 'postwithon'), $dontSelect: nowhere } })).toBe('on one');
  });

  it('asks for ids by a subquery of the same class', async () => {
    const late = { $inQuery: { className: 'Comment', where: { at: { $gt: 3 } } } };
    expect(await names('Comment', { objectId: late })).toBe('on nothing, on what is gone');
    expect(await names('Comment', { objectId: { $notInQuery: late.$inQuery } })).toBe('on one, on two, on three');
    expect(await names('Comment', { objectId: onPosts({}) })).toBe('');
    expect(await names('Comment', { objectId: notOnPosts({}), at: { $lt: 3 } })).toBe('on one, on two');
  });

  it('QRY-16 finds pointers in lists and dictionaries', async () => {
    expect(await names('Comment', { posts: onPosts({ title: 'three' }) })).toBe('on three');
    expect(await names('Comment', { posts: notOnPosts({ title: 'one' }) })).toBe('on nothing');
    expect(await names('Comment', { 'held.post': onPosts({ title: 'two' }) })).toBe('on two');
  });

  it('stands beside other constraints, in branches, and twice', async () => {
    expect(await names('Comment', { post: onPosts({}), at: { $gt: 1 } })).toBe('on two, on three');
    expect(await names('Comment', { post: { ...onPosts({ n: { $gt: 1 } }), ...notOnPosts({ n: 3 }) } })).toBe('on two');
    expect(await names('Comment', { $or: [{ post: onPosts({ n: 1 }) }, { at: 4 }] })).toBe('on one, on nothing');
    expect(await names('Comment', { $nor: [{ post: onPosts({ n: 1 }) }, { at: 4 }] })).toBe('on two, on three, on what is gone');
    expect(await names('Comment', { $and: [{ post: onPosts({ n: { $lt: 3 } }) }, { posts: onPosts({ n: 2 }) }] })).toBe('on two');
  });

  it('honours limit, skip and order of the subquery', async () => {
    expect(await names('Comment', { post: onPosts({}, { order: '-n', limit: 1 }) })).toBe('on three');
    expect(await names('Comment', { post: onPosts({}, { order: '-n', limit: 1, skip: 1 }) })).toBe('on two');
    expect(await names('Comment', { post: onPosts({}, { order: 'n', skip: 1 }) })).toBe('on two, on three');
    expect(await names('Comment', { post: onPosts({}, { limit: 0 }) })).toBe('');
    expect(await names('Comment', { post: notOnPosts({}, { limit: 0 }) })).toBe('on one, on two, on three, on nothing, on what is gone');
    expect(await names('Comment', { post: onPosts({}, { keys: 'n', include: 'x' }) })).toBe('on one, on two, on three');
  });

  it('QRY-11 selects by the values of another class, and their complement', async () => {
    const winners = (key: string): Json => ({ query: { className: 'Team', where: { winPct: { $gt: 0.5 } } }, key });
    expect(await names('Person', { hometown: { $select: winners('city') } })).toBe('Ann');
    expect(await names('Person', { hometown: { $dontSelect: winners('city') } })).toBe('Bob, Eve, Nob');
    expect(await names('Person', { hometown: { $select: winners('towns') } })).toBe('Eve');
    expect(await names('Person', { hometown: { $select: winners('towns.0') } })).toBe('Eve');
    expect(await names('Person', { zip: { $select: winners('address.zip') } })).toBe('Ann');
    expect(await names('Person', { born: { $select: winners('founded') } })).toBe('Ann');
    expect(await names('Person', { hometown: { $select: winners('nothing') } })).toBe('');
    expect(await names('Person', { hometown: { $dontSelect: winners('address') } })).toBe('Ann, Bob, Eve, Nob');
  });

  it('selects by ids and by pointers', async () => {
    const teamsOf = (key: string): Json => ({ query: { className: 'Team', where: { city: 'Bern' } }, key });
    expect(await names('Comment', { post: { $select: teamsOf('best') } })).toBe('on one');
    expect(await names('Comment', { post: { $dontSelect: teamsOf('best') } })).toBe('on two, on three, on nothing, on what is gone');
    expect(await names('Comment', { post: { $select: { query: { className: 'Post', where: { n: 2 } }, key: 'objectId' } } })).toBe(
      'on two',
    );
    const { results } = await deployment.anyone.find('Post', { where: { objectId: { $select: teamsOf('best.objectId') } } });
    expect(results).toMatchObject([{ title: 'one' }]);
    expect(await names('Person', { hometown: { $select: teamsOf('best.title') } })).toBe('');
  });

  it('asks subqueries inside of subqueries', async () => {
    const bestInBern = { objectId: { $select: { query: { className: 'Team', where: { city: 'Bern' } }, key: 'best.objectId' } } };
    expect(await names('Comment', { post: onPosts(bestInBern) })).toBe('on one');
    const commented = { $inQuery: { className: 'Comment', where: { post: onPosts({ n: { $gte: 2 } }) } } };
    await deployment.anyone.create('Reply', { name: 'r', to: pointer('Comment', await idOf('on two')) });
    expect(await names('Reply', { to: commented })).toBe('r');
  });

  it('compares values of every type with fields of every type, and finds those of the same', async () => {
    const values: Json = {
      number: 7,
      text: 'x',
      flag: true,
      date: { __type: 'Date', iso: '2020-01-02T03:04:05.678Z' },
      place: { __type: 'GeoPoint', latitude: 1, longitude: 2 },
      area: { __type: 'Polygon', coordinates: [[0, 0], [0, 1], [1, 1]] }, // prettier-ignore
      file: { __type: 'File', name: 'a.txt' },
      bytes: { __type: 'Bytes', base64: 'aGk=' },
      dictionary: { k: [1, { __type: 'Date', iso: '2020-01-02T03:04:05.678Z' }] },
      pointer: pointer('Post', 'postwithon'),
      list: [1, 'x', pointer('Post', 'postwithon'), [2], { k: 1 }, null],
    };
    const { objectId } = await deployment.anyone.create('Kinds', {
      ...values,
      members: { __op: 'AddRelation', objects: [pointer('Post', 'postwithon')] },
    });
    const keys = [
      ...Object.keys(values),
      'members',
      'objectId',
      'createdAt',
      'updatedAt',
      'ACL',
      'nothing',
      'dictionary.k',
      'list.4.k',
      'file.name',
      'members.x',
    ];
    const found = async (field: string, constraint: Json): Promise<Json[]> =>
      (await deployment.anyone.find('Kinds', { where: { [field]: constraint } })).results;
    for (const key of keys) {
      const select = { query: { className: 'Kinds', where: {} }, key };
      const compare = async (field: string): Promise<void> => {
        const [selected, others] = await Promise.all([found(field, { $select: select }), found(field, { $dontSelect: select })]);
        if (field !== 'members') expect([field, key, selected.length + others.length]).toEqual([field, key, 1]);
        if (field === key && Object.hasOwn(values, key)) expect([key, selected[0]?.['objectId']]).toEqual([key, objectId]);
      };
      await Promise.all(keys.filter((name) => name !== 'ACL').map(compare));
    }
  });

  it('QRY-13 takes all of 12,000 matches, and the limit of the subquery when it has one', async () => {
    const many = await deployment.collection('Many');
    await deployment.anyone.create('Many', { objectId: 'many000000', n: 0 });
    const documents = Array.from({ length: 12_000 }, (_, n) => ({ _id: `many${String(n + 1).padStart(6, '0')}`, n: n + 1 }));
    await many.insertMany(documents);
    await deployment.anyone.create('Holder', { name: 'first', one: pointer('Many', 'many000001') });
    await deployment.anyone.create('Holder', { name: 'last', one: pointer('Many', 'many012000') });
    expect(await names('Holder', { one: { $inQuery: { className: 'Many', where: {} } } })).toBe('first, last');
    expect(await names('Holder', { one: { $notInQuery: { className: 'Many', where: {} } } })).toBe('');
    expect(await names('Holder', { one: { $inQuery: { className: 'Many', where: {}, order: 'n', limit: 5_000 } } })).toBe('first');
    expect(await names('Holder', { one: { $select: { query: { className: 'Many', where: {} }, key: 'objectId' } } })).toBe('first, last');
  });

  it('tells when a subquery finds more than one condition can hold', async () => {
    const long = 'x'.repeat(1_000_000);
    await deployment.anyone.createMany(
      'Long',
      Array.from({ length: 20 }, (_, n) => ({ text: `${n}${long}` })),
    );
    const where = { name: { $select: { query: { className: 'Long', where: {} }, key: 'text' } } };
    expect(await codeOf(deployment.anyone.find('Person', { where }))).toBe(102);
    const few = { name: { $select: { query: { className: 'Long', where: {}, limit: 10 }, key: 'text' } } };
    expect(await deployment.anyone.find('Person', { where: few })).toEqual({ results: [] });
  });

  it('QRY-52 asks nothing of a class that does not exist', async () => {
    const nowhere = { className: 'Nowhere', where: { x: 1 } };
    expect(await names('Comment', { post: { $inQuery: nowhere } })).toBe('');
    expect(await names('Comment', { post: { $notInQuery: nowhere }, at: { $lt: 3 } })).toBe('on one, on two');
    expect(await names('Comment', { name: { $select: { query: nowhere, key: 'x' } } })).toBe('');
    expect(await names('Comment', { name: { $dontSelect: { query: nowhere, key: 'x' } }, at: 1 })).toBe('on one');
  });

  it('refuses operands that do not fit the class of the subquery', async () => {
    expect(await codeOf(names('Comment', { post: onPosts({ title: { $all: ['x'] } }) }))).toBe(102);
    expect(await codeOf(names('Comment', { post: onPosts({ $unknown: 1 }) }))).toBe(105);
    expect(await codeOf(names('Comment', { name: onPosts({}) }))).toBe(102);
    expect(await codeOf(names('Comment', { $or: [{ limit: onPosts({}) }] }))).toBe(102);
  });

  it('is one query more for each subquery, and reads ids only', async () => {
    const database = await deployment.database();
    await database.command({ profile: 2 });
    await names('Comment', { post: onPosts({ image: { $exists: true } }), at: { $gt: 0 } });
    await database.command({ profile: 0 });
    const queries = await database.collection('system.profile').find({ op: 'query' }).toArray();
    await database.collection('system.profile').drop();
    const commands = queries
      .map((query) => query['command'] as Json)
      .filter((command) => ['Post', 'Comment'].includes(command['find'] as string));
    expect(commands.map((command) => command['find'])).toEqual(['Post', 'Comment']);
    expect(commands[0]).toMatchObject({ projection: { _id: 1 } });
    for (const command of commands) expect(command['maxTimeMS']).toBeGreaterThan(0);
  });

  it('reads subqueries from the member of the replica set that is asked for', async () => {
    const database = await deployment.database();
    await database.command({ profile: 2 });
    await names('Comment', { post: onPosts({}) }, { subqueryReadPreference: 'SECONDARY_PREFERRED' });
    await database.command({ profile: 0 });
    const commands = (await database.collection('system.profile').find({ op: 'query' }).toArray()).map((query) => query['command'] as Json);
    await database.collection('system.profile').drop();
    const preferenceOf = (className: string): unknown => commands.find((command) => command['find'] === className)?.['$readPreference'];
    expect(preferenceOf('Post')).toEqual({ mode: 'secondaryPreferred' });
    expect(preferenceOf('Comment')).not.toEqual({ mode: 'secondaryPreferred' });
  });

  it('gives up with the request', async () => {
    const where = { post: onPosts({}) };
    const late = deployment.call(data.find, { className: 'Comment', parameters: { where } }, { deadline: Date.now() - 1 });
    expect(await codeOf(late)).toBe(124);
  });

  const idOf = async (name: string): Promise<string> =>
    (await deployment.anyone.find('Comment', { where: { name } })).results[0]?.['objectId'] as string;
});
