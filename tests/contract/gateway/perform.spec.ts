import { MASTER, PUBLIC, type Identity } from '@parlance/acl';
import { gateway as contract, type CloudContext, type HttpReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, raw } from './ask.ts';
import { APP, GatewayProcess, KEYS, REST } from './gateway-process.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start()));
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.recorder.reset();
  gateway.declare(APP, CODED);
});

const CODED = { code: { state: 'ready', triggers: {}, rateLimits: [] } } as const;
const RUN: CloudContext = {
  headers: { 'user-agent': 'phone', 'if-none-match': '"x"', 'x-parse-app-display-version': '3' },
  ip: '192.0.2.7',
  installationId: 'i1',
  sessionToken: 'r:run',
  context: '{"of":"run"}',
  depth: 3,
};
const USER: Identity = { kind: 'user', userId: 'u1', roles: [], sessionId: 's1' };

interface Asking extends Partial<Omit<contract.PerformRequest, 'body'>> {
  readonly body?: unknown;
  readonly identity?: Identity;
  readonly cloud?: CloudContext | undefined;
  readonly app?: string;
}

/** Asks as the host of the code does. */
async function perform(path: string, asking: Asking = {}, of = gateway): Promise<HttpReply & { readonly json: Record<string, unknown> }> {
  const { body, identity = PUBLIC, cloud, app = APP, ...asked } = { cloud: RUN, ...asking };
  const bytes = body === undefined ? new Uint8Array() : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const context = { app, identity, deadline: Date.now() + 5_000, requestId: 'run-1', cloud };
  const reply = await of.bus.call(contract.perform, { method: 'GET', path, body: bytes, ...asked }, context);
  return {
    ...reply,
    get json() {
      return JSON.parse(Buffer.from(reply.body).toString()) as Record<string, unknown>;
    },
  };
}

describe('a request of code, inside of the deployment', () => {
  it('CLD-07 is asked with the rights of its context, under the request id, deadline and client of its run', async () => {
    const reply = await perform('/classes/Game?limit=1', { identity: MASTER });
    expect([reply.status, reply.json]).toEqual([200, { results: [] }]);
    const { operation, request, context } = gateway.recorder.last;
    expect([operation, request]).toEqual(['data.find', { className: 'Game', parameters: { limit: '1' } }]);
    expect(context).toMatchObject({
      app: APP,
      identity: MASTER,
      requestId: 'run-1',
      cloud: { depth: 3, ip: '192.0.2.7', context: '{"of":"run"}' },
    });
    await perform('/classes/Game');
    expect(gateway.recorder.last.context.identity).toEqual(PUBLIC);
  });

  it('hands on the session of its own and no other', async () => {
    await perform('/classes/Game', { identity: MASTER });
    expect(gateway.recorder.last.context.cloud).not.toHaveProperty('sessionToken');
    await perform('/classes/Game', { identity: USER });
    expect(gateway.recorder.last.context).toMatchObject({ identity: USER, cloud: { sessionToken: 'r:run' } });
    gateway.recorder.answers.set('auth.identify', () => ({
      userId: 'other',
      roles: ['role:A'],
      sessionId: 's2',
      restricted: false,
      expiresAt: null,
      installationId: null,
    }));
    await perform('/classes/Game', { identity: USER, sessionToken: 'r:other' });
    expect(gateway.recorder.last.context).toMatchObject({ identity: { userId: 'other' }, cloud: { sessionToken: 'r:other' } });
  });

  it('creates, updates and removes, with the envelope taken out and its keys without effect', async () => {
    const created = await perform('/classes/Game', {
      method: 'POST',
      contentType: 'text/plain',
      body: { _ApplicationId: 'nowhere', _MasterKey: KEYS.master, _context: { of: 'request' }, score: 1 },
    });
    expect([created.status, created.location, created.json]).toEqual([201, '/classes/Game/new1', { objectId: 'new1' }]);
    expect(gateway.recorder.last).toMatchObject({
      request: { className: 'Game', body: { score: 1 } },
      context: { identity: PUBLIC, cloud: { context: '{"of":"request"}' } },
    });
    expect((await perform('/classes/Game/x1', { method: 'PUT', body: { score: 2 } })).status).toBe(200);
    expect((await perform('/classes/Game/x1', { method: 'DELETE' })).status).toBe(200);
    expect(gateway.recorder.requests.map(({ operation }) => operation)).toEqual(['data.create', 'data.update', 'data.remove']);
  });

  it('runs batches, whose parts are below the mount of clients or below none', async () => {
    const requests = [
      { method: 'POST', path: '/classes/Game', body: { a: 1 } },
      { method: 'GET', path: '/parse/schemas' },
    ];
    const reply = await perform('/batch', { method: 'POST', body: { requests } });
    expect(reply.json).toEqual([{ success: { objectId: 'new1' } }, { error: { code: 119, error: 'Permission denied' } }]);
  });

  it('passes the guards of clients: route table, master key, denied keywords, repeated ids, sizes, bodies', async () => {
    const told = async (path: string, asking: Asking) => {
      const { status, json } = await perform(path, asking);
      return [status, json['code']];
    };
    expect(await told('/nowhere', {})).toEqual([404, 108]);
    expect(await told('/schemas', {})).toEqual([403, 119]);
    expect(await told('/schemas', { method: 'POST', identity: { kind: 'readOnlyMaster' }, body: {} })).toEqual([400, 119]);
    expect(await told('/classes/Game', { method: 'POST', body: Buffer.from('{') })).toEqual([400, 107]);
    expect(await told('/classes/Game', { method: 'POST', body: Buffer.from('{"__proto__":{}}') })).toEqual([400, 105]);
    expect(await told('/classes/Game', { method: 'POST', body: { _context: 5 } })).toEqual([400, 107]);
    expect(await told('/classes/Game', { app: 'nowhere' })).toEqual([403, 903]);
    expect(await told('/classes/Game', { sessionToken: 'r:dead' })).toEqual([400, 209]);
    const settings = { maxUploadSize: 100, requestKeywordDenylist: [{ key: '^bad$' }], idempotency: { paths: ['classes/.*'], ttl: 60 } };
    gateway.declare(APP, { ...CODED, settings });
    await expect.poll(() => told('/classes/Game', { method: 'POST', body: { a: 'x'.repeat(100) } })).toEqual([413, 116]);
    expect(await told('/classes/Game', { method: 'POST', body: { bad: 1 } })).toEqual([400, 105]);
    expect(await told('/classes/Game', { method: 'POST', body: {}, repeatId: 'r1' })).toEqual([201, undefined]);
    expect(await told('/classes/Game', { method: 'POST', body: {}, repeatId: 'r1' })).toEqual([400, 159]);
  });

  it('hears errors of services as clients do', async () => {
    gateway.recorder.answers.set('data.get', () => {
      throw new ParseError('ObjectNotFound', 'Object not found.');
    });
    const missing = await perform('/classes/Game/x1');
    expect([missing.status, missing.json]).toEqual([404, { code: 101, error: 'Object not found.' }]);
    gateway.recorder.answers.set('data.get', () => {
      throw ParseError.custom(9001, 'mine', 418);
    });
    gateway.recorder.answers.set('data.find', () => {
      throw new ParseError('ServiceUnavailable', 'Away.');
    });
    const away = await perform('/classes/Game');
    expect([away.status, away.headers?.['retry-after']]).toEqual([503, '1']);
  });

  it('CLD-25 is counted by those limits alone that include it, under the address of its client', async () => {
    const limit = {
      requestPath: '/classes/*',
      requestTimeWindow: 60_000,
      requestCount: 1,
      zone: 'ip',
      errorResponseMessage: 'Slow down.',
    } as const;
    const all = { ...limit, includeMasterKey: true, includeInternalRequests: false };
    gateway.declare(APP, { ...CODED, settings: { rateLimit: [all] } });
    for (let time = 0; time < 3; time++) expect((await perform('/classes/Game')).status).toBe(200);
    gateway.declare(APP, { ...CODED, settings: { rateLimit: [{ ...all, includeInternalRequests: true }] } });
    await expect.poll(async () => (await perform('/classes/Game')).status).toBe(429);
    const refused = await perform('/classes/Game');
    expect(refused.json).toEqual({ code: 100, error: 'Slow down.' });
    expect(Number(refused.headers?.['retry-after'])).toBeGreaterThan(0);
    expect((await perform('/classes/Game', { cloud: { ...RUN, ip: '192.0.2.8' } })).status).toBe(200);
  });

  it('is answered for a run without a client, too', async () => {
    expect((await perform('/classes/Game', { cloud: undefined, identity: MASTER })).status).toBe(200);
    expect(gateway.recorder.last.context).not.toHaveProperty('cloud');
  });
});

describe('a gateway that stops', () => {
  it('SEC answers requests of code until the calls of clients that they belong to have ended', async () => {
    const leaving = await GatewayProcess.start();
    const begun = Promise.withResolvers<void>();
    const refusing = Promise.withResolvers<void>();
    leaving.recorder.answers.set('functions.call-function', async () => {
      begun.resolve();
      await refusing.promise;
      const { status } = await perform('/classes/Game', {}, leaving);
      return { status: 200, body: Buffer.from(JSON.stringify({ result: status })) };
    });
    const answer = ask(leaving.url, '/parse/functions/hello', { method: 'POST', headers: REST, body: {} });
    await begun.promise;
    const stopped = leaving.stopGateway();
    // New connections are refused from the moment on at which it takes no more requests.
    await expect
      .poll(() =>
        raw(leaving.url, '').then(
          () => 'open',
          () => 'refused',
        ),
      )
      .toBe('refused');
    refusing.resolve();
    expect((await answer).json).toEqual({ result: 200 });
    await stopped;
    await leaving.stopServices();
  });
});
