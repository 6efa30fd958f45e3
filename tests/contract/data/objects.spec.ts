import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { data } from '@parlance/contracts';
import { codeOf, DataDeployment, MODES, pointer, soonAfter } from './data-service.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe.each(MODES)('objects, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
  });
  afterAll(() => deployment.close());

  it('OBJ-01 creates an object of a class nobody has saved to, and with it the class', async () => {
    const reply = await deployment.call(data.create, { className: 'First', body: { score: 1337, playerName: 'Sean Plott' } });
    const body = JSON.parse(new TextDecoder().decode(reply.body));
    expect(reply.status).toBe(201);
    expect(reply.location).toBe(`/classes/First/${body.objectId}`);
    expect(body).toEqual({ objectId: expect.stringMatching(/^[A-Za-z0-9]{10}$/), createdAt: expect.stringMatching(ISO) });
    const schemas = await deployment.collection('_SCHEMA');
    expect(await schemas.findOne({ _id: 'First' })).toEqual({
      _id: 'First',
      objectId: 'string',
      createdAt: 'date',
      updatedAt: 'date',
      score: 'number',
      playerName: 'string',
    });
  });

  it('OBJ-03 OBJ-04 reads every field back, with equal times, and changes only updatedAt later', async () => {
    const { anyone } = deployment;
    const { objectId, createdAt } = await anyone.create('Game', { score: 1, name: 'x' });
    expect(createdAt).toMatch(ISO);
    expect(await anyone.get('Game', objectId)).toEqual({ objectId, createdAt, updatedAt: createdAt, score: 1, name: 'x' });
    await soonAfter(createdAt);
    const { updatedAt } = await anyone.update('Game', objectId, { score: 2 });
    expect(updatedAt > createdAt).toBe(true);
    expect(await anyone.get('Game', objectId)).toEqual({ objectId, createdAt, updatedAt, score: 2, name: 'x' });
  });

  it('OBJ-05 refuses a chosen objectId, and ignores the times a client sends', async () => {
    const { anyone } = deployment;
    expect(await codeOf(anyone.create('Game', { objectId: 'abcdefghij' }))).toBe(105);
    const sent = { createdAt: '2001-01-01T00:00:00.000Z', updatedAt: { __type: 'Date', iso: '2001-01-01T00:00:00.000Z' } };
    const { objectId, createdAt } = await anyone.create('Game', sent);
    expect(createdAt > '2020').toBe(true);
    await anyone.update('Game', objectId, sent);
    const read = await anyone.get('Game', objectId);
    expect(read.createdAt).toBe(createdAt);
    expect(read.updatedAt >= createdAt).toBe(true);
  });

  it('OBJ-06 OBJ-55 changes the keys that are sent, and keeps changes of another client meanwhile', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Game', { score: 1, name: 'x', level: 1 });
    await anyone.update('Game', objectId, { level: 2 });
    await anyone.update('Game', objectId, { score: 5 });
    expect(await anyone.get('Game', objectId)).toMatchObject({ score: 5, name: 'x', level: 2 });
  });

  it('OBJ-18 tells classes by case, and refuses names that no class can have', async () => {
    const { anyone } = deployment;
    for (const name of ['9x', 'a-b', '', '_Mine', 'a b', 'x'.repeat(200)]) {
      expect(await codeOf(anyone.create(name, { a: 1 }))).toBe(103);
      expect(await codeOf(anyone.update(name, 'abcdefghij', { a: 1 }))).toBe(103);
      expect(await codeOf(anyone.remove(name, 'abcdefghij'))).toBe(103);
      expect(await codeOf(anyone.get(name, 'abcdefghij'))).toBe(101);
      expect(await anyone.find(name)).toEqual({ results: [] });
    }
    await anyone.create('GameScore', { which: 'upper' });
    await anyone.create('gamescore', { which: 'lower' });
    expect((await anyone.find('GameScore')).results).toMatchObject([{ which: 'upper' }]);
    expect((await anyone.find('gamescore')).results).toMatchObject([{ which: 'lower' }]);
  });

  it('OBJ-19 OBJ-29 refuses keys that are no field names; long keys and many fields are fine', async () => {
    const { anyone } = deployment;
    for (const key of ['bl!ng', '1a', '_x', 'a.b', 'a$b', '', 'length', 'className', '__type']) {
      expect([key, await codeOf(anyone.create('Keys', { [key]: 1 }))]).toEqual([key, 105]);
    }
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`field${n}`, n]));
    const { objectId } = await anyone.create('Keys', { ...many, a_1: 1, Case: 1, case: 2, ['k'.repeat(1_000)]: 3 });
    expect(await anyone.get('Keys', objectId)).toMatchObject({ ...many, a_1: 1, Case: 1, case: 2, ['k'.repeat(1_000)]: 3 });
  });

  it('OBJ-20 refuses nested keys with $ or ., and types that do not exist', async () => {
    const { anyone } = deployment;
    for (const value of [{ a$: 1 }, { 'a.b': 1 }, { deep: [{ $set: 1 }] }]) {
      expect(await codeOf(anyone.create('Nested', { value }))).toBe(121);
    }
    expect(await codeOf(anyone.create('Nested', { value: { __type: 'Nonsense' } }))).toBe(111);
    expect(await codeOf(anyone.create('Nested', { value: { inner: [{ __type: 'Nonsense' }] } }))).toBe(111);
    expect((await anyone.find('Nested')).results).toEqual([]);
  });

  it('OBJ-26 shows a stored null, and leaves out a field that is not set', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Nulls', { nothing: null });
    const read = await anyone.get('Nulls', objectId);
    expect(read.nothing).toBeNull();
    expect('other' in read).toBe(false);
  });

  it('OBJ-32 OBJ-33 OBJ-60 stores a pointer to an object that was never saved, and shows the bare pointer', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Note', { game: pointer('Game', 'nobodysaved') });
    expect((await anyone.get('Note', objectId)).game).toEqual(pointer('Game', 'nobodysaved'));
    expect(await codeOf(anyone.create('Note', { game: { __type: 'Pointer', className: 'Game' } }))).toBe(106);
    expect(await codeOf(anyone.create('Note', { game: { __type: 'Pointer', objectId: 'abcdefghij' } }))).toBe(111);
  });

  it('OBJ-30 OBJ-31 deletes with an empty answer, and knows nothing of the object afterwards', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Game', { score: 1 });
    expect(await anyone.remove('Game', objectId)).toEqual({});
    const asks = [
      () => anyone.get('Game', objectId),
      () => anyone.update('Game', objectId, { score: 2 }),
      () => anyone.remove('Game', objectId),
    ];
    for (const ask of asks) {
      await expect(ask()).rejects.toMatchObject({ code: 101, message: 'Object not found.' });
    }
  });

  it('knows nothing of objects of a class that does not exist, and does not make it by being asked', async () => {
    const { anyone } = deployment;
    expect(await codeOf(anyone.get('Nowhere', 'abcdefghij'))).toBe(101);
    expect(await codeOf(anyone.update('Nowhere', 'abcdefghij', { a: 1 }))).toBe(101);
    expect(await codeOf(anyone.remove('Nowhere', 'abcdefghij'))).toBe(101);
    expect(await anyone.find('Nowhere', { count: 1 })).toEqual({ results: [], count: 0 });
    expect(await (await deployment.collection('_SCHEMA')).findOne({ _id: 'Nowhere' })).toBeNull();
  });

  it('OBJ-54 ERR-17 lets objects differ, and lets no refused save leave a trace', async () => {
    const { anyone } = deployment;
    await anyone.create('Mixed', { a: 1 });
    await anyone.create('Mixed', { b: 'x' });
    const { objectId } = await anyone.create('Mixed', {});
    expect(await codeOf(anyone.create('Mixed', { a: 'text', fresh: 1 }))).toBe(111);
    expect(await codeOf(anyone.update('Mixed', objectId, { fresh: 1, ACL: 'text' }))).toBe(123);
    expect(await codeOf(anyone.update('Mixed', 'abcdefghij', { fresh: 1 }))).toBe(101);
    expect(Object.keys((await (await deployment.collection('_SCHEMA')).findOne({ _id: 'Mixed' })) ?? {})).not.toContain('fresh');
    expect((await anyone.find('Mixed')).results).toHaveLength(3);
  });

  it('OBJ-28 refuses an object over the limit, created, updated or grown, and stores nothing of it', async () => {
    deployment.declare('small', { allowClientClassCreation: true, maxObjectSize: 1_000 });
    const caller = deployment.as({ kind: 'public' }, 'small');
    expect(await codeOf(caller.create('Blob', { text: 'x'.repeat(1_001) }))).toBe(116);
    expect(await caller.find('Blob')).toEqual({ results: [] });
    const { objectId } = await caller.create('Blob', { text: 'x'.repeat(500), list: [] });
    expect(await codeOf(caller.update('Blob', objectId, { text: 'y'.repeat(1_001) }))).toBe(116);
    await caller.update('Blob', objectId, { text: 'y'.repeat(600) });
    expect(await codeOf(caller.update('Blob', objectId, { list: { __op: 'Add', objects: ['z'.repeat(400)] } }))).toBe(116);
    expect(await caller.get('Blob', objectId)).toMatchObject({ text: 'y'.repeat(600), list: [] });
  });

  it('OBJ-28 refuses objects that MongoDB cannot hold, also when an object grows to it', async () => {
    const { anyone } = deployment;
    const half = 'x'.repeat(9 << 20);
    const { objectId } = await anyone.create('Huge', { first: half });
    expect(await codeOf(anyone.update('Huge', objectId, { second: half }))).toBe(116);
    expect(await codeOf(anyone.create('Huge', { first: half, second: half }))).toBe(116);
    expect(Object.keys(await anyone.get('Huge', objectId)).sort()).toEqual(['createdAt', 'first', 'objectId', 'updatedAt']);
  });

  it('OBJ-59 refuses the first save to a class over the quota, and lets the master key make it', async () => {
    deployment.declare('quota', { allowClientClassCreation: true, classQuota: 2 });
    const caller = deployment.as({ kind: 'public' }, 'quota');
    await caller.create('A', {});
    await caller.create('B', {});
    expect(await codeOf(caller.create('C', {}))).toBe(140);
    await caller.create('A', { more: 1 });
    await deployment.as({ kind: 'master' }, 'quota').create('C', {});
  });

  it('lets creators choose ids where the app allows it, each once', async () => {
    deployment.declare('custom', { allowClientClassCreation: true, allowCustomObjectId: true });
    const caller = deployment.as({ kind: 'public' }, 'custom');
    expect((await caller.create('Thing', { objectId: 'my-own-id' })).objectId).toBe('my-own-id');
    expect(await codeOf(caller.create('Thing', { objectId: 'my-own-id' }))).toBe(137);
    expect(await codeOf(caller.create('Thing', { objectId: '' }))).toBe(104);
    expect(await codeOf(caller.create('Thing', { objectId: 'role:x' }))).toBe(104);
    for (const objectId of ['__proto__', 'constructor', 'prototype', 'a/b', '/', '.', '..']) {
      expect([objectId, await codeOf(caller.create('Thing', { objectId }))]).toEqual([objectId, 104]);
    }
    expect((await caller.create('Thing', {})).objectId).toMatch(/^[A-Za-z0-9]{10}$/);
  });
});
