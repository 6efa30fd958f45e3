import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PATIENT } from '../accounts.ts';
import { connectSdk, failure, loadSdk } from '../sdk.ts';

/** The code of an app, in the ordinary words of the guides. */
const CODE = `
const M = { useMasterKey: true };
Parse.Cloud.define('ready', () => true);
const STOP = new Set(['the', 'a', 'is', 'of']);
Parse.Cloud.beforeSave('Post', ({ object, original, context, user }) => {
  const words = String(object.get('text') || '').toLowerCase().split(/\\W+/).filter((word) => word && !STOP.has(word));
  object.set('words', [...new Set(words)]);
  object.set('hashtags', String(object.get('text') || '').match(/#\\w+/g) || []);
  if (original) object.revert('likes');
  context.dirty = object.dirtyKeys().sort().join();
});
Parse.Cloud.afterSave('Post', async ({ object, context, original }) => {
  await new Parse.Object('PostLog').save({ post: object, dirty: context.dirty, isNew: !original }, M);
});
Parse.Cloud.define('like', async ({ params }) => {
  const post = await new Parse.Query('Song').get(params.id);
  post.increment('likes');
  return (await post.save(null, M)).get('likes');
});
Parse.Cloud.beforeSave(Parse.User, ({ object }) => {
  if (!object.get('email')) throw 'Every user must have an e-mail.';
  if (object.get('password') === 'weak-secret') throw new Parse.Error(9010, 'Too weak.');
  object.set('greeting', 'Hello ' + object.get('username'));
});
Parse.Cloud.afterSave(Parse.User, async ({ object, original }) => {
  if (!original) await new Parse.Object('Welcome').save({ user: object.id }, M);
});
Parse.Cloud.afterSave('Review', async ({ object }) => {
  const movie = object.get('movie');
  movie.increment('reviews');
  await movie.save(null, M);
});
Parse.Cloud.beforeDelete('Movie', async ({ object }) => {
  const left = await new Parse.Query('Review').equalTo('movie', object).count(M);
  if (left > 0) throw left + ' reviews are left.';
});
Parse.Cloud.afterDelete('Review', async ({ object }) => {
  await new Parse.Object('Gone').save({ text: object.get('text') }, M);
});
Parse.Cloud.beforeFind('Shop', ({ query }) => query.equalTo('open', true));
Parse.Cloud.afterFind('Shop', ({ objects }) => objects.map((shop) => shop.set('name', shop.get('name').toUpperCase())));
Parse.Cloud.beforeFind('Told', ({ headers, ip, context }) => {
  throw new Parse.Error(9020, [headers['x-probe'], ip !== '', context.from].join());
});
Parse.Cloud.beforeSave('Endless', async ({ object }) => { await new Parse.Object('Endless').save({ n: (object.get('n') || 0) + 1 }); });
`;

describe('triggers of an app, with code of its own and the SDK', () => {
  const Parse = loadSdk();
  const MASTER = { useMasterKey: true };
  let parlance: Parlance;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parlance-code-'));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'main.js'), CODE);
    parlance = await startParlance({ mode: 'fused', apps: [{ id: 'a', cloud: folder, settings: PATIENT }] });
    connectSdk(Parse, parlance, { masterKey: true });
    await vi.waitFor(() => Parse.Cloud.run('ready'), { timeout: 20_000 });
    await vi.waitFor(() => new Parse.Query('Post').find(), { timeout: 20_000 });
  });
  afterAll(async () => {
    await parlance?.close();
    await rm(folder, { recursive: true });
  });

  const made = (className: string, values: Record<string, unknown> = {}) => new Parse.Object<Record<string, unknown>>(className, values);
  const all = async (className: string) =>
    new Parse.Query<Parse.Object<Record<string, unknown>>>(className).ascending('createdAt').find(MASTER);

  it('CLD-16 CLD-09 words and hashtags are computed before a save, and $all finds by them', async () => {
    const post = made('Post', { text: 'The rain in #Spain is a #song', likes: 1 });
    await post.save();
    expect(post.get('words')).toEqual(['rain', 'in', 'spain', 'song']);
    expect(post.get('hashtags')).toEqual(['#Spain', '#song']);
    const found = await new Parse.Query('Post').containsAll('words', ['song', 'rain']).first();
    expect(found?.id).toBe(post.id);
    expect(await new Parse.Query('Post').containsAll('words', ['song', 'sun']).count()).toBe(0);
  });

  it('CLD-35 CLD-41 CLD-43 context, dirtyKeys and revert work; a related object is saved behind the save', async () => {
    const post = (await all('Post'))[0];
    expect(post).toBeDefined();
    await post?.save({ likes: 99, text: 'changed #words' });
    expect(post?.get('likes')).toBe(1);
    const stored = (await all('Post'))[0];
    expect([stored?.get('likes'), stored?.get('hashtags')]).toEqual([1, ['#words']]);
    const logged = (await all('PostLog')).map((log) => [log.get('isNew'), log.get('dirty')]);
    expect(logged).toEqual([
      [true, 'hashtags,likes,text,words'],
      [false, 'hashtags,text,words'],
    ]);
  });

  it('CLD-10 CLD-42 saveAll runs them for each object, in a batch', async () => {
    const posts = ['one #a', 'two #b', 'three #c'].map((text) => made('Post', { text }));
    await Parse.Object.saveAll(posts);
    expect(posts.map((post) => post.get('hashtags'))).toEqual([['#a'], ['#b'], ['#c']]);
    await Parse.Object.destroyAll(posts);
  });

  it('CLD-08 CLD-15 a user without an e-mail is refused: no user, no session', async () => {
    const refused = new Parse.User();
    const error = await refused.signUp({ username: 'ada', password: 'p' }).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code: 141, message: 'Every user must have an e-mail.' });
    expect(await failure(new Parse.User().signUp({ username: 'ada', password: 'weak-secret', email: 'a@b.example' }))).toBe(9010);
    expect(await new Parse.Query(Parse.User).count(MASTER)).toBe(0);
    expect(await new Parse.Query('_Session').count(MASTER)).toBe(0);
    const ada = await new Parse.User().signUp({ username: 'ada', password: 'a right password', email: 'a@b.example' });
    expect(ada.get('greeting')).toBe('Hello ada');
    expect((await all('Welcome')).map((one) => one.get('user'))).toEqual([ada.id]);
    const back = await Parse.User.logIn('ada', 'a right password');
    await back.save({ username: 'ada2' }, { sessionToken: back.getSessionToken() ?? '' });
    expect((await new Parse.Query(Parse.User).get(ada.id as string, MASTER)).get('greeting')).toBe('Hello ada2');
  });

  it('CLD-33 a function lets everybody like what its author alone may write', async () => {
    const acl = new Parse.ACL();
    acl.setPublicReadAccess(true);
    const song = made('Song', { likes: 0 });
    song.setACL(acl);
    await song.save();
    expect(await failure(song.save({ likes: 5 }))).toBe(101);
    expect([await Parse.Cloud.run('like', { id: song.id }), await Parse.Cloud.run('like', { id: song.id })]).toEqual([1, 2]);
  });

  it('CLD-13 CLD-14 counters are exact under concurrency, and a deletion is refused as long as something is left', async () => {
    const movie = await made('Movie', { reviews: 0 }).save();
    const reviews = Array.from({ length: 12 }, (_, n) => made('Review', { movie, text: `review ${n}` }));
    await Promise.all(reviews.map((review) => review.save()));
    expect((await movie.fetch()).get('reviews')).toBe(12);
    const error = await movie.destroy().catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code: 141, message: '12 reviews are left.' });
    await Parse.Object.destroyAll(reviews);
    await movie.destroy();
    expect((await all('Gone')).map((gone) => gone.get('text')).sort()).toEqual(reviews.map((_, n) => `review ${n}`).sort());
  });

  it('beforeFind narrows a query and afterFind changes its results, for finds and gets', async () => {
    const [open, closed] = [made('Shop', { name: 'open', open: true }), made('Shop', { name: 'closed', open: false })];
    await Parse.Object.saveAll([open, closed]);
    expect((await new Parse.Query('Shop').find()).map((shop) => shop.get('name') as unknown)).toEqual(['OPEN']);
    expect(await failure(closed.fetch())).toBe(101);
    expect((await open.fetch()).get('name')).toBe('OPEN');
  });

  it('a trigger that is reached from a class without any sees the request of the client all the same', async () => {
    const told = await made('Told').save(null, MASTER);
    await made('Telling', { told }).save();
    const ask = async (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
      (
        await parlance.rest('GET', `/classes/Telling?${new URLSearchParams(parameters).toString()}`, undefined, {
          headers: { 'X-Probe': 'here', ...headers },
        })
      ).body;
    const where = JSON.stringify({ told: { $inQuery: { className: 'Told', where: {} } } });
    const seen = { code: 9020, error: 'here,true,' };
    expect(await Promise.all([ask({ include: 'told' }), ask({ where })])).toEqual([seen, seen]);
    const from = { 'X-Parse-Cloud-Context': '{"from":"afar"}' };
    expect(await ask({ include: 'told' }, from)).toEqual({ code: 9020, error: 'here,true,afar' });
    expect(await ask({ where: '{}' })).toMatchObject({ results: [{ told: { objectId: told.id } }] });
  });

  it('CLD-37 a trigger that saves without end ends with an error', async () => {
    expect(await failure(made('Endless').save())).toBe(141);
  });
});
