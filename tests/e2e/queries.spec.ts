import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODES, startParlance, type Parlance, type RestAnswer } from '@parlance/testing';

type Parameters = Record<string, unknown>;

describe.each(MODES)('queries over HTTP, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    const authors = await create('Author', [{ name: 'Ann' }, { name: 'Bob' }]);
    const posts = await create('Post', authors.map((objectId, n) => ({ title: `t${n}`, author: { __type: 'Pointer', className: 'Author', objectId } }))); // prettier-ignore
    const comments = Array.from({ length: 120 }, (_, n) => ({
      n,
      even: n % 2 === 0,
      post: { __type: 'Pointer', className: 'Post', objectId: posts[n % 2] },
      ...(n % 10 === 0 ? { tags: ['ten', n] } : {}),
    }));
    await create('Comment', comments);
  });
  afterAll(() => parlance?.close());

  /** Creates by batches, as SDKs do. */
  async function create(className: string, bodies: readonly unknown[]): Promise<string[]> {
    const ids: string[] = [];
    for (let from = 0; from < bodies.length; from += 50) {
      const requests = bodies.slice(from, from + 50).map((body) => ({ method: 'POST', path: `/parse/classes/${className}`, body }));
      const answer = await parlance.rest('POST', '/batch', { requests });
      ids.push(...(answer.body as { success: { objectId: string } }[]).map((part) => part.success.objectId));
    }
    return ids;
  }

  /** Asks by a query string, or by a body with `_method`, as different SDKs do. */
  const byUrl = (className: string, parameters: Parameters): Promise<RestAnswer> => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    return parlance.rest('GET', `/classes/${className}?${query.toString()}`);
  };
  const byBody = (className: string, parameters: Parameters): Promise<RestAnswer> =>
    parlance.rest('POST', `/classes/${className}`, { ...parameters, _method: 'GET' });

  const rows: readonly [string, Parameters, number, number | undefined][] = [
    ['QRY-01 at most 100 without a limit', {}, 100, undefined],
    ['QRY-02 as many as the limit says', { limit: 1_000 }, 120, undefined],
    ['QRY-03 QRY-37 none, with the number of all', { limit: 0, count: 1 }, 0, 120],
    ['QRY-38 a page, with the number of all', { limit: 10, skip: 5, count: 1 }, 10, 120],
    ['QRY-05 a range', { where: { n: { $gte: 10, $lte: 20 } } }, 11, undefined],
    ['QRY-06 a list of values', { where: { n: { $in: [1, 2, 500] } } }, 2, undefined],
    ['QRY-07 set fields', { where: { tags: { $exists: true } } }, 12, undefined],
    ['QRY-08 an element of a list', { where: { tags: 'ten' }, count: 1 }, 12, 12],
    ['QRY-40 alternatives', { where: { $or: [{ n: 1 }, { n: { $lt: 3 } }], even: false } }, 1, undefined],
    ['QRY-53 a class nobody has saved to', { where: { x: 1 } }, 0, undefined],
  ];
  it('finds sessions by the id of their user', async () => {
    const users = await Promise.all(
      ['one', 'two'].map(
        async (username) => (await parlance.rest('POST', '/users', { username, password: 'secret' })).body.objectId as string,
      ),
    );
    const usersBy = async (user: unknown) => {
      const { body } = await parlance.masterRest('GET', `/sessions?where=${encodeURIComponent(JSON.stringify({ user }))}`);
      return (body.results as { user: { objectId: string } }[]).map((session) => session.user.objectId);
    };
    for (const user of [users[0], { $eq: users[0] }, { $in: [users[0]] }, { $ne: users[1] }, { $nin: [users[1]] }]) {
      expect(await usersBy(user), JSON.stringify(user)).toEqual([users[0]]);
    }
  });

  it('tells who may not explain before it tells how a plan is asked for', async () => {
    expect((await byUrl('Comment', { explain: 'nonsense' })).body).toMatchObject({
      code: 102,
      error: 'Using the explain query parameter requires the master key',
    });
    expect((await parlance.masterRest('GET', '/classes/Comment?explain=nonsense')).body).toMatchObject({
      code: 102,
      error: expect.stringMatching(/^Invalid value for explain/),
    });
  });

  it.each(rows)('%s', async (title, parameters, results, count) => {
    const className = title.startsWith('QRY-53') ? 'Nowhere' : 'Comment';
    const answers = [await byUrl(className, parameters), await byBody(className, parameters)];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect([answer.body.results.length, answer.body.count]).toEqual([results, count]);
    }
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });

  it('QRY-21 QRY-22 orders, and pages without gap or repetition', async () => {
    const seen: number[] = [];
    for (let skip = 0; skip < 120; skip += 33) {
      const { body } = await byUrl('Comment', { order: '-even,n', limit: 33, skip });
      seen.push(...body.results.map((comment: { n: number }) => comment.n));
    }
    const expected = [...Array(120).keys()].sort((a, b) => (a % 2) - (b % 2) || a - b);
    expect(seen).toEqual(expected);
  });

  it('QRY-29 QRY-30 QRY-32 QRY-36 QRY-58 QRY-60 includes levels in find, first and get alike, and selects keys', async () => {
    const { body } = await byUrl('Comment', { order: '-createdAt', limit: 10, include: 'post.author' });
    expect(body.results).toHaveLength(10);
    for (const comment of body.results) {
      expect(comment.post).toMatchObject({ __type: 'Object', className: 'Post', author: { __type: 'Object', className: 'Author' } });
    }
    const [first] = body.results;
    const got = await parlance.rest('GET', `/classes/Comment/${first.objectId}?include=post.author`);
    expect(got.body).toEqual(first);
    const found = await byBody('Comment', { where: { objectId: first.objectId }, limit: 1, include: 'post.author' });
    expect(found.body.results).toEqual([first]);
    const { body: keyed } = await byUrl('Comment', { limit: 1, keys: 'n,post.title' });
    expect(Object.keys(keyed.results[0]).sort()).toEqual(['createdAt', 'n', 'objectId', 'post', 'updatedAt']);
  });

  it('QRY-50 QRY-51 QRY-56 SEC-30 refuses with the code of the contract, without a word of the database', async () => {
    const refusals: readonly [number, Parameters][] = [
      [107, { where: 'nonsense' }],
      [107, { where: { n: { $nonsense: 1 } } }],
      [107, { where: { n: { $in: 1 } } }],
      [102, { where: { n: { $gt: 'x' } } }],
      [102, { nonsense: 1 }],
      [105, { where: { 'n ': 1 } }],
      [105, { where: { _wperm: 'x' } }],
      [105, { order: 'n$' }],
      [117, { limit: -1 }],
      [118, { skip: -1 }],
    ];
    for (const [code, parameters] of refusals) {
      for (const answer of [await byUrl('Comment', parameters), await byBody('Comment', parameters)]) {
        expect([parameters, answer.status, answer.body]).toEqual([parameters, 400, { code, error: expect.any(String) }]);
        expect(answer.text).not.toMatch(/mongo|\$cmd|collection|BSON| at /i);
      }
    }
    const got = await parlance.rest('GET', '/classes/Comment/abcdefghij?where=%7B%7D');
    expect([got.status, got.body.code]).toEqual([400, 102]);
  });

  it('QRY-57 ACL-12 shows each caller their own objects', async () => {
    await parlance.masterRest('POST', '/classes/Secret', { n: 1, ACL: { someoneels: { read: true } } });
    await parlance.masterRest('POST', '/classes/Secret', { n: 2, ACL: { '*': { read: true } } });
    const client = await byUrl('Secret', { count: 1 });
    expect([client.body.count, client.body.results.map((object: { n: number }) => object.n)]).toEqual([1, [2]]);
    const master = await parlance.masterRest('GET', '/classes/Secret?count=1');
    expect([master.body.count, master.body.results.length]).toEqual([2, 2]);
    const reader = await parlance.rest('GET', '/classes/Secret?count=1', undefined, { key: 'readOnlyMaster' });
    expect([reader.body.count, reader.body.results.length]).toEqual([2, 2]);
  });
});
