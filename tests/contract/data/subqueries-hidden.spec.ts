import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC, type Identity } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { codeOf, DataDeployment, MODES, pointer, user, type Json } from './data-service.ts';

const OWNER = user('useroneone');
const STRANGER = user('usertwotwo');
const everybody = { '*': true };
const open = {
  get: everybody,
  find: everybody,
  count: everybody,
  create: everybody,
  update: everybody,
  delete: everybody,
  addField: everybody,
};
const add = (...objects: Json[]): Json => ({ __op: 'AddRelation', objects });

/**
 * Two apps with the same data, but for the part that is hidden from strangers: in one there is a hidden post, with members, a hidden
 * member and hidden values, in the other there is none of it, or with other values. Whatever a stranger asks, both answer with the same bytes.
 */
describe.each(MODES)('objects that are hidden from a query, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    for (const app of ['with', 'without']) await fill(app, app === 'with');
  });
  afterAll(() => deployment.close());

  async function fill(app: string, hidden: boolean): Promise<void> {
    deployment.declare(app, { allowClientClassCreation: true, allowCustomObjectId: true });
    const master = deployment.as({ kind: 'master' }, app);
    const only = { useroneone: { read: true, write: true } };
    await master.create('Tag', { objectId: 'tagvisible', name: 'visible', secret: hidden ? 'A' : 'B', rank: hidden ? 1 : 2 });
    await master.create('Tag', { objectId: 'tagsecond0', name: 'second', secret: 'C', rank: 3 });
    await master.create('Post', { objectId: 'postpublic', title: 'public', n: 1, tags: add(pointer('Tag', 'tagvisible')) });
    await master.create('Post', { objectId: 'postdummy0', title: 'dummy', n: 9, ACL: only, tags: add(pointer('Tag', 'tagsecond0')) });
    if (hidden)
      await master.create('Post', { objectId: 'posthidden', title: 'hidden', n: 2, ACL: only, tags: add(pointer('Tag', 'tagsecond0')) });
    for (const [id, post, title] of [['commentone', 'postpublic', 'public'], ['commenttwo', 'posthidden', 'hidden'], ['commentthr', 'postnowher', 'nowhere']]) {
      await master.create('Comment', { objectId: id, post: pointer('Post', post as string), posts: [pointer('Post', post as string)], title, n: 2, by: 'C' });
    } // prettier-ignore
    await master.create('Board', { objectId: 'boardboard', posts: add(pointer('Post', 'postpublic'), pointer('Post', 'posthidden')) });
    const time = new Date('2020-01-01T00:00:00.000Z');
    for (const className of ['Tag', 'Post', 'Comment', 'Board']) {
      await (await deployment.collection(className, app)).updateMany({}, { $set: { _created_at: time, _updated_at: time } });
    }
    await permit(app, 'Tag', { ...open, protectedFields: { '*': ['secret', 'rank', 'keepers'] } });
    await master.create('Closed', { n: 1, title: 'public' });
    await permit(app, 'Closed', { get: everybody });
    await master.create('Unread', { objectId: 'unreadone0', tags: add(pointer('Tag', 'tagvisible')) });
    await permit(app, 'Unread', { ...open, get: {} });
  }

  async function permit(app: string, className: string, permissions: Json): Promise<void> {
    await (
      await deployment.collection('_SCHEMA', app)
    ).updateOne({ _id: className }, { $set: { '_metadata.class_permissions': permissions } });
    deployment.announce(className, app);
  }

  /** The bytes of an answer, or the code and text of the error. */
  async function told(app: string, identity: Identity, className: string, parameters: Json): Promise<string> {
    try {
      const { body } = await deployment.call(data.find, { className, parameters }, { app, identity });
      return new TextDecoder().decode(body);
    } catch (error) {
      return `${(error as { code: number }).code} ${(error as Error).message}`;
    }
  }

  const inPosts = (where: Json, more: Json = {}): Json => ({ $inQuery: { className: 'Post', where, ...more } });
  const notInPosts = (where: Json, more: Json = {}): Json => ({ $notInQuery: { className: 'Post', where, ...more } });
  const select = (className: string, where: Json, key: string): Json => ({ $select: { query: { className, where }, key } });
  const dontSelect = (className: string, where: Json, key: string): Json => ({ $dontSelect: { query: { className, where }, key } });
  const relatedTo = (className: string, id: string, key: string): Json => ({ $relatedTo: { object: pointer(className, id), key } });
  const relatedPosts = relatedTo('Board', 'boardboard', 'posts');

  const probes: readonly [string, string, Json][] = [
    ['a subquery by id', 'Comment', { where: { post: inPosts({ objectId: 'posthidden' }) } }],
    ['a subquery by value', 'Comment', { where: { post: inPosts({ n: 2 }) } }],
    ['a subquery of all', 'Comment', { where: { post: inPosts({}) }, count: 1 }],
    ['the complement of all', 'Comment', { where: { post: notInPosts({}) }, count: 1 }],
    ['a subquery on lists', 'Comment', { where: { posts: inPosts({ title: { $ne: 'public' } }) } }],
    ['the first of a subquery', 'Comment', { where: { post: inPosts({}, { order: '-n', limit: 1 }) } }],
    ['all but the first of a subquery', 'Comment', { where: { post: notInPosts({}, { order: 'n', skip: 1 }) } }],
    ['a branch', 'Comment', { where: { $or: [{ post: inPosts({ n: 2 }) }, { title: 'nothing' }] } }],
    ['a branch that is denied', 'Comment', { where: { $nor: [{ post: inPosts({ n: 2 }) }] } }],
    ['values of others', 'Comment', { where: { title: select('Post', {}, 'title') } }],
    ['the complement of values of others', 'Comment', { where: { title: dontSelect('Post', {}, 'title') } }],
    ['ids as values', 'Comment', { where: { post: select('Post', { n: 2 }, 'objectId') } }],
    ['members of a hidden owner', 'Tag', { where: relatedTo('Post', 'posthidden', 'tags'), count: 1 }],
    ['other objects than members of a hidden owner', 'Tag', { where: { $nor: [relatedTo('Post', 'posthidden', 'tags')] } }],
    ['hidden members', 'Post', { where: relatedPosts, count: 1 }],
    ['hidden members, by redirection', 'Board', { where: relatedPosts, redirectClassNameForKey: 'posts' }],
    ['owners of a hidden member', 'Board', { where: { posts: inPosts({ n: 2 }) }, count: 1 }],
    ['owners of no hidden member', 'Board', { where: { posts: notInPosts({ n: 2 }) }, count: 1 }],
    ['hidden owners of a member', 'Post', { where: { tags: pointer('Tag', 'tagsecond0') }, count: 1 }],
    ['a subquery over hidden owners', 'Comment', { where: { post: inPosts({ tags: pointer('Tag', 'tagsecond0') }) } }],
    ['a subquery in a subquery', 'Board', { where: { posts: inPosts({ objectId: select('Comment', { post: inPosts({ n: 2 }) }, 'post.objectId') }) } }],
    ['pages', 'Post', { order: '-n', limit: 1, after: '' }],
    ['pages of a subquery', 'Comment', { where: { post: notInPosts({}) }, order: 'title', limit: 1, after: '' }],
    ['SEC-09 a hidden field in a subquery', 'Post', { where: { tags: { $inQuery: { className: 'Tag', where: { secret: 'A' } } } } }],
    ['SEC-09 the order of a subquery', 'Post', { where: { tags: { $inQuery: { className: 'Tag', where: {}, order: 'rank', limit: 1 } } } }],
    ['SEC-09 a hidden value', 'Comment', { where: { by: select('Tag', {}, 'secret') } }],
    ['SEC-09 the complement of a hidden value', 'Comment', { where: { by: dontSelect('Tag', {}, 'secret.x') } }],
    ['SEC-09 pages in the order of a hidden field', 'Tag', { order: 'rank', limit: 1, after: '' }],
    ['SEC-09 pages that do not show it', 'Tag', { order: 'name', limit: 1, after: '' }],
  ]; // prettier-ignore
  it.each(probes)('QRY-14 QRY-19 shows nothing by %s', async (title, className, parameters) => {
    for (const identity of [PUBLIC, STRANGER]) {
      const [withIt, without] = await Promise.all(['with', 'without'].map((app) => told(app, identity, className, parameters)));
      expect(withIt).toBe(without);
      expect(withIt?.startsWith('119 ')).toBe(title.startsWith('SEC-09') && !title.endsWith('do not show it'));
    }
  });

  it('shows it to callers that may read it', async () => {
    const ask = async (identity: Identity, className: string, where: Json) => told('with', identity, className, { where, keys: 'title' });
    for (const identity of [OWNER, { kind: 'master' } as const]) {
      expect(await ask(identity, 'Comment', { post: inPosts({ n: 2 }) })).toContain('commenttwo');
      expect(await ask(identity, 'Tag', relatedTo('Post', 'posthidden', 'tags'))).toContain('tagsecond0');
      expect(await ask(identity, 'Post', relatedPosts)).toContain('posthidden');
    }
    expect(await ask({ kind: 'master' }, 'Comment', { by: select('Tag', { secret: 'C' }, 'secret') })).toContain('commentone');
  });

  const refused: readonly [string, string, Json][] = [
    ['CLP-03 a class that may not be searched', 'Comment', { post: { $inQuery: { className: 'Closed', where: {} } } }],
    ['CLP-03 values of such a class', 'Comment', { title: select('Closed', {}, 'title') }],
    ['CLP-03 an owner that may not be read', 'Tag', relatedTo('Unread', 'unreadone0', 'tags')],
    ['SEC-13 installations', 'Comment', { post: { $inQuery: { className: '_Installation', where: {} } } }],
    ['SEC-13 values of jobs', 'Comment', { title: select('_JobStatus', {}, 'status') }],
    ['SEC-13 an internal collection', 'Comment', { title: select('_SCHEMA', {}, 'objectId') }],
    ['SEC-13 a hidden relation', 'Tag', relatedTo('Tag', 'tagvisible', 'keepers')],
    ['internal fields', 'Comment', { post: inPosts({ _wperm: 'useroneone' }) }],
    ['internal values', 'Comment', { title: select('Post', {}, '_rperm') }],
    ['passwords', 'Comment', { title: select('Post', {}, '_hashed_password') }],
  ];
  it.each(refused)('refuses %s in every position', async (title, className, where) => {
    const code = title.startsWith('internal') || title.startsWith('passwords') ? /^105 / : /^119 /;
    for (const placed of [where, { $or: [where, { n: 1 }] }, { $nor: [where] }]) {
      expect(await told('with', STRANGER, className, { where: placed })).toMatch(code);
    }
    const nested = className === 'Comment' ? { post: { $inQuery: { className: 'Comment', where } } } : undefined;
    if (nested !== undefined) expect(await told('with', STRANGER, 'Comment', { where: nested })).toMatch(code);
  });

  it('SEC-13 reaches no join collection by the name of a class or a field', async () => {
    const names: Json[] = [
      { post: { $inQuery: { className: '_Join:tags:Post', where: {} } } },
      relatedTo('_Join:tags:Post', 'posthidden', 'owningId'),
      relatedTo('Post', 'posthidden', 'tags:Post'),
      relatedTo('Post', 'posthidden', '_Join:tags:Post'),
      relatedTo('Post', 'posthidden', '$where'),
    ];
    for (const where of names) {
      const answers = await Promise.all(['with', 'without'].map((app) => told(app, STRANGER, 'Comment', { where })));
      expect(answers[0]).toBe(answers[1]);
      expect(answers[0]).toMatch(/^(?:102|103|105|106|119) |^\{"results":\[\]\}$/);
    }
  });

  it('asks of another class only where clients may know which exist', async () => {
    deployment.declare('strict', { allowClientClassCreation: false });
    await deployment.as({ kind: 'master' }, 'strict').create('Comment', { n: 1 });
    const stranger = deployment.as(STRANGER, 'strict');
    for (const where of [{ post: inPosts({}) }, relatedTo('Post', 'posthidden', 'tags')]) {
      expect(await codeOf(stranger.find('Comment', { where }))).toBe(119);
    }
  });

  it('opens no class by a token of another query', async () => {
    const { after } = JSON.parse(await told('with', OWNER, 'Post', { order: '-n', limit: 1, after: '' })) as { after: string };
    const answers = await Promise.all(['with', 'without'].map((app) => told(app, STRANGER, 'Post', { order: '-n', limit: 5, after })));
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toContain('postpublic');
  });
});
