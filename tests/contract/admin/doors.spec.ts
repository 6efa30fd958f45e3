import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { GrpcClient } from './grpc-client.ts';

/** One suite for all doors: each answers the same. */
describe('the doors of administration', () => {
  let deployment: AdminDeployment;
  let grpc: GrpcClient;
  let port: number;
  beforeAll(async () => {
    port = await anyFreePort();
    deployment = await AdminDeployment.start('split', [{ id: 'alpha' }, { id: 'beta' }], { PARLANCE_ADMIN_GRPC_PORT: String(port) });
    grpc = new GrpcClient(port);
  });
  afterAll(async () => {
    grpc.close();
    await deployment.close();
  });

  const both = async (operation: string, request: Record<string, never> | object = {}) => {
    const token = deployment.ownerToken;
    return { nats: await deployment.ask(operation, request), grpc: await grpc.ask(operation, request as never, { token }) };
  };
  /** JSON of protocol buffers has wide integers as strings, and leaves out empty members. */
  const plain = (json: unknown): unknown =>
    JSON.parse(JSON.stringify(json), (_, value: unknown) => {
      if (Array.isArray(value)) return value.length === 0 ? undefined : value;
      return value === null || value === false || value === '' ? undefined : typeof value === 'number' ? String(value) : value;
    }) ?? {};

  it.each([
    ['apps.list', {}],
    ['apps.list', { limit: 1 }],
    ['apps.get', { app: 'alpha' }],
    ['administrators.list', {}],
    ['tokens.list', {}],
    ['audit.query', { limit: 5 }],
  ])('answer %s %j alike', async (operation, request) => {
    const { nats, grpc: other } = await both(operation, request);
    expect(other.error).toBeUndefined();
    expect(plain(other.body)).toEqual(plain(nats.body));
  });

  it.each([
    ['apps.get', { app: 'nowhere' }, '101', 5],
    ['apps.list', { limit: 0 }, '107', 3],
    ['tokens.create', { name: 'x' }, '107', 3],
    ['tokens.revoke', { id: 'x' }, '101', 5],
  ])('refuse %s %j alike: error %s, status %d', async (operation, request, error, status) => {
    const { nats, grpc: other } = await both(operation, request);
    expect([nats.error, other.error, other.status]).toEqual([error, error, status]);
    expect(other.body.error).toBe(nats.body.error);
  });

  it('gRPC names the fields of mistakes, and knows callers by their token', async () => {
    const { details } = await grpc.ask('tokens.create', { name: 'x', expiresInDays: '0' }, { token: deployment.ownerToken });
    expect(details).toContainEqual(expect.objectContaining({ fieldViolations: [expect.objectContaining({ field: 'expires_in_days' })] }));
    expect(await grpc.ask('apps.list')).toMatchObject({ status: 16, error: '902' });
    expect(await grpc.ask('apps.list', {}, { token: 'x' })).toMatchObject({ status: 16, error: '903' });
    const viewer = await deployment.ask('tokens.create', { name: 'viewer', role: 'viewer' });
    expect(await grpc.ask('tokens.create', { name: 'x', role: 'viewer' }, { token: viewer.body.secret })).toMatchObject({
      status: 7,
      error: '119',
    });
  });

  it('gRPC knows the address of the client, for tokens that are limited and for the audit', async () => {
    const ask = async (addresses: string[]) => {
      const { body } = await deployment.ask('tokens.create', { name: 'limited', role: 'owner', addresses });
      return grpc.ask('administrators.create', { name: addresses.join(), role: 'viewer' }, { token: body.secret });
    };
    expect((await ask(['127.0.0.0/8'])).error).toBeUndefined();
    expect(await ask(['10.0.0.0/8', '::2'])).toMatchObject({ status: 7 });
    const { body } = await deployment.ask('audit.query', { action: 'administrators.create' });
    expect(body.entries).toMatchObject([{ who: 'token', address: '127.0.0.1', author: { name: 'limited' } }]);
  });

  it('gRPC streams operations that follow, until the client goes', async () => {
    const rows = grpc.follow('audit.follow', {}, deployment.ownerToken);
    const told: { entry: { action: string; outcome: string } }[] = [];
    rows.on('data', (row: (typeof told)[number]) => told.push(row));
    const ended = new Promise((resolve) => rows.on('error', resolve));
    await expect
      .poll(async () => {
        await deployment.parlance.masterRest('PUT', '/schemas/Missing', {});
        return told.map(({ entry }) => entry.outcome);
      })
      .toContain('failed');
    rows.cancel();
    expect(await ended).toMatchObject({ code: 1 });
  });

  it('gRPC tells its health and describes itself, with the names that the proto files have', async () => {
    const health = await grpc.raw(
      '/grpc.health.v1.Health/Check',
      Buffer.from('\n\x1fparlance.admin.v1.TokensService'.replace('\x1f', String.fromCharCode('parlance.admin.v1.TokensService'.length))),
    );
    expect([...health]).toEqual([8, 1]); // SERVING
    await expect(grpc.raw('/grpc.health.v1.Health/Check', Buffer.from('\n\x04nope'))).rejects.toMatchObject({ code: 5 });
    await expect(grpc.raw('/parlance.admin.v1.AppsService/Nothing', Buffer.alloc(0))).rejects.toMatchObject({ code: 12 });
    await expect(grpc.raw('/parlance.admin.v1.AppsService/List', Buffer.from([255, 255]))).rejects.toMatchObject({ code: 3 });
  });
});
