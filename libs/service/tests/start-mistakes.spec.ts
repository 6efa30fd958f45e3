import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServers } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Probe } from './probe.ts';
import { startTlsServer, type TlsServer } from './tls-server.ts';

let folder: string;
let probe: Probe | undefined;
let server: TlsServer | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlance-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await probe?.end();
  await server?.close();
  probe = server = undefined;
});

/** The last line of a process that has ended by itself, long before it would have given up. */
async function lastLineWith(env: Record<string, string>) {
  const startedAt = performance.now();
  probe = new Probe({ PROBE_START_MS: '60000', ...env });
  expect(await probe.exited).toBe(1);
  expect(performance.now() - startedAt).toBeLessThan(30_000);
  return { ...probe.lines.at(-1), stderr: probe.stderr };
}

function addressed(name: 'NATS' | 'MongoDB', { port }: TlsServer): Record<string, string> {
  return name === 'NATS' ? { NATS_URL: `tls://127.0.0.1:${port}` } : { MONGODB_URL: `mongodb://127.0.0.1:${port}/?tls=true` };
}

describe('a mistake in an address is told at once, and ends the process', () => {
  it('a scheme that NATS does not speak here', async () => {
    const { stderr } = await lastLineWith({ NATS_URL: 'ws://127.0.0.1:8080' });
    expect(stderr).toContain('NATS_URL must be an address such as nats://… or tls://…');
  });

  it('a replica set that the server does not belong to', async () => {
    const url = new URL(testServers().mongodbUrl);
    url.searchParams.set('replicaSet', 'nope');
    url.searchParams.delete('directConnection');
    const line = await lastLineWith({ MONGODB_URL: url.href });
    expect(line).toMatchObject({ level: 'fatal', msg: expect.stringMatching(/^MongoDB has no member .* setting replicaSet\.$/) });
  });

  it.each(['NATS', 'MongoDB'] as const)('a certificate that lacks the host name: %s', async (name) => {
    server = await startTlsServer(folder, { greeting: name === 'NATS' });
    const line = await lastLineWith({ ...addressed(name, server), NODE_EXTRA_CA_CERTS: server.caFile });
    expect(line).toMatchObject({ level: 'fatal', msg: `${name} shows a certificate that lacks the host name of its address.` });
  });

  it.each(['NATS', 'MongoDB'] as const)('a certificate that nobody trusts: %s', async (name) => {
    server = await startTlsServer(folder, { greeting: name === 'NATS' });
    expect(await lastLineWith(addressed(name, server))).toMatchObject({
      level: 'fatal',
      msg: expect.stringMatching(/authority that this process does not trust/),
    });
  });

  it.each(['NATS', 'MongoDB'] as const)('a server that asks for a client certificate: %s', async (name) => {
    server = await startTlsServer(folder, { greeting: name === 'NATS', asksForCertificate: true });
    const line = await lastLineWith({ ...addressed(name, server), NODE_EXTRA_CA_CERTS: server.caFile });
    expect(line).toMatchObject({ level: 'fatal', msg: expect.stringMatching(/asks for a client certificate/) });
  });
});
