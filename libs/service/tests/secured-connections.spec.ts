import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import { connectRedis, REDIS_SETTINGS } from '@parlance/redis';
import { serviceSettings } from '@parlance/service';
import { createLogger } from '@parlance/telemetry';
import { makeCertificates, secure, startSecuredMongodb, startSecuredNats, startSecuredRedis, testServers } from '@parlance/testing';
import type { Certificates, SecuredServer } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadProcess } from '../src/load-process.ts';
import { natsCredentials } from './nats-jwt.ts';
import { Probe } from './probe.ts';

let files: Certificates;
const running: SecuredServer[] = [];
const used = <T extends SecuredServer>(server: T): T => (running.push(server), server);
let probe: Probe | undefined;

beforeAll(async () => void (files = await makeCertificates()));
afterEach(() => probe?.end());
afterAll(async () => {
  for (const server of running) await server.stop();
  await files.dispose();
});

const start = (env: Record<string, string>): Probe => (probe = new Probe({ PROBE_START_MS: '60000', ...env }));
const file = async (name: string, content: string): Promise<string> => {
  const path = join(files.folder, name);
  await writeFile(path, content);
  return path;
};

describe('connections are encrypted with certificates of the deployment:', () => {
  it('NATS, which asks for a client certificate', async () => {
    const { port } = used(await startSecuredNats(files, true));
    const certificate = { PARLANCE_NATS_CERT_FILE: files.client.cert, PARLANCE_NATS_KEY_FILE: files.client.key };
    await start({ NATS_URL: `nats://127.0.0.1:${port}`, PARLANCE_NATS_CA_FILE: files.ca, ...certificate }).up();
    await probe!.end();
    const without = start({ NATS_URL: `tls://127.0.0.1:${port}`, PARLANCE_NATS_CA_FILE: files.ca });
    expect(await without.exited).toBe(1);
    expect(without.lines.at(-1)).toMatchObject({ level: 'fatal', msg: expect.stringContaining('PARLANCE_NATS_CERT_FILE') });
  });

  it('MongoDB, which asks for a client certificate', async () => {
    const { port } = used(await startSecuredMongodb(files));
    const MONGODB_URL = `mongodb://127.0.0.1:${port}`;
    const all = { PARLANCE_MONGODB_CA_FILE: files.ca, PARLANCE_MONGODB_CERT_FILE: files.client.both };
    await start({ MONGODB_URL, ...all }).up();
    await probe!.end();
    const untrusting = start({ MONGODB_URL, PARLANCE_MONGODB_CERT_FILE: files.client.both });
    expect(await untrusting.exited).toBe(1);
    expect(untrusting.lines.at(-1)).toMatchObject({ level: 'fatal', msg: expect.stringContaining('PARLANCE_MONGODB_CA_FILE') });
  });

  it('Redis, which asks for a client certificate', async () => {
    const redisUrl = new URL(testServers().redisUrl);
    const server = await startSecuredRedis(files);
    if (server !== undefined) redisUrl.password = '';
    // The Redis of the tests cannot speak TLS itself.
    const { port } = used(server ?? (await secure(files, Number(redisUrl.port))));
    redisUrl.port = String(port);
    const certificate = { PARLANCE_REDIS_CERT_FILE: files.client.cert, PARLANCE_REDIS_KEY_FILE: files.client.key };
    const env = { REDIS_URL: redisUrl.href, PARLANCE_REDIS_CA_FILE: files.ca, ...certificate };
    const options = { name: 'test', logger: createLogger({ service: 'test', level: 'silent' }) };
    const { REDIS_URL } = serviceSettings(REDIS_SETTINGS, env);
    expect(REDIS_URL).toMatch(/^rediss:/);
    const redis = connectRedis(REDIS_URL, 'queues', options);
    try {
      expect(await redis.ping()).toBe('PONG');
    } finally {
      redis.disconnect();
    }
    const stranger = connectRedis(serviceSettings(REDIS_SETTINGS, { ...env, ...{ PARLANCE_REDIS_CERT_FILE: '', PARLANCE_REDIS_KEY_FILE: '' } }).REDIS_URL, 'counters', options); // prettier-ignore
    await expect(stranger.ping()).rejects.toThrow();
    stranger.disconnect();
  });
});

describe('NATS knows a process by a file:', () => {
  /** May hear replies at the place of its user alone, as in a deployment. */
  const userOf = (key: string): string => {
    const subscribe = ['*.inbox.probe.>', '*.probe.>', '*.events.>', '*.presence.>'].map((subject) => `"${subject}"`).join(', ');
    return `authorization { users: [{ nkey: ${key}, permissions: { publish: ">", subscribe: [${subscribe}] } }] }`;
  };

  it('the seed of an nkey, with replies at the place of the user that the services of the process have', async () => {
    const user = nkeys.createUser();
    const seed = await file('user.nk', `${Buffer.from(user.getSeed()).toString()}\n`);
    const { port } = used(await startSecuredNats(files, false, userOf(user.getPublicKey())));
    const env = { NATS_URL: `tls://127.0.0.1:${port}`, PARLANCE_NATS_CA_FILE: files.ca };
    const known = start({ ...env, PARLANCE_NATS_NKEY_FILE: seed });
    await known.up();
    expect(known.stdout).not.toMatch(/permissions|violation/i);
    await known.end();
    const other = await file('other.nk', Buffer.from(nkeys.createUser().getSeed()).toString());
    const refused = start({ ...env, PARLANCE_NATS_NKEY_FILE: other });
    expect(await refused.said('Waiting for NATS.')).toMatchObject({ reason: expect.stringMatching(/refuses the user/) });
  });

  it('credentials as nsc writes them', async () => {
    const { settings, file: credentials } = natsCredentials();
    const { port } = used(await startSecuredNats(files, false, settings));
    const path = await file('user.creds', credentials);
    const env = { NATS_URL: `tls://127.0.0.1:${port}`, PARLANCE_NATS_CA_FILE: files.ca };
    await start({ ...env, PARLANCE_NATS_CREDENTIALS_FILE: path }).up();
  });
});

describe('a wrong file is told at the start, by its variable and the right content:', () => {
  it.each<[string, () => Record<string, string>, string]>([
    [
      'one that is not there',
      () => ({ PARLANCE_NATS_CA_FILE: '/nowhere' }),
      'PARLANCE_NATS_CA_FILE must be the path of a readable file with certificates in PEM form',
    ],
    [
      'a key instead of a certificate',
      () => ({ PARLANCE_REDIS_CA_FILE: files.client.key }),
      'PARLANCE_REDIS_CA_FILE must be the path of a readable file with certificates in PEM form',
    ],
    [
      'a certificate without its key',
      () => ({ PARLANCE_NATS_CERT_FILE: files.client.cert }),
      'PARLANCE_NATS_KEY_FILE is not set; it must be the private key of the certificate in PARLANCE_NATS_CERT_FILE',
    ],
    [
      'a key without its certificate',
      () => ({ PARLANCE_REDIS_KEY_FILE: files.client.key }),
      'PARLANCE_REDIS_CERT_FILE is not set; it must be the certificate of the key in PARLANCE_REDIS_KEY_FILE',
    ],
    [
      'the key of another certificate',
      () => ({ PARLANCE_NATS_CERT_FILE: files.client.cert, PARLANCE_NATS_KEY_FILE: files.server.key }),
      'PARLANCE_NATS_KEY_FILE must be the private key of the certificate in PARLANCE_NATS_CERT_FILE',
    ],
    [
      'a certificate alone for MongoDB',
      () => ({ PARLANCE_MONGODB_CERT_FILE: files.client.cert }),
      'PARLANCE_MONGODB_CERT_FILE must be the path of a readable file with a certificate and its private key in PEM form, without a passphrase',
    ],
    [
      'credentials that are none',
      () => ({ PARLANCE_NATS_CREDENTIALS_FILE: files.ca }),
      'PARLANCE_NATS_CREDENTIALS_FILE must be the path of a readable file with credentials of a NATS user',
    ],
    [
      'an nkey that is none',
      () => ({ PARLANCE_NATS_NKEY_FILE: files.ca }),
      'PARLANCE_NATS_NKEY_FILE must be the path of a readable file with the seed of an nkey',
    ],
  ])('%s', (_title, env, message) => {
    expect(() => loadProcess([], env(), [])).toThrow(`Settings of this process are wrong:\n  ${message}`);
  });

  it('by a program as well, which ends then', async () => {
    const wrong = start({ PARLANCE_NATS_CA_FILE: '/nowhere' });
    expect(await wrong.exited).toBe(1);
    expect(wrong.stderr).toContain('PARLANCE_NATS_CA_FILE must be the path of a readable file with certificates in PEM form');
  });
});
