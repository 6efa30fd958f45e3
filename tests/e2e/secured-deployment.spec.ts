import { join } from 'node:path';
import {
  makeCertificates,
  startMailbox,
  startParlance,
  startSecuredNats,
  startSecuredRedis,
  startSecuredReplicaSet,
  type Certificates,
  type Mailbox,
  type Parlance,
  type SecuredServer,
} from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT, signUp } from './accounts.ts';

const SETTINGS = { ...PATIENT, verifyUserEmails: true, allowClientClassCreation: true, fileUpload: { enableForPublic: true } };

/** Addresses say no word of encryption; the files do. */
const viaNats = ({ port }: SecuredServer, { ca, client }: Certificates) => ({
  NATS_URL: `nats://127.0.0.1:${port}`,
  PARLANCE_NATS_CA_FILE: ca,
  PARLANCE_NATS_CERT_FILE: client.cert,
  PARLANCE_NATS_KEY_FILE: client.key,
});
const viaMongodb = ({ port }: SecuredServer, { ca, client }: Certificates) => ({
  MONGODB_URL: `mongodb://127.0.0.1:${port}/?replicaSet=rs0`,
  PARLANCE_MONGODB_CA_FILE: ca,
  PARLANCE_MONGODB_CERT_FILE: client.both,
});
const viaRedis = ({ port }: SecuredServer, { ca, client }: Certificates) => ({
  REDIS_URL: `redis://127.0.0.1:${port}`,
  PARLANCE_REDIS_CA_FILE: ca,
  PARLANCE_REDIS_CERT_FILE: client.cert,
  PARLANCE_REDIS_KEY_FILE: client.key,
});
const transfers = ({ ca, server }: Certificates) => ({
  PARLANCE_TRANSFERS_CA_FILE: ca,
  PARLANCE_TRANSFERS_CERT_FILE: server.cert,
  PARLANCE_TRANSFERS_KEY_FILE: server.key,
});

describe('a deployment whose servers speak TLS alone and ask each process for its certificate', () => {
  let files: Certificates;
  const servers: (SecuredServer | undefined)[] = [];
  let mailbox: Mailbox;
  let parlance: Parlance;
  let hasRedis: boolean;
  beforeAll(async () => {
    files = await makeCertificates();
    const jetstream = `jetstream { store_dir: "${join(files.folder, 'jetstream')}" }`;
    const [nats, mongodb, redis] = await Promise.all([
      startSecuredNats(files, true, jetstream),
      startSecuredReplicaSet(files),
      startSecuredRedis(files),
    ]);
    servers.push(nats, mongodb, redis);
    hasRedis = redis !== undefined;
    mailbox = await startMailbox();
    const env = {
      ...viaNats(nats, files),
      ...viaMongodb(mongodb, files),
      ...(redis && viaRedis(redis, files)),
      ...transfers(files),
      PARLANCE_SMTP_URL: mailbox.url,
      PARLANCE_MAIL_FROM: 'app@parlance.example',
    };
    parlance = await startParlance({ mode: 'split', apps: [{ id: 'test', settings: SETTINGS }], env });
  });
  afterAll(async () => {
    await parlance?.close();
    await mailbox?.close();
    for (const server of servers) await server?.stop();
    await files?.dispose();
  });

  it('keeps objects, those of one transaction, too', async () => {
    const saves = [1, 2].map((score) => ({ method: 'POST', path: '/parse/classes/Game', body: { score } }));
    const saved = await parlance.rest('POST', '/batch', { transaction: true, requests: saves });
    expect(saved.body).toEqual([{ success: expect.anything() }, { success: expect.anything() }]);
    const { body } = await parlance.rest('GET', '/classes/Game?order=score');
    expect(body.results).toMatchObject([{ score: 1 }, { score: 2 }]);
  });

  it('appends events to the journal of NATS', async () => {
    expect(await parlance.rest('POST', '/events/Opened', { dimensions: {} })).toMatchObject({ status: 200 });
  });

  it('hands the bytes of files over', async () => {
    const { status, body } = await parlance.rest('POST', '/files/note.txt', 'some bytes', { headers: { 'Content-Type': 'text/plain' } });
    expect(status).toBe(201);
    expect(await (await fetch(String(body.url))).text()).toBe('some bytes');
  });

  it('sends mails that waited in a queue, and counts by Redis', async ({ skip }) => {
    if (!hasRedis) skip('There is no Redis with TLS on this machine.');
    await signUp(parlance, { email: 'ada@example.com' });
    await mailbox.waitForMail('ada@example.com');
    const complaints = parlance.logs.filter(({ level, msg }) => level === 'error' || /Redis/.test(String(msg)));
    expect(complaints).toEqual([]);
  });
});
