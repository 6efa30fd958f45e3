import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

describe.each(MODES)('including, %s', (mode) => {
  let deployment: DataDeployment;
  let post: Json;
  let author: Json;
  let comment: Json;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    const { anyone } = deployment;
    author = await anyone.create('Person', { name: 'Ann', age: 30 });
    post = await anyone.create('Post', { title: 'Hi', text: 'long', author: pointer('Person', author['objectId'] as string) });
    comment = await anyone.create('Comment', {
      text: 'Nice',
      post: pointer('Post', post['objectId'] as string),
      by: pointer('Person', author['objectId'] as string),
      likes: { __op: 'AddRelation', objects: [pointer('Person', author['objectId'] as string)] },
    });
  });
  afterAll(() => deployment.close());

  const first = async (parameters: Json): Promise<Json> => (await deployment.anyone.find('Comment', parameters)).results[0] ?? {};

  it('QRY-29 expands the named pointer, and no other', async () => {
    expect((await first({}))['post']).toEqual(pointer('Post', post['objectId'] as string));
    const read = await first({ include: 'post' });
    expect(read['post']).toEqual({
      __type: 'Object',
      className: 'Post',
      objectId: post['objectId'],
      createdAt: post['createdAt'],
      updatedAt: post['createdAt'],
      title: 'Hi',
      text: 'long',
      author: pointer('Person', author['objectId'] as string),
    });
    expect(read['by']).toEqual(pointer('Person', author['objectId'] as string));
  });

  it('QRY-30 expands levels and several paths', async () => {
    expect(await first({ include: 'post.author,by' })).toMatchObject({ post: { title: 'Hi', author: { name: 'Ann' } }, by: { age: 30 } });
    expect(await first({ include: ['post', 'by'] })).toMatchObject({ post: { title: 'Hi' }, by: { age: 30 } });
  });

  it('QRY-32 QRY-58 works on a get, and on a find of one id alike', async () => {
    const id = comment['objectId'] as string;
    const got = await deployment.anyone.get('Comment', id, { include: 'post.author' });
    expect(got).toMatchObject({ post: { author: { name: 'Ann' } } });
    const { results } = await deployment.anyone.find('Comment', { where: { objectId: id }, limit: 1, include: 'post.author' });
    expect(results).toEqual([got]);
  });

  it('QRY-34 changes nothing about relations and plain values', async () => {
    expect((await first({ include: 'likes,text' }))['likes']).toEqual({ __type: 'Relation', className: 'Person' });
  });

  it('expands everything by a star or includeAll', async () => {
    for (const parameters of [{ include: '*' }, { includeAll: 'true' }]) {
      expect(await first(parameters)).toMatchObject({ post: { title: 'Hi' }, by: { name: 'Ann' } });
    }
  });

  it('shows selected fields of included objects', async () => {
    const read = await first({ keys: 'text,post.title' });
    expect(Object.keys(read['post'] as Json).sort()).toEqual(['__type', 'className', 'createdAt', 'objectId', 'title', 'updatedAt']);
    const deep = await first({ keys: 'post.author.name' });
    expect(deep['post']).toMatchObject({ author: { name: 'Ann' } });
    expect((deep['post'] as Json)['author']).not.toHaveProperty('age');
    const without = await first({ include: 'post', excludeKeys: 'post.text' });
    expect(without['post']).toMatchObject({ title: 'Hi' });
    expect(without['post']).not.toHaveProperty('text');
  });

  it('QRY-31 QRY-33 expands lists in order, and leaves out objects that are gone', async () => {
    const { anyone } = deployment;
    const people = await anyone.createMany(
      'Person',
      Array.from({ length: 5 }, (_, n) => ({ name: `p${n}` })),
    );
    const ids = people.map((outcome) => outcome['success'].objectId as string);
    const list = [3, 1, 4, 1, 0].map((n) => pointer('Person', ids[n] as string));
    const { objectId } = await anyone.create('Group', { list, one: pointer('Person', ids[1] as string), nested: { deep: list[0] } });
    const before = await anyone.get('Group', objectId, { include: 'list,one,nested.deep' });
    expect(before.list.map((person: Json) => person['name'])).toEqual(['p3', 'p1', 'p4', 'p1', 'p0']);
    expect(before.nested.deep.name).toBe('p3');
    await anyone.remove('Person', ids[1] as string);
    const after = await anyone.get('Group', objectId, { include: 'list,one' });
    expect(after.list.map((person: Json) => person['name'])).toEqual(['p3', 'p4', 'p0']);
    expect(after).not.toHaveProperty('one');
    expect(await anyone.get('Group', objectId)).toMatchObject({ one: pointer('Person', ids[1] as string), list });
  });

  it('QRY-35 reads 100 distinct objects with one more query', async () => {
    const { anyone } = deployment;
    const posts = await anyone.createMany(
      'Post',
      Array.from({ length: 100 }, (_, n) => ({ title: `t${n}` })),
    );
    await anyone.createMany(
      'Note',
      posts.map((outcome) => ({ post: pointer('Post', outcome['success'].objectId as string) })),
    );
    const database = await deployment.database();
    await database.command({ profile: 2 });
    const { results } = await anyone.find('Note', { include: 'post', limit: 100 });
    await database.command({ profile: 0 });
    expect(results.filter((note) => (note['post'] as Json)['title'] !== undefined)).toHaveLength(100);
    const queries = await database
      .collection('system.profile')
      .find({ op: 'query', ns: /\.(Note|Post)$/ })
      .toArray();
    expect(queries.map((query) => (query['ns'] as string).split('.')[1]).sort()).toEqual(['Note', 'Post']);
    await database.collection('system.profile').drop();
  });

  it('QRY-60 gives the ten newest with their posts in one request', async () => {
    const { results } = await deployment.anyone.find('Note', { order: '-createdAt', limit: 10, include: 'post' });
    expect(results).toHaveLength(10);
    for (const note of results) expect(note['post']).toMatchObject({ __type: 'Object', title: expect.any(String) });
  });

  it('refuses more paths or levels than the limits', async () => {
    const deep = (levels: number) => ({ include: Array(levels).fill('post').join('.') });
    await first(deep(10));
    expect(await codeOf(first(deep(11)))).toBe(102);
    const wide = (paths: number) => ({ include: Array.from({ length: paths }, (_, n) => `f${n}`).join(',') });
    await first(wide(100));
    expect(await codeOf(first(wide(101)))).toBe(102);
    expect(await codeOf(first({ include: 'po st' }))).toBe(105);
  });
});
