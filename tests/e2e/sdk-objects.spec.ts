import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, failure, loadSdk } from './sdk.ts';

describe.each(MODES)('objects by the JS SDK, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    connectSdk(Parse, parlance, { masterKey: true });
  });
  afterAll(() => parlance?.close());

  /** An object of any fields: the SDK's types would fix them to those of its first values. */
  const made = (className: string, values: Record<string, unknown> = {}) => new Parse.Object<Record<string, unknown>>(className, values);
  const fetched = (className: string, id: string | undefined) => new Parse.Query(className).get(id as string);

  it('OBJ-01 OBJ-04 OBJ-06 OBJ-30 saves, fetches, updates and destroys', async () => {
    const game = new Parse.Object('Game', { title: 'Go', boards: 3 });
    await game.save();
    expect(game.id).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(game.createdAt).toBeInstanceOf(Date);
    expect(game.updatedAt).toEqual(game.createdAt);
    expect(game.existed()).toBe(false);

    const elsewhere = await fetched('Game', game.id);
    await elsewhere.save({ boards: 4 });
    await game.save({ title: 'Igo' });
    expect(game.get('boards')).toBe(3);
    await game.fetch();
    expect([game.get('title'), game.get('boards')]).toEqual(['Igo', 4]);
    expect(game.updatedAt?.getTime()).toBeGreaterThan(game.createdAt?.getTime() ?? Infinity);

    await game.destroy();
    expect(await failure(game.fetch())).toBe(Parse.Error.OBJECT_NOT_FOUND);
    expect(await failure(game.destroy())).toBe(Parse.Error.OBJECT_NOT_FOUND);
    expect(await game.exists()).toBe(false);
  });

  it('OBJ-21 OBJ-53 every kind of value makes the round trip', async () => {
    const target = await new Parse.Object('Target').save({ n: 1 });
    const when = new Date('2020-01-02T03:04:05.678Z');
    const values = {
      text: 'Grüße, 世界 🎲',
      whole: 42,
      broken: 1.5,
      wide: Number.MAX_SAFE_INTEGER,
      yes: true,
      nothing: null,
      when,
      list: [1, 'two', null, when, { three: 3 }, [4]],
      dictionary: { a: { b: [when, { c: null }] } },
      place: new Parse.GeoPoint(41.9, 12.5),
      area: new Parse.Polygon([[0, 0], [0, 2], [2, 2], [0, 0]]),
      target,
    }; // prettier-ignore
    const saved = made('Everything', values);
    saved.set('bytes', { __type: 'Bytes', base64: 'aGVsbG8=' });
    saved.set('file', Parse.File.fromJSON({ __type: 'File', name: 'stored_name.txt', url: 'http://elsewhere.example/x' }));
    await saved.save();

    const read = await fetched('Everything', saved.id);
    for (const name of ['text', 'whole', 'broken', 'wide', 'yes', 'nothing', 'when', 'list', 'dictionary'] as const) {
      expect([name, read.get(name)]).toEqual([name, values[name]]);
    }
    expect(read.get('place')).toMatchObject({ latitude: 41.9, longitude: 12.5 });
    expect(values.area.equals(read.get('area') as never)).toBe(true);
    expect(read.get('bytes')).toEqual({ __type: 'Bytes', base64: 'aGVsbG8=' });
    expect((read.get('file') as { name(): string }).name()).toBe('stored_name.txt');
    expect((read.get('target') as { id: string }).id).toBe(target.id);
    expect(read.toJSON()).toMatchObject({ when: { __type: 'Date', iso: when.toISOString() } });
  });

  it('OBJ-07 OBJ-09 OBJ-11 OBJ-12 OBJ-13 OBJ-14 OBJ-16 OBJ-50 operations come back with their results', async () => {
    const friend = await new Parse.Object('Friend').save({ n: 1 });
    const object = new Parse.Object('Changed');
    object.increment('n', 2);
    object.add('list', 'a');
    object.addUnique('set', 'x');
    await object.save();
    expect(object.attributes).toMatchObject({ n: 2, list: ['a'], set: ['x'] });

    const other = await fetched('Changed', object.id);
    other.increment('n', -0.5);
    other.addAll('list', ['b', 'a']);
    other.addAllUnique('set', ['x', 'y', friend]);
    await other.save();
    object.decrement('n');
    object.remove('list', 'a');
    object.addUnique('set', friend);
    object.set('gone', 1);
    await object.save();
    expect(object.get('n')).toBe(0.5);
    expect(object.get('list')).toEqual(['b']);
    expect((object.get('set') as unknown[]).length).toBe(3);

    object.unset('gone');
    object.unset('neverThere');
    object.removeAll('set', ['x', friend]);
    await object.save();
    const read = await fetched('Changed', object.id);
    expect([read.has('gone'), read.get('set')]).toEqual([false, ['y']]);
  });

  it('OBJ-06 members of a dictionary are changed one by one', async () => {
    const object = await new Parse.Object('Nested').save({ stats: { wins: 1, deep: { a: 1 } } });
    const other = await fetched('Nested', object.id);
    await other.save({ 'stats.losses': 5 });
    object.increment('stats.wins' as never, 2);
    object.set('stats.deep.a', 9);
    await object.save();
    object.unset('stats.deep.a' as never);
    await object.save();
    expect((await fetched('Nested', object.id)).get('stats')).toEqual({ wins: 3, losses: 5, deep: {} });
  });

  it('OBJ-42 OBJ-51 saveAll and destroyAll go in batches, and tell which failed', async () => {
    const many = Array.from({ length: 45 }, (_, n) => made('Many', { n }));
    await Parse.Object.saveAll(many);
    expect(new Set(many.map(({ id }) => id)).size).toBe(45);
    expect(await new Parse.Query('Many').count()).toBe(45);

    many[3]?.set('n', 'no number');
    many[4]?.set('n', 400);
    expect(await failure(Parse.Object.saveAll(many.slice(0, 6)))).toBe(Parse.Error.INCORRECT_TYPE);
    expect((await fetched('Many', many[4]?.id)).get('n')).toBe(400);

    await many[0]?.destroy();
    const error = (await Parse.Object.destroyAll(many).catch((reason: unknown) => reason)) as { code: number; errors: { code: number }[] };
    expect([error.code, error.errors.map(({ code }) => code)]).toEqual([Parse.Error.AGGREGATE_ERROR, [Parse.Error.OBJECT_NOT_FOUND]]);
    expect(await new Parse.Query('Many').count()).toBe(0);
  });

  it('OBJ-51 a graph of unsaved objects is saved with its root', async () => {
    const author = new Parse.Object('Author', { name: 'Ann' });
    const post = new Parse.Object('Post', { author, title: 'First' });
    const comments = [1, 2].map((n) => new Parse.Object('Comment', { n, post }));
    // The SDK saves children of its own accord when they hang on one another, and lists of them first.
    await Parse.Object.saveAll(comments);
    const root = await new Parse.Object('Page', { comments }).save();
    const page = await new Parse.Query('Page').include('comments.post.author' as never).get(root.id as string);
    const read = page.get('comments') as { get(name: string): { get(name: string): { get(name: string): string } } }[];
    expect(read.map((comment) => comment.get('post').get('author').get('name'))).toEqual(['Ann', 'Ann']);
  });

  it('OBJ-36 OBJ-38 relations take and lose members', async () => {
    const [a, b, c] = await Parse.Object.saveAll(['a', 'b', 'c'].map((name) => new Parse.Object('Person', { name })));
    const team = made('Team', { name: 'red' });
    const members = team.relation('members' as never);
    members.add([a, b] as never);
    await team.save();
    members.add(c as never);
    members.remove(a as never);
    await team.save();
    const rows = (await parlance.database()).collection('_Join:members:Team');
    expect((await rows.find({ owningId: team.id }).toArray()).map(({ relatedId }) => relatedId as unknown).sort()).toEqual(
      [b?.id, c?.id].sort(),
    );
    const read = await fetched('Team', team.id);
    expect(read.relation('members' as never).toJSON()).toEqual({ __type: 'Relation', className: 'Person' });
    expect((await members.query().find()).map(({ id }) => id).sort()).toEqual([b?.id, c?.id].sort());
  });

  it('OBJ-32 OBJ-33 OBJ-39 pointers are saved without their targets', async () => {
    const user = (id: string) => ({ __type: 'Pointer', className: '_User', objectId: id });
    const follow = await made('Follow', { from: user('userAuserA'), to: user('userBuserB'), date: new Date() }).save();
    for (const [field, id] of [['from', 'userAuserA'], ['to', 'userBuserB']] as const) {
      const found = await new Parse.Query('Follow').equalTo(field as never, user(id)).find();
      expect(found.map((row) => row.id)).toEqual([follow.id]);
      expect((await new Parse.Query('Follow').equalTo(field as never, user('nobodybody') as never).find())).toEqual([]);
    }
  }); // prettier-ignore

  it('ACL-01 ACL-04 ACL-05 ACL-06 ACLs decide which objects a client gets, and the master key sees all', async () => {
    const acl = (read: boolean, write: boolean) => {
      const made = new Parse.ACL();
      made.setPublicReadAccess(read);
      made.setPublicWriteAccess(write);
      made.setRoleWriteAccess('Admins', true);
      return made;
    };
    const guarded = async (read: boolean, write: boolean) => {
      const object = new Parse.Object('Guarded', { n: 1 });
      object.setACL(acl(read, write));
      return object.save();
    };
    const [readable, writable, hidden] = [await guarded(true, false), await guarded(false, true), await guarded(false, false)];
    expect((await new Parse.Query('Guarded').find()).map(({ id }) => id)).toEqual([readable.id]);
    expect(await new Parse.Query('Guarded').count({ useMasterKey: true })).toBe(3);
    expect((await fetched('Guarded', readable.id)).getACL()?.getRoleWriteAccess('Admins')).toBe(true);

    expect(await failure(readable.save({ n: 2 }))).toBe(101);
    expect(await failure(readable.destroy())).toBe(101);
    await writable.save({ n: 2 });
    expect(await failure(fetched('Guarded', writable.id))).toBe(101);
    for (const work of [() => hidden.fetch(), () => hidden.save({ n: 3 }), () => hidden.destroy()]) expect(await failure(work())).toBe(101);
    await hidden.save({ n: 4 }, { useMasterKey: true });
    await hidden.destroy({ useMasterKey: true });
    expect(await new Parse.Query('Guarded').count({ useMasterKey: true })).toBe(2);
  });

  it('OBJ-46 refusals are Parse.Errors with the code of the contract', async () => {
    const typed = await new Parse.Object('Typed').save({ n: 1, p: Parse.Object.fromJSON({ className: 'A', objectId: 'x' }) });
    await new Parse.Object('Geo').save({ at: new Parse.GeoPoint(1, 2) });
    const save = (className: string, values: object) => () => new Parse.Object(className).save(values);
    const refusals: readonly [number, () => Promise<unknown>][] = [
      [101, () => fetched('Typed', 'nothinghere')],
      [103, save('9x', { a: 1 })],
      [105, () => Parse.CoreManager.getRESTController().request('POST', 'classes/Typed', { 'bad key': 1 })],
      [107, () => new Parse.Query('Typed')._addCondition('n', '$nonsense', 1).find()],
      [111, () => typed.save({ n: 'text' })],
      [111, save('Typed', { p: Parse.Object.fromJSON({ className: 'B', objectId: 'x' }) })],
      [111, save('Geo', { second: new Parse.GeoPoint(1, 2) })],
      [119, () => Parse.CoreManager.getRESTController().request('GET', 'settings', {})],
      [121, save('Typed', { o: { 'a.b': 1 } })],
      [209, () => new Parse.Query('Typed').find({ sessionToken: 'r:0123456789abcdef0123456789abcdef' })],
    ];
    for (const [code, refused] of refusals) expect([code, await failure(refused())]).toEqual([code, code]);
  });

  it('a context travels with a save, and is not stored', async () => {
    const object = await new Parse.Object('Contextual').save({ n: 1 }, { context: { why: 'test' } });
    expect((await fetched('Contextual', object.id)).attributes).toEqual({ n: 1, createdAt: object.createdAt, updatedAt: object.updatedAt });
    expect((await (await parlance.database()).collection('Contextual').findOne({}))?.['_context']).toBeUndefined();
  });

  it('CLD-02 a function that nobody has declared is unknown: 141; an unknown user cannot log in: 101', async () => {
    expect(await failure(Parse.Cloud.run('hello'))).toBe(Parse.Error.SCRIPT_FAILED);
    expect(await failure(Parse.User.logIn('a', 'b'))).toBe(Parse.Error.OBJECT_NOT_FOUND);
  });
});
