import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, loadSdk } from './sdk.ts';

describe.each(MODES)('subqueries by the JS SDK and raw HTTP, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    connectSdk(Parse, parlance, { masterKey: true });
    const posts = await Parse.Object.saveAll(
      [{ title: 'one', image: 'a.png' }, { title: 'two', image: 'b.png' }, { title: 'three' }].map(
        (post) => new Parse.Object('Post', post),
      ),
    );
    const comments = posts.map((post) => new Parse.Object('Comment', { on: post.get('title'), post, list: [post] }));
    await Parse.Object.saveAll([...comments, new Parse.Object('Comment', { on: 'nothing' })]);
    await Parse.Object.saveAll([{ city: 'Bern', winPct: 0.8 }, { city: 'Rome', winPct: 0.4 }].map((team) => new Parse.Object('Team', team))); // prettier-ignore
    await Parse.Object.saveAll([{ name: 'Ann', hometown: 'Bern' }, { name: 'Bob', hometown: 'Rome' }, { name: 'Eve' }].map((fan) => new Parse.Object('Fan', fan))); // prettier-ignore
  });
  afterAll(() => parlance?.close());

  const withImage = () => new Parse.Query('Post').exists('image');
  const winners = () => new Parse.Query('Team').greaterThan('winPct', 0.5);
  const comments = () => new Parse.Query('Comment');
  const fans = () => new Parse.Query('Fan');
  type Query = ReturnType<typeof comments>;

  const questions: readonly [string, () => Query, string, string][] = [
    ['QRY-12 matchesQuery', () => comments().matchesQuery('post', withImage()), 'on', 'one,two'],
    ['QRY-12 doesNotMatchQuery', () => comments().doesNotMatchQuery('post', withImage()), 'on', 'nothing,three'],
    ['QRY-16 matchesQuery on a list', () => comments().matchesQuery('list', withImage()), 'on', 'one,two'],
    ['matchesQuery with a limit of its own', () => comments().matchesQuery('post', withImage().descending('title').limit(1)), 'on', 'two'],
    ['matchesQuery with the first ones skipped', () => comments().matchesQuery('post', withImage().ascending('title').skip(1)), 'on', 'two'],
    ['QRY-11 matchesKeyInQuery', () => fans().matchesKeyInQuery('hometown', 'city', winners()), 'name', 'Ann'],
    ['QRY-11 doesNotMatchKeyInQuery', () => fans().doesNotMatchKeyInQuery('hometown', 'city', winners()), 'name', 'Bob,Eve'],
    ['a subquery in a branch', () => Parse.Query.or(comments().matchesQuery('post', withImage()), comments().equalTo('on', 'nothing')), 'on', 'nothing,one,two'],
    ['a subquery in a subquery', () => comments().matchesQuery('post', new Parse.Query('Post').matchesKeyInQuery('title', 'on', comments().equalTo('on', 'three'))), 'on', 'three'],
  ]; // prettier-ignore
  it.each(questions)('%s', async (_title, query, field, expected) => {
    const found = await query().ascending(field).find();
    expect(found.map((object) => object.get(field) as string).join()).toBe(expected);
    expect(await query().count()).toBe(expected.split(',').length);
  });

  const get = (className: string, where: unknown): ReturnType<Parlance['rest']> =>
    parlance.rest('GET', `/classes/${className}?where=${encodeURIComponent(JSON.stringify(where))}`);

  it('takes subqueries from a query string and a body', async () => {
    const where = { post: { $inQuery: { className: 'Post', where: { image: { $exists: true } } } } };
    const byUrl = await get('Comment', where);
    const byBody = await parlance.rest('POST', '/classes/Comment', { where, _method: 'GET' });
    expect([byUrl.status, byUrl.body.results.length]).toEqual([200, 2]);
    expect(byBody.body).toEqual(byUrl.body);
  });

  const bad: readonly [string, unknown, number][] = [
    ['a subquery without a class', { post: { $inQuery: { where: {} } } }, 102],
    ['a subquery that is none', { post: { $inQuery: 7 } }, 102],
    ['a list instead of a subquery', { post: { $notInQuery: [] } }, 102],
    ['no key', { on: { $select: { query: { className: 'Post', where: {} } } } }, 102],
    ['no query', { on: { $dontSelect: { key: 'title' } } }, 102],
    ['an unknown operator in a subquery', { post: { $inQuery: { className: 'Post', where: { title: { $what: 1 } } } } }, 107],
    ['a bad name in a subquery', { post: { $inQuery: { className: 'Post', where: { a$b: 1 } } } }, 105],
    ['an owner that is no pointer', { $relatedTo: { object: 'x', key: 'likes' } }, 102],
  ];
  it.each(bad)('QRY-50 refuses %s', async (_title, where, code) => {
    const { status, body } = await get('Comment', where);
    expect([status, body.code]).toEqual([400, code]);
  });

  it('pages by the token of the answer before', async () => {
    const titles: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const { body } = await parlance.rest('GET', `/classes/Post?order=-title&limit=2&count=1&after=${after}`);
      titles.push(...(body.results as { title: string }[]).map(({ title }) => title));
      expect(body.count).toBe(3);
      after = body.after as string | null;
    }
    expect(titles).toEqual(['two', 'three', 'one']);
    expect((await parlance.rest('GET', '/classes/Post?order=-title&after=bad!')).body.code).toBe(102);
  });
});
