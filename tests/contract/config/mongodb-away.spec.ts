import { connect, createServer, type Server } from 'node:net';
import { config } from '@parlance/contracts';
import { credentialsOf, testServers } from '@parlance/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { ConfigDeployment } from './config-service.ts';

let deployment: ConfigDeployment;
let line: Server;
let credentials: string;
beforeEach(async () => {
  deployment = await ConfigDeployment.create();
  const { mongodbUrl } = testServers();
  const { hostname, port } = new URL(mongodbUrl);
  credentials = credentialsOf(mongodbUrl);
  line = createServer((client) => {
    const server = connect(Number(port), hostname);
    client.on('error', () => server.destroy()).pipe(server);
    server.on('error', () => client.destroy()).pipe(client);
  });
});
afterEach(async () => {
  await deployment.close();
  line.close();
});

const listen = (port: number) => new Promise<void>((done) => line.listen(port, '127.0.0.1', done));

it('starts while MongoDB is away, says so at once to callers, and applies the apps file when it is back', async () => {
  const port = await anyFreePort();
  deployment.declare({ apps: [{ id: 'game' }] });
  await deployment.start('split', { MONGODB_URL: `mongodb://${credentials}127.0.0.1:${port}/?directConnection=true&authSource=admin` });
  await expect(deployment.access('game')).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
  expect((await deployment.call(config.health, {})).dependencies['mongodb']?.ok).toBe(false);
  await listen(port);
  await vi.waitFor(() => expect(deployment.events).toEqual([{ app: 'game', version: 1 }]), { timeout: 15_000, interval: 200 });
  expect((await deployment.access('game')).enabled).toBe(true);
  expect((await deployment.call(config.health, {})).dependencies['mongodb']?.ok).toBe(true);
});
