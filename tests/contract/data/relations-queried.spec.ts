import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const add = (...objects: Json[]): Json => ({ __op: 'AddRelation', objects });

describe.each(MODES)('querying relations, %s', (mode) => {
  let deployment: DataDeployment;
  const ids = new Map<string, string>();
  const to = (className: string, name: string): Json => pointer(className, ids.get(name) as string);
  const author = (name: string): Json => to('Author', name);
  const book = (name: string): Json => to('Book', name);
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, { allowCustomObjectId: true });
    const { anyone } = deployment;
    for (const [at, name] of ['Ann', 'Bob', 'Cid', 'Dan'].entries()) {
      ids.set(name, (await anyone.create('Author', { name, age: 20 + at })).objectId);
    }
    const books: [string, Json][] = [
      ['alone', add(author('Ann'))],
      ['both', add(author('Ann'), author('Bob'))],
      ['three', add(author('Ann'), author('Bob'), author('Cid'))],
      ['nobody', add()],
    ];
    for (const [name, authors] of books) ids.set(name, (await anyone.create('Book', { name, authors })).objectId);
    ids.set('plain', (await anyone.create('Book', { name: 'plain' })).objectId);
  });
  afterAll(() => deployment.close());

  const names = async (className: string, where: Json, more: Json = {}): Promise<string> => {
    const { results } = await deployment.anyone.find(className, { where, order: 'name', ...more });
    return results.map((object) => object['name'] as string).join(', ');
  };
  const authorsOf = (name: string, key = 'authors'): Json => ({ $relatedTo: { object: book(name), key } });

  it('QRY-17 lists members, with further constraints, order, limit, skip and count', async () => {
    expect(await names('Author', authorsOf('three'))).toBe('Ann, Bob, Cid');
    expect(await names('Author', authorsOf('three'), { order: '-name', limit: 2 })).toBe('Cid, Bob');
    expect(await names('Author', authorsOf('three'), { skip: 1, limit: 1 })).toBe('Bob');
    expect(await names('Author', { ...authorsOf('three'), age: { $gt: 20 } })).toBe('Bob, Cid');
    expect(await names('Author', { ...authorsOf('three'), createdAt: { $gt: '2020-01-01T00:00:00.000Z' } })).toBe('Ann, Bob, Cid');
    expect(await names('Author', { ...authorsOf('three'), objectId: ids.get('Bob') })).toBe('Bob');
    const { results, count } = await deployment.anyone.find('Author', { where: authorsOf('three'), limit: 1, count: 1 });
    expect([results.length, count]).toEqual([1, 3]);
    expect(await names('Author', { $or: [authorsOf('alone'), { name: 'Dan' }] })).toBe('Ann, Dan');
    expect(await names('Author', { $nor: [authorsOf('both')] })).toBe('Cid, Dan');
  });

  it('finds no members of an owner without any, of none, of another field, or in another class', async () => {
    expect(await names('Author', authorsOf('nobody'))).toBe('');
    expect(await names('Author', authorsOf('plain'))).toBe('');
    expect(await names('Author', { $relatedTo: { object: pointer('Book', 'unknownidx'), key: 'authors' } })).toBe('');
    expect(await names('Author', { $relatedTo: { object: pointer('Nowhere', 'unknownidx'), key: 'authors' } })).toBe('');
    expect(await names('Author', authorsOf('three', 'name'))).toBe('');
    expect(await names('Author', authorsOf('three', 'nothing'))).toBe('');
    expect(await names('Book', authorsOf('three'))).toBe('');
  });

  it('OBJ-56 leaves out members that no longer exist', async () => {
    const { anyone } = deployment;
    const gone = await anyone.create('Author', { name: 'Gone' });
    const { objectId } = await anyone.create('Book', { name: 'haunted', authors: add(pointer('Author', gone.objectId), author('Dan')) });
    const where = { $relatedTo: { object: pointer('Book', objectId), key: 'authors' } };
    expect(await names('Author', where)).toBe('Dan, Gone');
    await anyone.remove('Author', gone.objectId);
    expect(await names('Author', where)).toBe('Dan');
    expect((await anyone.find('Author', { where, count: 1 })).count).toBe(1);
    await anyone.remove('Book', objectId);
    expect(await names('Author', where)).toBe('');
  });

  const inverse: readonly [string, () => Json, string][] = [
    ['QRY-18 a member', () => ({ authors: author('Bob') }), 'both, three'],
    ['QRY-18 any of some', () => ({ authors: { $in: [author('Cid'), author('Bob')] } }), 'both, three'],
    ['not a member', () => ({ authors: { $ne: author('Bob') } }), 'alone, nobody, plain'],
    ['none of some', () => ({ authors: { $nin: [author('Cid'), author('Dan')] } }), 'alone, both, nobody, plain'],
    ['all of some', () => ({ authors: { $all: [author('Ann'), author('Bob')] } }), 'both, three'],
    ['all of some, named twice', () => ({ authors: { $all: [author('Cid'), author('Cid')] } }), 'three'],
    ['all of some, one of which is of another class', () => ({ authors: { $all: [author('Ann'), book('both')] } }), ''],
    ['what nobody has', () => ({ authors: author('Dan') }), ''],
    ['what does not exist', () => ({ authors: pointer('Author', 'unknownidx') }), ''],
    ['a pointer of another class', () => ({ authors: pointer('Book', ids.get('Ann') as string) }), ''],
    ['not a pointer of another class', () => ({ authors: { $ne: pointer('Book', 'unknownidx') }, name: 'both' }), 'both'],
    ['null', () => ({ authors: null }), ''],
    ['not null', () => ({ authors: { $ne: null } }), ''],
    ['that there are some', () => ({ authors: { $exists: true } }), ''],
    ['that there are none', () => ({ authors: { $exists: false } }), ''],
    ['text', () => ({ authors: 'text' }), ''],
    ['nothing', () => ({ authors: { $in: [] } }), ''],
    ['none of nothing', () => ({ authors: { $nin: [] }, name: 'both' }), 'both'],
    ['two conditions', () => ({ authors: { $in: [author('Bob')], $ne: author('Cid') } }), 'both'],
    ['beside others', () => ({ authors: author('Ann'), name: { $gt: 'b' } }), 'both, three'],
    ['in a branch', () => ({ $or: [{ authors: author('Cid') }, { name: 'plain' }] }), 'plain, three'],
    ['in a branch that is denied', () => ({ $nor: [{ authors: author('Bob') }, { name: 'plain' }] }), 'alone, nobody'],
    ['by a subquery', () => ({ authors: { $inQuery: { className: 'Author', where: { age: { $gte: 21 } } } } }), 'both, three'],
    ['not by a subquery', () => ({ authors: { $notInQuery: { className: 'Author', where: { age: { $gte: 22 } } } } }), 'alone, both, nobody, plain'],
    ['by a subquery of another class', () => ({ authors: { $inQuery: { className: 'Book', where: {} } } }), ''],
  ]; // prettier-ignore
  it.each(inverse)('finds owners by %s', async (_title, where, expected) => {
    expect(await names('Book', where())).toBe(expected);
    const { count } = await deployment.anyone.find('Book', { where: where(), limit: 0, count: 1 });
    expect(count).toBe(expected === '' ? 0 : expected.split(', ').length);
  });

  it('refuses operators that no list of pointers has', async () => {
    for (const constraint of [{ $gt: 1 }, { $regex: 'x' }]) {
      expect(await codeOf(names('Book', { authors: constraint }))).toBe(102);
    }
  });

  it('asks relations inside of subqueries', async () => {
    await deployment.anyone.create('Shelf', { name: 'shelf', book: book('both') });
    const byCid = { $inQuery: { className: 'Book', where: { authors: author('Bob') } } };
    expect(await names('Shelf', { book: byCid })).toBe('shelf');
    const related = { $inQuery: { className: 'Author', where: authorsOf('three') } };
    expect(await names('Book', { authors: related })).toBe('alone, both, three');
  });

  it('QRY-20 answers from the class of the relation, as SDKs ask that do not know it', async () => {
    const where = authorsOf('both');
    const { results } = await deployment.anyone.find('Book', { where, redirectClassNameForKey: 'authors', order: 'name' });
    expect(results).toMatchObject([
      { name: 'Ann', className: 'Author' },
      { name: 'Bob', className: 'Author' },
    ]);
  });

  it('QRY-20 does so inside of subqueries, for callers that may read that class', async () => {
    const { anyone } = deployment;
    await anyone.create('Portrait', { name: 'of Ann', of: author('Ann'), by: author('Cid') });
    await anyone.create('Portrait', { name: 'of Dan', of: author('Dan') });
    const members = { className: 'Book', where: authorsOf('both'), redirectClassNameForKey: 'authors' };
    expect(await names('Portrait', { of: { $inQuery: members } })).toBe('of Ann');
    expect(await names('Portrait', { of: { $notInQuery: members } })).toBe('of Dan');
    expect(await names('Author', { name: { $select: { query: members, key: 'name' } } })).toBe('Ann, Bob');
    expect(await names('Portrait', { of: { $inQuery: { ...members, redirectClassNameForKey: 'name' } } })).toBe('');
    expect(await codeOf(names('Portrait', { of: { $inQuery: { ...members, redirectClassNameForKey: 7 } } }))).toBe(102);
    const permissions = { find: {}, get: {} };
    await anyone.create('Vault', { name: 'x' });
    await anyone.create('Keeper', { name: 'x', vaults: { __type: 'Relation', className: 'Vault' } });
    await (await deployment.collection('_SCHEMA')).updateOne({ _id: 'Vault' }, { $set: { '_metadata.class_permissions': permissions } });
    deployment.announce('Vault');
    const hidden = { $inQuery: { className: 'Keeper', where: {}, redirectClassNameForKey: 'vaults' } };
    expect(await codeOf(names('Portrait', { of: hidden }))).toBe(119);
  });

  it('OBJ-35 lists some of 15,000 members, and all of them', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Book', { name: 'crowd', authors: add(author('Dan')) });
    const rows = Array.from({ length: 15_000 }, (_, n) => ({ owningId: objectId, relatedId: `many${String(n).padStart(6, '0')}` }));
    await (await deployment.collection('_Join:authors:Book')).insertMany(rows as never);
    await (await deployment.collection('Author')).insertMany(rows.map(({ relatedId }, n) => ({ _id: relatedId, name: `m${n}`, age: n })));
    const where = { $relatedTo: { object: pointer('Book', objectId), key: 'authors' } };
    const { results, count } = await anyone.find('Author', { where, order: '-age', limit: 3, count: 1 });
    expect(results.map(({ age }) => age as number)).toEqual([14_999, 14_998, 14_997]);
    expect(count).toBe(15_001);
    const some = Array.from({ length: 9_000 }, (_, n) => pointer('Author', rows[n]?.relatedId as string));
    expect(await names('Book', { authors: { $all: some } })).toBe('crowd');
    expect(await names('Book', { authors: { $in: some } })).toBe('crowd');
  });

  it('reads the join rows of an adopted database, gives them indexes, and finds both ways', async () => {
    deployment.declare('old', {}, { collectionPrefix: 'pre_' });
    const database = await deployment.database('old');
    const insert = (name: string, ...documents: Json[]) => database.collection(`pre_${name}`).insertMany(documents);
    await insert(
      '_SCHEMA',
      { _id: 'Crew', name: 'string', users: 'relation<Sailor>', crews: 'relation<Crew>' },
      { _id: 'Sailor', name: 'string' },
    );
    await insert('Crew', { _id: 'crewnumone', name: 'one' }, { _id: 'crewnumtwo', name: 'two' });
    await insert('Sailor', { _id: 'sailornone', name: 'Ann' }, { _id: 'sailorntwo', name: 'Bob' });
    const row = { owningId: 'crewnumone', relatedId: 'sailornone' };
    await insert(
      '_Join:users:Crew',
      row,
      { owningId: 'crewnumone', relatedId: 'sailorntwo' },
      { owningId: 'crewnumtwo', relatedId: 'sailornone' },
    );
    await insert('_Join:crews:Crew', { owningId: 'crewnumone', relatedId: 'crewnumtwo' });
    const found = async (className: string, where: Json): Promise<string> =>
      (await deployment.as({ kind: 'public' }, 'old').find(className, { where, order: 'name' })).results
        .map(({ name }) => name as string)
        .join();
    expect(await found('Sailor', { $relatedTo: { object: pointer('Crew', 'crewnumone'), key: 'users' } })).toBe('Ann,Bob');
    expect(await found('Crew', { users: pointer('Sailor', 'sailornone') })).toBe('one,two');
    expect(await found('Crew', { users: { $all: [pointer('Sailor', 'sailornone'), pointer('Sailor', 'sailorntwo')] } })).toBe('one');
    expect(await found('Crew', { crews: { $inQuery: { className: 'Crew', where: { name: 'two' } } } })).toBe('one');
    await vi.waitFor(async () => {
      const keys = (await database.collection('pre__Join:users:Crew').indexes()).map((index) => index.key as unknown);
      expect(keys).toContainEqual({ owningId: 1, relatedId: 1 });
      expect(keys).toContainEqual({ relatedId: 1 });
    });
  });

  it('reads rows by their indexes, and of a listing nothing but the index', async () => {
    const database = await deployment.database();
    await names('Author', authorsOf('three'));
    await database.command({ profile: 2 });
    await names('Author', authorsOf('three'));
    await names('Book', { authors: author('Cid') });
    await database.command({ profile: 0 });
    const ns = `${database.databaseName}._Join:authors:Book`;
    const [listing, inverseLookup] = await database.collection('system.profile').find({ ns }).sort({ ts: 1 }).toArray();
    await database.collection('system.profile').drop();
    expect(listing).toMatchObject({ docsExamined: 0, keysExamined: 3 });
    expect(inverseLookup?.['keysExamined']).toBeLessThanOrEqual(2);
  });
});
