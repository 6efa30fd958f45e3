import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../contract/gateway/ask.ts';
import { connectSdk, loadSdk } from './sdk.ts';

describe.each(MODES)('the wire, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    connectSdk(Parse, parlance, { masterKey: true });
  });
  afterAll(() => parlance.close());

  const stored = async (className: string) => (await parlance.database()).collection(className).find({}).toArray();

  it('OBJ-44 OBJ-45 the JS SDK saves, gets, queries, counts, updates and deletes over plain HTTP', async () => {
    const Game = Parse.Object.extend('SdkGame');
    const game = await new Game().save({ score: 1, tags: ['a'], where: { x: 1 } });
    expect(game.id).toMatch(/^[A-Za-z0-9]{10}$/);
    game.increment('score', 4);
    await game.save();
    expect(game.get('score')).toBe(5);

    expect((await new Parse.Query(Game).get(game.id)).get('tags')).toEqual(['a']);
    const found = await new Parse.Query(Game).greaterThan('score', 4).ascending('createdAt').limit(1).find();
    expect(found.map(({ id }) => id)).toEqual([game.id]);
    expect(await new Parse.Query(Game).equalTo('score', 5).count()).toBe(1);

    await game.destroy();
    await expect(new Parse.Query(Game).get(game.id)).rejects.toMatchObject({ code: Parse.Error.OBJECT_NOT_FOUND });
  });

  it('OBJ-44 no member of the envelope is stored, by the SDK or beside header fields', async () => {
    await new Parse.Object('Envelope').save({ own: 1 }, { useMasterKey: true });
    const { id, keys } = parlance.app();
    const envelope = {
      _ApplicationId: id,
      _JavaScriptKey: keys.javascript,
      _ClientVersion: 'js',
      _InstallationId: 'i',
      _RevocableSession: '1',
    };
    const sent = await parlance.rest('POST', '/classes/Envelope', {
      ...envelope,
      _method: 'POST',
      _context: {},
      _noBody: true,
      _ContentType: 'x',
      own: 2,
    });
    expect(sent.status).toBe(201);
    const documents = await stored('Envelope');
    expect(documents.map((document) => Object.keys(document).sort())).toEqual([
      ['_created_at', '_id', '_updated_at', 'own'],
      ['_created_at', '_id', '_updated_at', 'own'],
    ]);
  });

  it('OBJ-01 a created object is found at its Location', async () => {
    const created = await parlance.rest('POST', '/classes/Located', { a: 1 });
    expect(created.headers.get('location')).toBe(`${parlance.url}/classes/Located/${created.body.objectId}`);
    const path = new URL(created.headers.get('location') ?? '').pathname.replace('/parse', '');
    expect((await parlance.rest('GET', path)).body).toMatchObject({ objectId: created.body.objectId, a: 1 });
    expect((await parlance.rest('HEAD', path)).text).toBe('');
  });

  it('parameters mean the same in a query string, as texts in a body, and as JSON values', async () => {
    for (const n of [1, 2, 3]) await parlance.rest('POST', '/classes/Numbers', { n });
    const where = JSON.stringify({ n: { $gt: 1 } });
    const answers = [
      await parlance.rest(
        'GET',
        `/classes/Numbers?${new URLSearchParams({ where, limit: '1', count: '1', order: '-n', trace: '1' }).toString()}`,
      ),
      await parlance.rest('POST', '/classes/Numbers', { _method: 'GET', where, limit: '1', count: '1', order: '-n', trace: '1' }),
      await parlance.rest('POST', '/classes/Numbers', { _method: 'GET', where: { n: { $gt: 1 } }, limit: 1, count: 1, order: '-n' }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.count, body.results.map(({ n }: { n: number }) => n)]).toEqual([200, 2, [3]]);
    }
  });

  it.each<[string, string, string, string | undefined, number, number]>([
    ['OBJ-27 broken JSON', 'POST', '/classes/Refused', '{"a"', 400, 107],
    ['an array', 'POST', '/classes/Refused', '[]', 400, 107],
    ['a bad class name', 'POST', '/classes/9x', '{}', 400, 103],
    ['a bad field name', 'POST', '/classes/Refused', '{"1a":1}', 400, 105],
    ['SEC-01 a prototype', 'POST', '/classes/Refused', '{"__proto__":{"a":1}}', 400, 105],
    ['SEC-01 a nested prototype', 'POST', '/classes/Refused', '{"a":{"__proto__":{"a":1}}}', 400, 105],
    ['a body too deep for an object', 'POST', '/classes/Refused', `{"a":${'['.repeat(110)}${']'.repeat(110)}}`, 400, 107],
    ['a missing id', 'PUT', '/classes/Refused/', '{}', 400, 104],
    ['a missing object', 'GET', '/classes/Refused/nothing', undefined, 404, 101],
    ['NUL in an id', 'GET', '/classes/Refused/a%00b', undefined, 404, 101],
    ['a bad query', 'GET', '/classes/Refused?limit=-1', undefined, 400, 117],
    ['an unknown parameter', 'GET', '/classes/Refused?nonsense=1', undefined, 400, 102],
    ['an unknown route', 'GET', '/nowhere', undefined, 404, 108],
    ['a master-only route', 'GET', '/settings', undefined, 403, 119],
  ])('OBJ-46 %s: JSON with code and error, and nothing is stored', async (_, method, path, body, status, code) => {
    const answer = await parlance.rest(method, path, body);
    expect([answer.status, answer.body?.code, typeof answer.body?.error]).toEqual([status, code, 'string']);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await stored('Refused')).toEqual([]);
  });

  it('ERR-15 a repeated X-Parse-Request-Id takes effect once', async () => {
    await parlance.masterRest('PATCH', '/settings', { idempotency: { paths: ['classes/Once'], ttl: 300 } });
    await expect.poll(async () => (await parlance.masterRest('GET', '/settings')).body.idempotency.paths).toEqual(['classes/Once']);
    const headers = { 'X-Parse-Request-Id': 'the-same' };
    const answers = await Promise.all([1, 2, 3].map((n) => parlance.rest('POST', '/classes/Once', { n }, { headers })));
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([159, 159, 201]);
    expect(await stored('Once')).toHaveLength(1);
  });

  it('large bodies and answers cross the bus in parts', async () => {
    const text = 'x'.repeat(3 << 20);
    const created = await parlance.rest('POST', '/classes/Large', { text });
    expect(created.status).toBe(201);
    expect((await parlance.rest('GET', `/classes/Large/${created.body.objectId}`)).body.text).toBe(text);
  });

  it('health knows every dependency of the deployment', async () => {
    const { status, json } = await ask(parlance.url, '/parse/health');
    expect([status, json]).toEqual([200, { status: 'ok' }]);
    const { body } = await parlance.masterRest('GET', '/health');
    expect(Object.keys(body.dependencies)).toEqual(expect.arrayContaining(['bus']));
    expect(Object.values(body.dependencies)).toEqual(
      Object.values(body.dependencies).map(() => ({ ok: true, detail: expect.any(String) })),
    );
    expect((await ask(parlance.url, '/health/ready')).status).toBe(200);
  });
});
