import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ParseError } from '@parlance/errors';
import { ask } from './ask.ts';
import { APP, GatewayProcess, KEYS, REST } from './gateway-process.ts';
import { rest } from './recorder.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start({ PARLANCE_PUBLIC_URL: 'https://api.example.com/outer/parse' })));
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.recorder.reset();
  gateway.declare(APP);
});

const batch = (requests: unknown, more: object = {}, headers: Record<string, string> = REST) =>
  ask(gateway.url, '/parse/batch', { method: 'POST', headers, body: { requests, ...more } });
const create = (className: string, body: object = {}) => ({ method: 'POST', path: `/parse/classes/${className}`, body });
const operations = () => gateway.recorder.requests.map(({ operation }) => operation);

describe('a batch', () => {
  it('OBJ-42 answers in order, one entry for each request', async () => {
    gateway.recorder.answers.set('data.remove', () => {
      throw new ParseError('ObjectNotFound', 'Object not found.');
    });
    const { status, json } = await batch([
      create('A', { n: 1 }),
      { method: 'DELETE', path: '/parse/classes/A/gone' },
      create('B'),
      { method: 'GET', path: '/parse/classes/A/x1?keys=a', body: { include: 'b' } },
      { method: 'put', path: '/parse//classes/A/x2/', body: { n: 2 } },
      create('B', { refuse: true }),
      { method: 'PUT', path: '/parse/classes/A/x3', body: [] },
      { method: 'POST', path: '/parse/nowhere' },
      { method: 'GET', path: '/parse/serverInfo' },
    ]);
    expect(status).toBe(200);
    expect(json).toEqual([
      { success: { objectId: 'new1' } },
      { error: { code: 101, error: 'Object not found.' } },
      { success: { objectId: 'many0' } },
      { success: { objectId: 'x1' } },
      { success: { updatedAt: '2026-01-01T00:00:00.000Z' } },
      { error: { code: 111, error: 'refused' } },
      { error: { code: 107, error: 'The body of a batch request must be a JSON object.' } },
      { error: { code: 108, error: 'There is no route POST /nowhere' } },
      { error: { code: 119, error: 'Permission denied' } },
    ]);
    const get = gateway.recorder.requests.find(({ operation }) => operation === 'data.get');
    expect(get?.request).toEqual({ className: 'A', objectId: 'x1', parameters: { keys: 'a', include: 'b' } });
  });

  it('sends all creates of a class in one request, and passes a whole answer through untouched', async () => {
    const body = Buffer.from('[{"success":{"n":1.0}},{"success":{"n":2.0}}]');
    gateway.recorder.answers.set('data.create-many', () => ({ status: 200, body }));
    const { text } = await batch([create('A', { n: 1 }), create('A', { n: 2, _method: 'PUT', _ApplicationId: 'x' })]);
    expect(text).toBe(body.toString());
    expect(operations()).toEqual(['data.create-many']);
    expect(gateway.recorder.last.request).toEqual({ className: 'A', bodies: [{ n: 1 }, { n: 2 }] });
  });

  it('OBJ-51 runs parts that concern one object in order, and the rest beside it', async () => {
    const order: string[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    gateway.recorder.answers.set('data.update', async ({ objectId, body }: { objectId: string; body: { n: number } }) => {
      if (body.n === 1) await held;
      order.push(`${objectId}:${body.n}`);
      if (objectId === 'other') release();
      return rest({});
    });
    const put = (objectId: string, n: number) => ({ method: 'PUT', path: `/parse/classes/A/${objectId}`, body: { n } });
    await batch([put('one', 1), put('one', 2), put('other', 3)]);
    expect(order).toEqual(['other:3', 'one:1', 'one:2']);
  });

  it('has at most eight tasks under way at a time', async () => {
    let running = 0;
    let most = 0;
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    gateway.recorder.answers.set('data.get', async () => {
      most = Math.max(most, ++running);
      await held;
      running--;
      return rest({});
    });
    const answered = batch(Array.from({ length: 40 }, (_, index) => ({ method: 'GET', path: `/parse/classes/A/x${index}` })));
    await expect.poll(() => running).toBe(8);
    // Calls of a gateway arrive in order: a ninth task would have come before this one.
    await ask(gateway.url, '/parse/classes/B', { headers: REST });
    release();
    await answered;
    expect([most, running]).toEqual([8, 0]);
  });

  it('gives every part the caller of the batch', async () => {
    await batch([create('A'), { method: 'GET', path: '/parse/classes/A' }], {}, { ...REST, 'X-Parse-Master-Key': KEYS.master });
    expect(gateway.recorder.requests.map(({ context }) => context.identity.kind)).toEqual(['master', 'master']);
    gateway.recorder.reset();
    const { json } = await batch(
      [create('A'), { method: 'GET', path: '/parse/classes/A' }],
      {},
      { ...REST, 'X-Parse-Master-Key': KEYS.readOnlyMaster },
    );
    expect(json).toMatchObject([{ error: { code: 119 } }, { success: { results: [] } }]);
    expect(operations()).toEqual(['data.find']);
  });

  it('accepts the path of the public address as a prefix, and an empty list', async () => {
    expect((await batch([{ method: 'GET', path: '/outer/parse/classes/A/x1' }])).json).toEqual([{ success: { objectId: 'x1' } }]);
    expect((await batch([])).text).toBe('[]');
  });

  it('works in the envelope of the JS SDK', async () => {
    const body = { requests: [create('A')], _ApplicationId: APP, _JavaScriptKey: KEYS.javascript };
    expect((await ask(gateway.url, '/parse/batch', { method: 'POST', body })).json).toEqual([{ success: { objectId: 'new1' } }]);
  });
});

describe('a batch is refused as a whole, before anything runs', () => {
  it.each<[string, number, unknown, object]>([
    ['requests that are no array', 107, { a: 1 }, {}],
    ['missing requests', 107, undefined, {}],
    ['a request that is no object', 107, [create('A'), 'x'], {}],
    ['a request without a path', 107, [create('A'), { method: 'GET' }], {}],
    ['a path without the mount', 107, [create('A'), { method: 'GET', path: '/classes/A' }], {}],
    ['a path of another mount', 107, [create('A'), { method: 'GET', path: '/1/classes/A' }], {}],
    ['a batch inside', 107, [create('A'), { method: 'POST', path: '/parse//Batch/', body: { requests: [] } }], {}],
    ['a transaction that is neither true nor false', 107, [create('A')], { transaction: 'true' }],
    ['a transaction of 101 requests', 102, Array.from({ length: 101 }, () => create('A')), { transaction: true }],
    ['101 requests', 102, Array.from({ length: 101 }, () => create('A')), {}],
  ])('%s', async (_, code, requests, more) => {
    const { status, json } = await batch(requests, more);
    expect([status, json.code]).toEqual([400, code]);
    expect(operations()).toEqual([]);
  });

  it('names the path that has no route to it', async () => {
    expect((await batch([{ method: 'GET', path: '/1/classes/A' }])).json.error).toBe('cannot route batch path /1/classes/A');
  });

  it("above the app's own limit; at it everything runs", async () => {
    gateway.declare(APP, { settings: { batchLimit: 50 } });
    const requests = Array.from({ length: 50 }, () => create('A'));
    expect((await batch(requests)).json).toHaveLength(50); // OBJ-43
    expect((await batch([...requests, create('A')])).json.code).toBe(102);
  });

  it('ERR-11 when nothing could be started: 503, so that the client may repeat it', async () => {
    const down = () => {
      throw new ParseError('ServiceUnavailable', 'down');
    };
    gateway.recorder.answers.set('data.create-many', down);
    const requests = [create('A'), create('A'), { method: 'GET', path: '/parse/classes/A/x1' }];
    expect((await batch(requests)).json).toMatchObject([{ error: { code: 2 } }, { error: { code: 2 } }, { success: {} }]);
    gateway.recorder.answers.set('data.get', down);
    const { status, headers, json } = await batch(requests);
    expect([status, headers['retry-after'], json.code]).toEqual([503, '1', 2]);
  });
});

describe('a batch with transaction', () => {
  const transaction = (requests: unknown, headers: Record<string, string> = REST) => batch(requests, { transaction: true }, headers);
  const change = { method: 'PUT', path: '/parse/classes/A/x1', body: { n: 2 } };
  const removal = { method: 'delete', path: '/parse/classes/A/x1' };

  it('is one request to data, its parts in order, and its answer passes unread', async () => {
    const { status, json } = await transaction([create('A', { n: 1, _method: 'PUT' }), change, removal]);
    expect([status, json]).toEqual([
      200,
      [{ success: { kind: 'create' } }, { success: { kind: 'update' } }, { success: { kind: 'remove' } }],
    ]);
    expect(operations()).toEqual(['data.transaction']);
    expect(gateway.recorder.last.request).toEqual({
      parts: [
        { kind: 'create', className: 'A', body: { n: 1 } },
        { kind: 'update', className: 'A', objectId: 'x1', body: { n: 2 } },
        { kind: 'remove', className: 'A', objectId: 'x1' },
      ],
    });
    expect((await batch([change, change], { transaction: false })).json).toHaveLength(2);
    expect(operations()).toEqual(['data.transaction', 'data.update', 'data.update']);
  });

  it.each<[string, number, object, Record<string, string>]>([
    ['a read of objects', 107, { method: 'GET', path: '/parse/classes/A' }, REST],
    ['a read of one object', 107, { method: 'GET', path: '/parse/classes/A/x1' }, REST],
    ['another route', 107, { method: 'PATCH', path: '/parse/settings', body: {} }, { ...REST, 'X-Parse-Master-Key': KEYS.master }],
    ['a route that the caller may not use', 119, { method: 'PATCH', path: '/parse/settings', body: {} }, REST],
    ['a write by the read-only key', 119, create('A'), { ...REST, 'X-Parse-Master-Key': KEYS.readOnlyMaster }],
    ['no route', 108, { method: 'POST', path: '/parse/nowhere' }, REST],
    ['an update without an id', 104, { method: 'PUT', path: '/parse/classes/A/', body: {} }, REST],
    ['a body that is no object', 107, { method: 'POST', path: '/parse/classes/A', body: [] }, REST],
  ])('refuses %s with status 400, and starts nothing', async (_, code, part, headers) => {
    const { status, json } = await transaction([create('A'), part], headers);
    expect([status, json.code]).toEqual([400, code]);
    expect(operations()).toEqual([]);
  });

  it('tells a refusal by data with status 400, whatever status it has alone', async () => {
    gateway.recorder.answers.set('data.transaction', () => {
      throw new ParseError('ObjectNotFound', 'Object not found.');
    });
    const { status, json } = await transaction([change]);
    expect([status, json]).toEqual([400, { code: 101, error: 'Object not found.' }]);
  });

  it('ERR-11 answers 503 when nothing was started, and 124 when the outcome is unknown', async () => {
    gateway.recorder.answers.set('data.transaction', () => {
      throw new ParseError('ServiceUnavailable', 'down');
    });
    const unavailable = await transaction([change]);
    expect([unavailable.status, unavailable.headers['retry-after'], unavailable.json.code]).toEqual([503, '1', 2]);
    gateway.recorder.answers.set('data.transaction', () => {
      throw new ParseError('RequestTimeout', 'unknown');
    });
    const unknown = await transaction([change]);
    expect([unknown.status, unknown.json.code]).toEqual([400, 124]);
  });

  it('claims its request id once', async () => {
    gateway.declare(APP, { settings: { idempotency: { paths: ['batch'], ttl: 300 } } });
    const headers = { ...REST, 'X-Parse-Request-Id': 'transfer-1' };
    expect((await transaction([change], headers)).status).toBe(200);
    expect((await transaction([change], headers)).json.code).toBe(159);
    expect(operations()).toEqual(['data.transaction']);
  });
});
