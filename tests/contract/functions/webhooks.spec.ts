import { randomBytes } from 'node:crypto';
import { PUBLIC, type Identity } from '@parlance/acl';
import { functions, type CloudContext, type RequestContext } from '@parlance/contracts';
import { signatureOf } from '@parlance/functions';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startHookServer, type HookServer } from './hook-server.ts';

const WEBHOOK_KEY = 'a-webhook-key-of-24-signs';
const SIGNATURE_KEY = 'a-key-that-signs-calls';
const CLOUD: CloudContext = { headers: { 'x-own': 'yes' }, ip: '192.0.2.7', installationId: 'device', context: '{"a":1}', depth: 0 };

let parlance: Parlance;
let server: HookServer;
beforeAll(async () => {
  server = await startHookServer();
  const webhooks = { allowedAddresses: ['127.0.0.1'], timeoutMs: 1_000, idempotentFunctions: ['repeatable'] };
  parlance = await startParlance({
    mode: 'fused',
    apps: [
      { id: 'one', keys: { webhook: WEBHOOK_KEY } as object, settings: { webhooks: { ...webhooks, signatureKey: SIGNATURE_KEY } } },
      { id: 'plain', settings: { webhooks } },
      { id: 'closed' },
    ],
    env: { PARLANCE_OUTBOUND_ALLOWED: '127.0.0.0/8' },
  });
});
afterAll(async () => {
  await parlance?.close();
  await server?.close();
});
beforeEach(() => {
  server.heard.length = 0;
  server.answer = () => ({ body: { success: 'hi' } });
});

function contextOf(app: string, { identity = PUBLIC, cloud = CLOUD }: { identity?: Identity; cloud?: CloudContext } = {}): RequestContext {
  return { app, identity, cloud, deadline: Date.now() + 9_000, requestId: randomBytes(6).toString('hex') };
}

async function define(app: string, name: string, url = `${server.url}/${name}`): Promise<void> {
  const declared = await parlance.masterRest('POST', '/hooks/functions', { functionName: name, url }, { app: parlance.app(app) });
  expect([declared.status, declared.body]).toEqual([200, { functionName: name, url }]);
}

/** Calls a function as the gateway does. @returns the JSON of its answer, or `[code, message]` of its error */
async function call(app: string, name: string, parameters: unknown = {}): Promise<unknown> {
  const { bus } = parlance.processes[0]!.running;
  const body = Buffer.from(JSON.stringify(parameters));
  try {
    const answer = await bus.call(functions.callFunction, { name, body }, contextOf(app));
    return JSON.parse(Buffer.from(answer.body).toString());
  } catch (error) {
    return [(error as { code: number }).code, (error as Error).message];
  }
}

describe('a function that a webhook serves', () => {
  it('CLD-21 returns the success value of the webhook, which gets the whole request and the key of the app', async () => {
    await define('one', 'greet');
    server.answer = ({ body }) => ({ body: { success: { got: (body['params'] as { name: string }).name } } });
    expect(await call('one', 'greet', { name: 'Ada', when: { __type: 'Date', iso: '2027-01-01T00:00:00.000Z' } })).toEqual({
      result: { got: 'Ada' },
    });
    const [asked] = server.heard;
    expect(asked!.path).toBe('/greet');
    expect(asked!.headers['x-parse-webhook-key']).toBe(WEBHOOK_KEY);
    expect(asked!.body).toEqual({
      params: { name: 'Ada', when: '2027-01-01T00:00:00.000Z' },
      functionName: 'greet',
      master: false,
      isReadOnly: false,
      installationId: 'device',
      headers: { 'x-own': 'yes' },
      ip: '192.0.2.7',
      context: { a: 1 },
    });
  });

  it('is signed with the key of the app, over the time and the body', async () => {
    await define('one', 'signed');
    await call('one', 'signed');
    const [{ headers, text }] = server.heard as [(typeof server.heard)[0]];
    const timestamp = String(headers['x-parlance-timestamp']);
    expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(60);
    expect(headers['x-parlance-signature']).toBe(signatureOf(SIGNATURE_KEY, timestamp, text));
  });

  it('has neither key nor signature where the app has none', async () => {
    await define('plain', 'greet');
    await call('plain', 'greet');
    const names = Object.keys(server.heard[0]!.headers);
    expect(names.filter((name) => /webhook-key|signature|timestamp/.test(name))).toEqual([]);
  });

  it('answers the error of the webhook, a string as 141 and an object with its own code', async () => {
    await define('plain', 'fails');
    server.answer = () => ({ body: { error: 'no luck' } });
    expect(await call('plain', 'fails')).toEqual([141, 'no luck']);
    server.answer = () => ({ body: { error: { code: 9_001, message: 'mine' } } });
    expect(await call('plain', 'fails')).toEqual([9_001, 'mine']);
    server.answer = () => ({ body: { success: 1, error: '' } });
    expect(await call('plain', 'fails')).toEqual({ result: 1 });
    server.answer = () => ({ body: '' });
    expect(await call('plain', 'fails')).toEqual({});
  });

  it('CLD-21 fails with 143 when the webhook is unreachable, or answers with no success, no JSON, or no object', async () => {
    await define('plain', 'away', 'http://127.0.0.1:1/');
    expect(await call('plain', 'away')).toEqual([143, 'The webhook cannot be reached.']);
    await define('plain', 'odd');
    for (const [told, text] of [
      [{ status: 500, body: { success: 1 } }, /status 500/],
      [{ body: '<html>' }, /something else than JSON/],
      [{ body: '[1]' }, /JSON object/],
    ] as const) {
      server.answer = () => told;
      expect(await call('plain', 'odd')).toEqual([143, expect.stringMatching(text)]);
    }
  });

  it('SEC-01 refuses answers with names of prototypes', async () => {
    await define('plain', 'polluting');
    server.answer = () => ({ body: '{"success":{"a":{"__proto__":{"b":1}}}}' });
    expect(await call('plain', 'polluting')).toEqual([105, expect.stringContaining('Prohibited keyword')]);
  });

  it('is answered 124 when the webhook does not answer in time, and is not called again', async () => {
    await define('plain', 'late');
    server.answer = () => 'nothing';
    expect(await call('plain', 'late')).toEqual([124, expect.stringContaining('in time')]);
    expect(server.heard).toHaveLength(1);
  });

  it('is called again after a lost answer when it is declared as idempotent, with the same id, and else is not', async () => {
    await define('plain', 'repeatable');
    await define('plain', 'once');
    server.answer = () => (server.heard.length < 3 ? 'cut' : { body: { success: server.heard.length } });
    expect(await call('plain', 'repeatable')).toEqual({ result: 3 });
    expect(new Set(server.heard.map(({ headers }) => headers['x-parlance-call'])).size).toBe(1);
    server.heard.length = 0;
    server.answer = () => 'cut';
    expect(await call('plain', 'once')).toEqual([143, 'The webhook cannot be reached.']);
    expect(server.heard).toHaveLength(1);
  });

  it('SEC-26 reaches no private address that the app does not list, though the operator lists it', async () => {
    await define('closed', 'greet');
    expect(await call('closed', 'greet')).toEqual([143, 'The address of the webhook may not be called.']);
    await define('plain', 'elsewhere', 'http://127.0.0.2:1/');
    expect(await call('plain', 'elsewhere')).toEqual([143, 'The address of the webhook may not be called.']);
    expect(server.heard).toEqual([]);
  });

  it('is unknown, with 141, once the webhook is removed', async () => {
    await define('plain', 'gone');
    await parlance.masterRest('PUT', '/hooks/functions/gone', { __op: 'Delete' }, { app: parlance.app('plain') });
    await expect.poll(() => call('plain', 'gone')).toEqual([141, 'Invalid function: "gone"']);
  });
});
