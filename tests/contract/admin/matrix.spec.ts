import type { JsonObject } from '@bufbuild/protobuf';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { ADMIN_SETTINGS, Dispatcher, GrpcDoor, handles, NatsDoor } from '@parlance/admin/doors';
import {
  ADMIN_OPERATIONS,
  ROLE_NAMES,
  rightsOf,
  ROLES,
  SCOPES,
  scopeOf,
  type AdminCaller,
  type AnyAdminOperation,
} from '@parlance/admin-operations';
import { Bus } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import { loadSettings } from '@parlance/settings';
import { createLogger } from '@parlance/telemetry';
import { natsOptions, testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf } from './admin-deployment.ts';
import { wordToType } from '../../../tools/cli/danger.ts';
import { NatsTransport } from '../../../tools/cli/nats-transport.ts';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { Cli } from './cli-harness.ts';
import { asOptions, exampleRequest } from './example-requests.ts';
import { GrpcClient } from './grpc-client.ts';

const nameOf = ({ area, name }: AnyAdminOperation): string => `${area}.${name}`;

/** Every caller that there can be, by a token that names them: with a role, with one scope, limited to another app or to this one. */
const CALLERS: ReadonlyMap<string, AdminCaller> = new Map(
  [
    ...ROLE_NAMES.map((role) => [`role-${role}`, { role }] as const),
    ...SCOPES.map((scope) => [`scope-${scope.replace(':', '-')}`, { scopes: [scope] }] as const),
    ['owner-of-alpha', { role: 'owner', apps: ['alpha'] }] as const,
    ['owner-of-beta', { role: 'owner', apps: ['beta'] }] as const,
    ['nothing', { scopes: [] }] as const,
  ].map(([token, rights]) => [token, { kind: 'token', id: token, name: token, ...rightsOf(rights) }]),
);

/** The answer that the table of scopes asks for, written down once more, by other means than the product's. */
function isAllowed(operation: AnyAdminOperation, { scopes, apps }: AdminCaller): boolean {
  const needed = scopeOf(operation);
  const has = scopes.some((scope) => scope === needed || (needed === `${operation.area}:read` && scope === `${operation.area}:write`));
  const isWithin = apps === 'all' || ('app' in operation.request.shape && operation.of === 'app' && apps.includes('alpha'));
  return has && isWithin;
}

describe('SEC-08 every operation, by every door, for every caller', () => {
  let bus: Bus;
  let nats: NatsConnection;
  let natsDoor: NatsDoor;
  let grpcDoor: GrpcDoor;
  let grpc: GrpcClient;
  let prefix: string;
  let cli: Cli;
  const ran: string[] = [];

  beforeAll(async () => {
    prefix = uniqueName('matrix');
    bus = await Bus.connect({ servers: testServers().natsUrl, prefix, name: 'test' });
    nats = await connect(natsOptions());
    const handlers = ADMIN_OPERATIONS.map((operation) =>
      handles<unknown, unknown>(operation, () => {
        ran.push(nameOf(operation));
        throw new ParseError('CommandUnavailable', 'It would run.');
      }),
    );
    const callers = {
      identify: async ({ authorization }: { authorization: string | undefined }) => {
        const caller = CALLERS.get(authorization?.replace('Bearer ', '') ?? '');
        if (caller === undefined) throw new ParseError('InvalidApiKey', 'Nobody.');
        return caller;
      },
    };
    const logger = createLogger({ service: 'test', level: 'silent' });
    // Entries of the audit have their own tests.
    const table = handlers.map(({ operation, handle }) => ({ operation, handle }));
    const dispatcher = new Dispatcher({ handlers: table, callers, bus, logger });
    natsDoor = new NatsDoor(bus, dispatcher);
    natsDoor.open();
    const port = await anyFreePort();
    grpcDoor = new GrpcDoor(dispatcher, loadSettings(ADMIN_SETTINGS, { PARLANCE_ADMIN_GRPC_PORT: String(port) }), logger);
    await grpcDoor.open();
    grpc = new GrpcClient(port);
    // A connection for each of thousands of commands would be most of their time.
    cli = new Cli((access) => Promise.resolve(new NatsTransport(nats, access, { inboxPrefix: '_INBOX', keepsOpen: true })));
    await bus.flush();
  });
  afterAll(async () => {
    cli.remove();
    grpc.close();
    await Promise.all([natsDoor.close(), grpcDoor.close()]);
    await nats.close();
    await bus.close();
  });

  /** Number and text of the error that a door answers. */
  type Answer = readonly [number, string];
  type Ask = (operation: AnyAdminOperation, token: string) => Promise<Answer>;

  const overNats: Ask = async (operation, token) => {
    const fields = headers();
    fields.set('Authorization', `Bearer ${token}`);
    const subject = `${prefix}.admin.${nameOf(operation)}`;
    const request = JSON.stringify(exampleRequest(operation));
    const { body } = answerOf(await nats.request(subject, request, { headers: fields, timeout: 10_000 }));
    return [body.code, body.error];
  };
  const overGrpc: Ask = async (operation, token) => {
    const { error, body } = await grpc.ask(nameOf(operation), exampleRequest(operation) as JsonObject, { token });
    return [Number(error), body.error];
  };
  const byCommand: Ask = async (operation, token) => {
    const { area, name } = operation;
    const request = exampleRequest(operation);
    const word = wordToType(operation, request);
    const options = [...asOptions(operation, request), ...(word === undefined ? [] : ['--yes', word])];
    const env = { PARLANCE_ADMIN_NATS_URL: 'nats://one.for.all', PARLANCE_DEPLOYMENT: prefix, PARLANCE_ADMIN_TOKEN: token };
    const { code, err } = await cli.run([area, name, ...options, '--json'], { env });
    const told = JSON.parse(err) as { readonly code: number; readonly error: string };
    // Services behind the door that are away are told apart for scripts.
    expect({ name, code, err }).toEqual({ name, code: told.code === 2 ? 3 : 1, err });
    return [told.code, told.error];
  };

  it.each(ADMIN_OPERATIONS.map((operation) => [nameOf(operation), operation] as const))('%s', async (_name, operation) => {
    // Admitted callers get as far as the handler, or the entry of the audit that nobody here writes.
    const reached = operation.changes?.auditedBy === 'dispatcher' ? 2 : 108;
    const expected = new Map<string, number>([
      ['a-stranger', 903],
      ...[...CALLERS].map(([token, caller]) => [token, isAllowed(operation, caller) ? reached : 119] as const),
    ]);
    const asked = async (ask: Ask) =>
      new Map(await Promise.all([...expected.keys()].map(async (token) => [token, await ask(operation, token)] as const)));
    const answers = await asked(overNats);
    expect(new Map([...answers].map(([token, [error]]) => [token, error]))).toEqual(expected);
    expect(new Set(expected.values())).toEqual(new Set([903, 119, reached]));
    for (const ask of [overGrpc, byCommand]) expect(await asked(ask)).toEqual(answers);
  });

  it('SEC-38 a caller who may look at everything changes nothing', () => {
    const changes = ADMIN_OPERATIONS.filter((operation) => operation.changes !== undefined);
    expect(changes.filter((operation) => ROLES.viewer.some((scope) => scope === scopeOf(operation)))).toEqual([]);
    expect(changes.length).toBeGreaterThan(5);
  });

  it('SEC-39 no operation edits or removes entries of the audit', () => {
    expect(ADMIN_OPERATIONS.filter(({ area, changes }) => area === 'audit' && changes !== undefined)).toEqual([]);
    expect(ran.length).toBeGreaterThan(0);
  });
});
