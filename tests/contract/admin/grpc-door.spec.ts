import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { ADMIN_SETTINGS, Dispatcher, GrpcDoor, handles } from '@parlance/admin/doors';
import { apps, SCOPES, type AdminCaller } from '@parlance/admin-operations';
import type { Bus } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import { loadSettings } from '@parlance/settings';
import { createLogger } from '@parlance/telemetry';
import { createAuthority } from '@parlance/testing';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { GrpcClient } from './grpc-client.ts';
import { ReflectionClient } from './reflection-client.ts';

type GetApp = (call: { readonly deadline: number; readonly signal: AbortSignal }) => Promise<void>;
const logger = createLogger({ service: 'test', level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'parlance-grpc-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** The door with one operation behind it. @returns its port */
async function open(env: Readonly<Record<string, string>> = {}, getApp: GetApp = async () => undefined): Promise<number> {
  const handler = handles(apps.getApp, async ({ app }, call) => {
    await getApp(call);
    return { app: { id: app, name: 'A game', enabled: true, version: 1 } };
  });
  const caller: AdminCaller = { kind: 'token', id: 't', name: 't', scopes: SCOPES, apps: 'all' };
  // No operation here asks a service.
  const dispatcher = new Dispatcher({
    handlers: [handler],
    callers: { identify: async () => caller },
    bus: undefined as unknown as Bus,
    logger,
  });
  const door = new GrpcDoor(dispatcher, loadSettings(ADMIN_SETTINGS, { PARLANCE_ADMIN_GRPC_PORT: '0', ...env }), logger);
  const port = await door.open();
  ends.push(() => door.close());
  return port;
}

function client(port: number, channel = credentials.createInsecure()): GrpcClient {
  const made = new GrpcClient(port, channel);
  ends.push(() => made.close());
  return made;
}

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const ask = (asked: GrpcClient) => asked.ask('apps.get', { app: 'game' });
const ANSWERED = { error: undefined, body: { app: { id: 'game' } } };
const UNAVAILABLE = { status: 14 };

describe('SEC-40 gRPC over TLS', () => {
  it('shows a certificate, and talks to nobody without TLS', async () => {
    const authority = await createAuthority();
    const { cert, key } = await authority.issueServer();
    const tls = { PARLANCE_ADMIN_GRPC_TLS_CERT: fileOf('a.crt', cert), PARLANCE_ADMIN_GRPC_TLS_KEY: fileOf('a.key', key) };
    const port = await open(tls);
    expect(await ask(client(port, credentials.createSsl(Buffer.from(authority.certificate))))).toMatchObject(ANSWERED);
    expect(await ask(client(port))).toMatchObject(UNAVAILABLE);
    const stranger = await createAuthority();
    expect(await ask(client(port, credentials.createSsl(Buffer.from(stranger.certificate))))).toMatchObject(UNAVAILABLE);
  });

  it('asks clients for a certificate of the authority that is named', async () => {
    const [authority, stranger] = await Promise.all([createAuthority(), createAuthority()]);
    const { cert, key } = await authority.issueServer();
    const port = await open({
      PARLANCE_ADMIN_GRPC_TLS_CERT: fileOf('b.crt', cert),
      PARLANCE_ADMIN_GRPC_TLS_KEY: fileOf('b.key', key),
      PARLANCE_ADMIN_GRPC_TLS_CLIENT_CA: fileOf('b.ca', authority.certificate),
    });
    const root = Buffer.from(authority.certificate);
    const shown = async (from: typeof authority) => {
      const own = await from.issueClient('tool');
      return ask(client(port, credentials.createSsl(root, Buffer.from(own.key), Buffer.from(own.cert))));
    };
    expect(await shown(authority)).toMatchObject(ANSWERED);
    expect(await shown(stranger)).toMatchObject(UNAVAILABLE);
    expect(await ask(client(port, credentials.createSsl(root)))).toMatchObject(UNAVAILABLE);
  });

  it('does not open by halves', async () => {
    const { cert } = await (await createAuthority()).issueServer();
    await expect(open({ PARLANCE_ADMIN_GRPC_TLS_CERT: fileOf('c.crt', cert) })).rejects.toThrow(
      'TLS of the gRPC door needs PARLANCE_ADMIN_GRPC_TLS_CERT and PARLANCE_ADMIN_GRPC_TLS_KEY.',
    );
    await expect(open({ PARLANCE_ADMIN_GRPC_TLS_CLIENT_CA: fileOf('c.ca', cert) })).rejects.toThrow('PARLANCE_ADMIN_GRPC_TLS_KEY');
  });
});

describe('gRPC for clients that know nothing', () => {
  it('describes its services and the standard health service, by which they are called', async () => {
    const asker = new ReflectionClient(`127.0.0.1:${await open()}`, credentials.createInsecure());
    ends.push(() => asker.close());
    const services = await asker.services();
    expect(services).toEqual(expect.arrayContaining(['parlance.admin.v1.AppsService', 'grpc.health.v1.Health']));
    expect(await asker.call('parlance.admin.v1.AppsService', 'Get', { app: 'game' }, 'x')).toMatchObject({
      app: { id: 'game', name: 'A game' },
    });
    for (const service of ['', 'parlance.admin.v1.AppsService'])
      expect(await asker.call('grpc.health.v1.Health', 'Check', { service }, '')).toEqual({ status: 'SERVING' });
    await expect(asker.call('grpc.health.v1.Health', 'Check', { service: 'nobody' }, '')).rejects.toMatchObject({ code: 5 });
  });
});

describe('gRPC', () => {
  it('hands the deadline of a call on, and gives the operation its own where there is none', async () => {
    const left: number[] = [];
    const asked = client(await open({}, async ({ deadline }) => void left.push(deadline - Date.now())));
    await asked.ask('apps.get', { app: 'game' }, { deadlineMs: 3_600_000 });
    await asked.ask('apps.get', { app: 'game' }, { deadlineMs: Infinity });
    expect(left.map((ms) => (ms > 1_800_000 ? 'an hour' : ms <= apps.getApp.deadlineMs ? 'usual' : ms))).toEqual(['an hour', 'usual']);
  });

  it('ends work whose client has gone at its deadline', async () => {
    const gone = Promise.withResolvers<string>();
    const endless: GetApp = ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          gone.resolve('gone');
          resolve();
        });
      });
    const asked = client(await open({}, endless));
    expect(await asked.ask('apps.get', { app: 'game' }, { deadlineMs: 300 })).toMatchObject({ status: 4 });
    expect(await gone.promise).toBe('gone');
  });

  it.each([
    [new ParseError('RateLimited', 'Later.', { retryAfterSeconds: 7 }), 8, 'Later.', 'RATE_LIMITED', { retryDelay: '7s' }],
    [new ParseError('ServiceUnavailable', 'Away.'), 14, 'Away.', 'SERVICE_UNAVAILABLE', undefined],
    [new Error('with secrets'), 13, 'Internal server error.', 'INTERNAL_SERVER_ERROR', undefined],
  ])('tells %s in google.rpc.Status, with details', async (error, status, text, reason, retry) => {
    const asked = client(await open({}, () => Promise.reject(error)));
    const answer = await ask(asked);
    expect(answer).toMatchObject({ status, body: { error: text } });
    expect(answer.details).toContainEqual(expect.objectContaining({ reason, domain: 'parlance' }));
    const delays = answer.details.filter((detail) => String(detail['@type']).endsWith('RetryInfo'));
    expect(delays).toEqual(retry === undefined ? [] : [expect.objectContaining(retry)]);
  });
});
