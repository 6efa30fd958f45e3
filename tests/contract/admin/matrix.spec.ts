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
import { anyFreePort } from '../../../tools/launcher/ports.ts';
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
    await bus.flush();
  });
  afterAll(async () => {
    grpc.close();
    await Promise.all([natsDoor.close(), grpcDoor.close()]);
    await nats.close();
    await bus.close();
  });

  const requestOf = (operation: AnyAdminOperation): Record<string, string> => ('app' in operation.request.shape ? { app: 'alpha' } : {});

  const overNats = async (operation: AnyAdminOperation, token: string): Promise<string | undefined> => {
    const fields = headers();
    fields.set('Authorization', `Bearer ${token}`);
    const subject = `${prefix}.admin.${nameOf(operation)}`;
    return answerOf(await nats.request(subject, JSON.stringify(requestOf(operation)), { headers: fields, timeout: 10_000 })).error;
  };
  const overGrpc = async (operation: AnyAdminOperation, token: string): Promise<string | undefined> =>
    (await grpc.ask(nameOf(operation), requestOf(operation), { token })).error;

  it.each(ADMIN_OPERATIONS.map((operation) => [nameOf(operation), operation] as const))('%s', async (name, operation) => {
    for (const ask of [overNats, overGrpc]) {
      expect(await ask(operation, 'a-stranger')).toBe('903');
      const answers = await Promise.all(
        [...CALLERS].map(async ([token, caller]) => [token, await ask(operation, token), isAllowed(operation, caller)] as const),
      );
      // Admitted callers get as far as the check of the request, the entry of the audit that nobody here writes, or the handler.
      const wrong = answers.filter(
        ([, error, allowed]) => (error === '119') === allowed || (allowed && !['107', '108', '2'].includes(error ?? '')),
      );
      expect(wrong).toEqual([]);
      expect(answers.filter(([, , allowed]) => allowed).length).toBeGreaterThan(0);
    }
    expect(name).not.toBe('');
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
