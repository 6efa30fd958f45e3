import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

/** A request as a webhook gets it. */
interface Asked {
  readonly body: Json;
  readonly headers: IncomingHttpHeaders;
}

/** An answer: its status, and its body as it is sent. */
type Told = readonly [status: number, body: string];

/** A server of webhooks that both servers of a pair call. The path says how it answers. */
export interface HookServer {
  /** `http://127.0.0.1:1234` */
  readonly url: string;
  close(): Promise<void>;
}

const json = (body: unknown, status = 200): Told => [status, JSON.stringify(body)];
const success = (value: unknown): Told => json({ success: value });
const OBJECT = { a: 1, list: [1, 'b', null], inner: { c: true } };
const DATE = { __type: 'Date', iso: '2020-02-03T04:05:06.789Z' };

/** Answers that say nothing of the request: results of functions, and answers that are none. */
export const ANSWERS: Readonly<Record<string, Told>> = {
  string: success('hi'),
  emptyString: success(''),
  number: success(4.5),
  zero: success(0),
  yes: success(true),
  no: success(false),
  null: success(null),
  object: success(OBJECT),
  emptyObject: success({}),
  list: success([1, [2], { three: 3 }]),
  emptyList: success([]),
  date: success(DATE),
  pointer: success({ __type: 'Pointer', className: 'Hooked', objectId: 'hookedObj1' }),
  saved: success({ __type: 'Object', className: 'Hooked', objectId: 'hookedObj1', name: 'one' }),
  geo: success({ __type: 'GeoPoint', latitude: 1, longitude: 2 }),
  nothing: json({}),
  other: json({ result: 'hi' }),
  empty: [200, ''],
  errorText: json({ error: 'refused' }),
  emptyError: json({ error: '' }),
  errorNull: json({ error: null, success: 'fine' }),
  errorNo: json({ error: false, success: 'fine' }),
  errorZero: json({ error: 0, success: 'fine' }),
  errorYes: json({ error: true }),
  errorNumber: json({ error: 42 }),
  errorObject: json({ error: { code: 9001, message: 'own words' } }),
  errorWithError: json({ error: { code: 9002, error: 'other words' } }),
  errorOfParse: json({ error: { code: 101, message: 'Not here.' } }),
  errorWithoutCode: json({ error: { message: 'no code' } }),
  errorWithoutText: json({ error: { code: 9003 } }),
  errorTextCode: json({ error: { code: '9004', message: 'a code of letters' } }),
  errorEmptyObject: json({ error: {} }),
  errorList: json({ error: ['a', 'b'] }),
  errorAndSuccess: json({ error: 'refused', success: 'fine' }),
  codeBeside: json({ code: 9005, error: 'beside' }),
  plainText: [200, 'hello'],
  page: [200, '<html><body>hello</body></html>'],
  half: [200, '{"success": "h'],
  jsonString: [200, '"hello"'],
  jsonNumber: [200, '7'],
  jsonNull: [200, 'null'],
  jsonList: [200, '["success"]'],
  status201: json({ success: 'made' }, 201),
  status204: [204, ''],
  status302: json({ success: 'elsewhere' }, 302),
  status400: json({ success: 'fine' }, 400),
  status401: json({ error: 'who?' }, 401),
  status404: [404, 'no'],
  status500: json({ error: { code: 9006, message: 'fault' } }, 500),
};

/** The object of a trigger without the members that each server makes for itself. */
const shown = (object: unknown): Json => {
  const { createdAt: _createdAt, updatedAt: _updatedAt, ...rest } = (object ?? {}) as Json;
  return rest;
};

const facts = ({ body, headers }: Asked): Json => {
  const { user, object, original, installationId, headers: sent, ip, ...rest } = body;
  const { username, sessionToken } = (user ?? {}) as Json;
  return {
    ...rest,
    ...(user === undefined ? {} : { user: { username, token: typeof sessionToken } }),
    ...(object === undefined ? {} : { object: shown(object) }),
    ...(original === undefined ? {} : { original: shown(original) }),
    installationId: installationId ?? 'none',
    own: (sent as Json | undefined)?.['x-own'] ?? 'none',
    ip: typeof ip,
    key: headers['x-parse-webhook-key'] ?? 'none',
    type: headers['content-type'],
  };
};

/** Answers that depend on the request. */
const ANSWERING: Readonly<Record<string, (asked: Asked) => Told>> = {
  facts: (asked) => success(facts(asked)),
  parameters: ({ body }) => success(body['params']),
  same: ({ body }) => success(body['object']),
  change: ({ body }) => success({ ...(body['object'] as Json), added: 'by the hook', name: 'changed' }),
  unset: ({ body }) => {
    const { name: _name, ...rest } = body['object'] as Json;
    return success(rest);
  },
  noted: (asked) => success({ ...(asked.body['object'] as Json), facts: facts(asked) }),
  wrongType: ({ body }) => success({ ...(body['object'] as Json), name: 7 }),
  ownId: ({ body }) => success({ ...(body['object'] as Json), objectId: 'ofTheHook1' }),
  odd: ({ body }) => success((body['object'] as { n?: unknown } | undefined)?.n === 1 ? undefined : body['object']),
  filtered: ({ body }) => success((body['objects'] as Json[]).filter(({ n }) => n !== 2)),
  marked: ({ body }) => success((body['objects'] as Json[]).map((object) => ({ ...object, marked: true }))),
};

/** Starts it on the loopback; unknown paths are 404. */
export async function startHookServer(): Promise<HookServer> {
  const server = createServer((request, response) => {
    void request.toArray().then((parts) => {
      const name = (request.url ?? '').slice(1);
      const asked = { body: JSON.parse(Buffer.concat(parts as Buffer[]).toString() || '{}') as Json, headers: request.headers };
      const [status, body] = ANSWERS[name] ?? ANSWERING[name]?.(asked) ?? [404, 'There is no such hook.'];
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
