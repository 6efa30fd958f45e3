import { finishedIndexes } from './finished-indexes.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTransaction } from './open-transaction.ts';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';
import { SchemaCalls } from './schema-calls.ts';

const DELETE = { __op: 'Delete' };
const FIELDS = {
  name: { type: 'String' },
  text: { type: 'String' },
  score: { type: 'Number' },
  tags: { type: 'Array' },
  stats: { type: 'Object' },
  seenAt: { type: 'Date' },
  place: { type: 'GeoPoint' },
  area: { type: 'Polygon' },
  team: { type: 'Pointer', targetClass: 'Team' },
  friends: { type: 'Relation', targetClass: 'Indexed' },
};

/** Asks until the answer holds, and fails when it never does. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < 400; asked++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('It never came to be.');
}

describe.each(MODES)('indexes by the schema API, %s', (mode) => {
  let deployment: DataDeployment;
  let schemas: SchemaCalls;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    schemas = new SchemaCalls(deployment);
    await schemas.create('Indexed', { fields: FIELDS });
  });
  afterAll(() => deployment.close());

  const stored = async (className: string): Promise<Json[]> => (await deployment.collection(className)).listIndexes().toArray();
  const planOf = async (className: string, filter: Json): Promise<string> =>
    JSON.stringify(await (await deployment.collection(className)).find(filter).explain('queryPlanner'));

  it('PER-01 makes an index, lists it, uses it, and drops it', async () => {
    const changed = await schemas.change('Indexed', { indexes: { byScore: { score: 1, name: -1 } } });
    expect(changed['indexes']).toMatchObject({ _id_: { _id: 1 }, byScore: { score: 1, name: -1 } });
    expect(changed).not.toHaveProperty('indexBuilds');
    expect(await planOf('Indexed', { score: 5 })).toContain('"indexName":"byScore"');
    const metadata = async (): Promise<Json> =>
      ((await (await deployment.collection('_SCHEMA')).findOne({ _id: 'Indexed' })) as Json)['_metadata'] as Json;
    expect(await metadata()).toMatchObject({ indexes: { _id_: { _id: 1 }, byScore: { score: 1, name: -1 } }, index_builds: {} });
    expect((await schemas.change('Indexed', { indexes: { byScore: DELETE } }))['indexes']).not.toHaveProperty('byScore');
    expect((await stored('Indexed')).map(({ name }) => name as string)).not.toContain('byScore');
    expect((await metadata())['indexes']).not.toHaveProperty('byScore');
  });

  it('makes indexes of every kind, and names fields as objects do or as documents do', async () => {
    const indexes = {
      aPoint: { place: '2d' },
      anArea: { area: '2dsphere', name: 1 },
      words: { text: 'text' },
      'by.team': { team: 1, createdAt: -1 },
      byOwner: { _p_team: -1, _created_at: 1 },
      inside: { 'stats.wins': 1 },
      byTag: { tags: 1 },
      once: { name: 1 },
      brief: { seenAt: 1 },
    };
    const indexOptions = { once: { unique: true, sparse: true }, brief: { expireAfterSeconds: 3_600 } };
    const changed = await schemas.change('Indexed', { indexes, indexOptions });
    expect(changed['indexes']).toMatchObject({
      ...indexes,
      byOwner: { team: -1, createdAt: 1 },
    });
    expect(changed['indexOptions']).toEqual({ once: { unique: true, sparse: true }, brief: { expireAfterSeconds: 3_600 } });
    expect(await stored('Indexed')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'once', unique: true, sparse: true }),
        expect.objectContaining({ name: 'brief', expireAfterSeconds: 3_600 }),
        expect.objectContaining({ name: 'by.team', key: { _p_team: 1, _created_at: -1 } }),
      ]),
    );
    await deployment.anyone.create('Indexed', { name: 'one' });
    expect(await codeOf(deployment.anyone.create('Indexed', { name: 'one' }))).toBe(137);
    expect(await planOf('Indexed', { _p_team: 'Team$x' })).toContain('team');
    await schemas.change('Indexed', { indexes: { 'by.team': DELETE } });
    expect((await stored('Indexed')).map(({ name }) => name as string)).not.toContain('by.team');
  });

  it('gives a declared index the place of the one that a query has had made, under its own name', async () => {
    const { anyone } = deployment;
    await schemas.create('Placed', { fields: { place: FIELDS.place, text: FIELDS.text, score: FIELDS.score } });
    await anyone.create('Placed', { place: { __type: 'GeoPoint', latitude: 1, longitude: 2 }, text: 'a word', score: 1 });
    const near = { where: { place: { $nearSphere: { __type: 'GeoPoint', latitude: 1, longitude: 2 } } } };
    const search = { where: { text: { $text: { $search: { $term: 'word' } } } } };
    for (const asked of [near, search]) expect((await anyone.find('Placed', asked)).results).toHaveLength(1);
    const names = async (): Promise<unknown[]> => (await stored('Placed')).map(({ name }) => name);
    expect(await names()).toEqual(expect.arrayContaining(['place_2dsphere', 'text_text']));
    const indexes = { spots: { place: '2dsphere' }, words: { text: 'text' }, byScore: { score: 1 } };
    expect((await schemas.change('Placed', { indexes }))['indexes']).toMatchObject(indexes);
    expect(await names()).toEqual(expect.not.arrayContaining(['place_2dsphere', 'text_text']));
    for (const asked of [near, search]) expect((await anyone.find('Placed', asked)).results).toHaveLength(1);
    expect(await names()).toEqual(expect.arrayContaining(['spots', 'words', 'byScore']));
  });

  it('PER-07 an index on an array serves equality, $in and $all', async () => {
    await deployment.anyone.create('Indexed', { tags: ['a', 'b'] });
    for (const filter of [{ tags: 'a' }, { tags: { $in: ['a', 'c'] } }, { tags: { $all: ['a', 'b'] } }]) {
      expect(await planOf('Indexed', filter)).toContain('"indexName":"byTag"');
    }
  });

  it('makes indexes together with their class', async () => {
    const created = await schemas.create('WithIndex', { fields: { a: { type: 'String' } }, indexes: { byA: { a: 1 } } });
    expect(created['indexes']).toMatchObject({ byA: { a: 1 } });
    expect((await schemas.list()).find(({ className }) => className === 'WithIndex')?.['indexes']).toMatchObject({ byA: { a: 1 } });
  });

  it('SCH-03 takes indexes along with their field, so that its values go and its name takes any type', async () => {
    const fields = { code: { type: 'Number' }, place: { type: 'GeoPoint' }, words: { type: 'String' }, title: { type: 'String' } };
    const indexes = { once: { code: 1 }, aPoint: { place: '2dsphere', title: 1 }, mixed: { title: 1, code: 1 }, text: { title: 'text', words: 'text' } };
    await schemas.create('Stripped', { fields, indexes, indexOptions: { once: { unique: true } } });
    const place = { __type: 'GeoPoint', latitude: 1, longitude: 2 };
    await deployment.anyone.createMany('Stripped', [{ code: 1, place, words: 'a' }, { code: 2, place, words: 'b' }]);
    const changed = await schemas.change('Stripped', { fields: { code: DELETE, place: DELETE, words: DELETE } });
    expect(Object.keys(changed['indexes'] as Json).filter((name) => !name.startsWith('_'))).toEqual(['text']);
    await schemas.change('Stripped', { fields: { place: { type: 'String' }, code: { type: 'Boolean' } } });
    for (let n = 0; n < 2; n++) expect(await deployment.anyone.create('Stripped', { place: 'here', code: true })).toHaveProperty('objectId');
    expect((await deployment.anyone.find('Stripped', { where: { place: 'here' } })).results).toHaveLength(2);
  }); // prettier-ignore

  it('tells at once that values forbid a unique index, and leaves nothing of it', async () => {
    await deployment.anyone.createMany('Twice', [{ a: 1 }, { a: 1 }]);
    const change = { indexes: { once: { a: 1 } }, indexOptions: { once: { unique: true } } };
    expect(await codeOf(schemas.change('Twice', change))).toBe(137);
    const shown = await schemas.get('Twice');
    expect(shown['indexes']).not.toHaveProperty('once');
    expect(shown).not.toHaveProperty('indexBuilds');
  });

  it.each<[string, Json, Json | undefined, number]>([
    ['an unknown field', { x: { nothing: 1 } }, undefined, 102],
    ['an unknown pointer', { x: { _p_name: 1 } }, undefined, 102],
    ['a relation', { x: { friends: 1 } }, undefined, 102],
    ['the ACL', { x: { ACL: 1 } }, undefined, 102],
    ['an internal member', { x: { _hashed_password: 1 } }, undefined, 102],
    ['a path into a text', { x: { 'name.a': 1 } }, undefined, 102],
    ['a path with an operator', { x: { 'stats.$where': 1 } }, undefined, 105],
    ['a forbidden path', { x: { 'stats.__proto__': 1 } }, undefined, 105],
    ['no field', { x: {} }, undefined, 102],
    ['an unknown kind', { x: { name: 'hashed' } }, undefined, 102],
    ['a direction of 2', { x: { name: 2 } }, undefined, 102],
    ['a direction that is an object', { x: { name: { a: 1 } } }, undefined, 102],
    ['a 2d index on a text', { x: { name: '2d' } }, undefined, 102],
    ['a text index on a number', { x: { score: 'text' } }, undefined, 102],
    ['a field twice', { x: { team: 1, _p_team: 1 } }, undefined, 102],
    ['33 fields', { x: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`stats.a${n}`, 1])) }, undefined, 102],
    ['PER-09 a name of more than 1,024 characters', { x: { ['a'.repeat(1_025)]: 1 } }, undefined, 102],
    ['a definition that is a text', { x: 'name' }, undefined, 102],
    ['a definition that is null', { x: null }, undefined, 102],
    ['a name of no length', { '': { name: 1 } }, undefined, 102],
    ['a name with NUL', { 'a\0': { name: 1 } }, undefined, 102],
    ['a name for all', { '*': { name: 1 } }, undefined, 102],
    ['a name that reaches into prototypes', JSON.parse('{"__proto__":{"name":1}}') as Json, undefined, 105],
    ['the index of ids', { _id_: DELETE }, undefined, 102],
    ['an index that does not exist', { nothing: DELETE }, undefined, 102],
    ['an index that exists', { byTag: { name: 1 } }, undefined, 102],
    ['an unknown option', { x: { name: 1 } }, { x: { background: true } }, 102],
    ['options of no index', { x: { name: 1 } }, { y: { unique: true } }, 102],
    ['options that are a text', { x: { name: 1 } }, { x: 'unique' }, 107],
    ['unique that is a number', { x: { name: 1 } }, { x: { unique: 1 } }, 102],
    ['an expiry below zero', { x: { seenAt: 1 } }, { x: { expireAfterSeconds: -1 } }, 102],
    ['an expiry of no number', { x: { seenAt: 1 } }, { x: { expireAfterSeconds: 'soon' } }, 102],
    ['an expiry by a text field', { x: { name: 1 } }, { x: { expireAfterSeconds: 1 } }, 102],
    ['an expiry by two fields', { x: { seenAt: 1, name: 1 } }, { x: { expireAfterSeconds: 1 } }, 102],
    ['a unique index of words', { x: { text: 'text' } }, { x: { unique: true } }, 102],
    ['a second index of words', { x: { name: 'text' } }, undefined, 102],
    ['an index that exists under another name', { x: { tags: 1 } }, undefined, 102],
  ])('refuses %s', async (_title, indexes, indexOptions, code) => {
    const before = await stored('Indexed');
    expect(await codeOf(schemas.change('Indexed', { indexes, indexOptions }))).toBe(code);
    expect(await stored('Indexed')).toEqual(before);
    expect(await schemas.get('Indexed')).not.toHaveProperty('indexBuilds');
  });

  it.each([[['a']], ['a'], [5], [true]])('refuses %j as indexes', async (indexes) => {
    expect(await codeOf(schemas.change('Indexed', { indexes }))).toBe(107);
    expect(await codeOf(schemas.change('Indexed', { indexOptions: indexes }))).toBe(107);
  });

  it('PER-01 answers while an index is made, shows how far it is, and that it is there', async () => {
    const objects = await deployment.collection('Slow');
    await schemas.create('Slow', { fields: { a: { type: 'Number' }, team: { type: 'Pointer', targetClass: 'Team' } } });
    await deployment.anyone.create('Slow', { a: 1, team: pointer('Team', 'abcdefghij') });
    await until(async () => (await finishedIndexes(objects)) === 3);
    // A transaction that has written to the collection holds up the building, however fast the machine is.
    const held = await openTransaction(objects, (session) => objects.insertOne({ _id: 'x', a: 2 }, { session }));
    const answered = schemas.change('Slow', { indexes: { byA: { a: 1 } } });
    const { indexBuilds } = await answered;
    expect(indexBuilds).toMatchObject({ byA: { state: 'building' } });
    expect((await schemas.get('Slow'))['indexBuilds']).toMatchObject({ byA: { state: 'building' } });
    await held.commit();
    await until(async () => !('indexBuilds' in (await schemas.get('Slow'))));
    expect((await schemas.get('Slow'))['indexes']).toMatchObject({ byA: { a: 1 } });
  });

  it('remembers a build that failed after the answer, until it is deleted or tried again', async () => {
    const objects = await deployment.collection('Failing');
    await schemas.create('Failing', { fields: { a: { type: 'Number' } } });
    await deployment.anyone.create('Failing', { a: 1 });
    await until(async () => (await finishedIndexes(objects)) === 3);
    const held = await openTransaction(objects, (session) => objects.insertOne({ _id: 'x', a: 1 }, { session }));
    const change = { indexes: { once: { a: 1 } }, indexOptions: { once: { unique: true } } };
    expect((await schemas.change('Failing', change))['indexBuilds']).toMatchObject({ once: { state: 'building' } });
    await held.commit();
    const failed = { once: { state: 'failed', error: 'A duplicate value for a field with unique values was provided' } };
    await until(async () => ((await schemas.get('Failing'))['indexBuilds'] as Json | undefined)?.['once']?.state === 'failed');
    const shown = await schemas.get('Failing');
    expect(shown['indexBuilds']).toEqual(failed);
    expect(shown['indexes']).not.toHaveProperty('once');
    await objects.deleteOne({ _id: 'x' });
    expect(await schemas.change('Failing', change)).not.toHaveProperty('indexBuilds');
    expect(await codeOf(schemas.change('Failing', change))).toBe(102);
    await schemas.change('Failing', { indexes: { once: DELETE } });
    expect((await schemas.get('Failing'))['indexes']).not.toHaveProperty('once');
  });
});
