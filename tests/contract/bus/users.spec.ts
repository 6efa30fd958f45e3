import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Bus } from '@parlance/bus';
import { ADMIN_OPERATIONS, type AnyAdminOperation } from '@parlance/admin-operations';
import { ADMINISTRATOR_USER, auth, config, data, SERVICES, type RequestContext } from '@parlance/contracts';
import { startPrivateServer, type PrivateServer } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectByNats } from '../../../tools/cli/nats-transport.ts';
import { contextOf, randomPrefix } from './harness.ts';

const SESSION = { sessionId: 's', userId: 'u', roles: [], expiresAt: null, installationId: null, restricted: false };

/** A NATS server as the launcher starts it, with a user for each service. */
describe('SEC-34 the user of a service', () => {
  const prefix = randomPrefix();
  let server: PrivateServer;
  const open: NatsConnection[] = [];
  const buses: Bus[] = [];
  beforeAll(async () => {
    server = await startPrivateServer('nats');
  });
  afterEach(async () => {
    for (const nats of open.splice(0)) await nats.close();
    for (const bus of buses.splice(0)) await bus.close();
  });
  afterAll(() => server.dispose());

  const urlFor = (...services: readonly string[]): string => server.urlFor(services) ?? '';
  const busOf = async (...services: readonly string[]): Promise<Bus> => {
    const bus = await Bus.connect({ servers: urlFor(...services), prefix, name: services.join('+') });
    buses.push(bus);
    return bus;
  };

  /** A plain client with the user's credentials, and all that the server reproaches it with. */
  const clientOf = async (service: string): Promise<{ nats: NatsConnection; refusals: string[] }> => {
    const { host, username, password } = new URL(urlFor(service));
    const nats = await connect({ servers: host, user: username, pass: password });
    open.push(nats);
    const refusals: string[] = [];
    const watch = async (): Promise<void> => {
      for await (const status of nats.status()) if (status.type === 'error') refusals.push(status.error.message);
    };
    void watch();
    return { nats, refusals };
  };

  it('lets it do its work: requests, replies in parts, events', async () => {
    const [gateway, authBus, dataBus] = await Promise.all([busOf('gateway'), busOf('auth'), busOf('data')]);
    const large = { objectId: 'x', text: 'y'.repeat(2_000_000) };
    authBus.serve([
      {
        operation: auth.identify,
        handle: async (_request, context: RequestContext) => {
          await authBus.call(data.findForService, { service: 'auth', className: '_User', where: {}, limit: 1 }, context);
          return SESSION;
        },
      },
    ]);
    dataBus.serve([{ operation: data.findForService, handle: () => ({ objects: [large] }) }]);
    const told: unknown[] = [];
    gateway.subscribe(auth.identityChanged, (payload) => void told.push(payload));
    await Promise.all([gateway.flush(), authBus.flush(), dataBus.flush()]);
    expect(await gateway.call(auth.identify, { sessionToken: 't' }, contextOf())).toEqual(SESSION);
    dataBus.publish(auth.identityChanged, { app: 'test', change: { kind: 'user', userId: 'u' } });
    await expect.poll(() => told.length).toBe(1);
  });

  it('serves a process that hosts all services', async () => {
    const bus = await busOf(...SERVICES.map(({ name }) => name));
    bus.serve([{ operation: config.appForAuth, handle: () => ({ app: null }) }]);
    await bus.flush();
    const authBus = await busOf('auth');
    expect(await authBus.call(config.appForAuth, { appId: 'test' }, contextOf())).toEqual({ app: null });
  });

  it.each([
    ['data', 'auth.log-in'],
    ['gateway', 'data.create-for-service'],
    ['config', 'inbox.gateway.>'],
    ['auth', '>'],
  ])('%s does not hear %s', async (service, subject) => {
    const { nats, refusals } = await clientOf(service);
    nats.subscribe(subject === '>' ? '>' : `${prefix}.${subject}`, { callback: () => undefined });
    await nats.flush();
    await expect.poll(() => refusals.join('\n')).toMatch(/Permissions Violation for Subscription/i);
  });

  it('does not hear its own requests but as one of its queue group, who get each once', async () => {
    const { nats, refusals } = await clientOf('auth');
    nats.subscribe(`${prefix}.auth.>`, { callback: () => undefined });
    await nats.flush();
    await expect.poll(() => refusals.join('\n')).toMatch(/Permissions Violation for Subscription/i);
  });

  it.each([
    ['gateway', 'data.find-for-service'],
    ['data', 'config.app-for-auth'],
    ['config', 'data.find'],
    ['auth', 'events.config.app-changed'],
  ])('%s cannot send to %s', async (service, subject) => {
    const { nats, refusals } = await clientOf(service);
    nats.publish(`${prefix}.${subject}`, '{}');
    await nats.flush();
    await expect.poll(() => refusals.join('\n')).toMatch(/Permissions Violation for Publish/i);
  });

  it('lets administrators ask the admin service, and nobody else', async () => {
    const admin = await busOf('admin');
    const answer = { body: Buffer.from('{"apps":[]}') };
    const description = { name: 'parlance-admin', version: '1.0.0', description: 'Administration.', queue: 'admin' };
    const door = admin.openDoor(description, [
      { name: 'apps-list', subject: 'admin.apps.list', metadata: {}, handle: () => Promise.resolve(answer) },
    ]);
    await admin.flush();
    const transport = await connectByNats({ url: urlFor(ADMINISTRATOR_USER), prefix, token: 't' });
    const operation = ADMIN_OPERATIONS.find(({ area, name }) => area === 'apps' && name === 'list') as AnyAdminOperation;
    const options = { requestId: 'r', timeoutMs: 5_000, signal: new AbortController().signal };
    expect(await transport.call(operation, {}, options)).toEqual({ apps: [] });
    await transport.close();
    await door.close(1_000);
    for (const subject of [`${prefix}.inbox.admin.>`, `${prefix}.admin.apps.list`, '>']) {
      const { nats, refusals } = await clientOf(ADMINISTRATOR_USER);
      nats.subscribe(subject, { callback: () => undefined });
      await nats.flush();
      await expect.poll(() => refusals.join('\n')).toMatch(/Permissions Violation for Subscription/i);
    }
    const { nats, refusals } = await clientOf(ADMINISTRATOR_USER);
    nats.publish(`${prefix}.config.app-for-auth`, '{}');
    await nats.flush();
    await expect.poll(() => refusals.join('\n')).toMatch(/Permissions Violation for Publish/i);
  });

  it('nobody gets in without one', async () => {
    await expect(connect({ servers: `127.0.0.1:${server.port}`, reconnect: false })).rejects.toThrow(/authorization/i);
    await expect(connect({ servers: `127.0.0.1:${server.port}`, user: 'data', pass: 'guess', reconnect: false })).rejects.toThrow(
      /authorization/i,
    );
  });
});
