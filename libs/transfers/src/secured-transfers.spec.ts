import { createLogger } from '@parlance/telemetry';
import { makeCertificates, type Certificates } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Offers } from './offers.ts';
import { TransferClient, type TransferTrust } from './transfer-client.ts';
import { TransferServer } from './transfer-server.ts';

const NAME = 'files.parlance.internal';
const logger = createLogger({ service: 'test', level: 'silent' });
const bytes = Buffer.from('some bytes');

describe('bytes over an encrypted connection', () => {
  let files: Certificates;
  let server: TransferServer;
  beforeAll(async () => {
    files = await makeCertificates([NAME]);
    const tls = { certFile: files.server.cert, keyFile: files.server.key };
    server = new TransferServer(new Offers(), { host: '127.0.0.1', port: 0, address: undefined, tls, logger });
    await server.listen();
  });
  afterAll(async () => {
    await server.close();
    await files.dispose();
  });

  const fetch = async (trust: TransferTrust) => {
    const client = new TransferClient(new Offers(), trust);
    const ticket = server.offer({ kind: 'download', length: bytes.length, open: async () => bytes });
    expect(ticket.address).toMatch(/^https:\/\/127\.0\.0\.1:/);
    try {
      return await client.download(ticket, bytes.length);
    } finally {
      client.close();
    }
  };

  it.each([undefined, NAME])('go to a client that trusts the authority, by the host or the name %s', async (name) => {
    expect(await fetch({ caFile: files.ca, name })).toEqual(bytes);
  });

  it.each<[string, () => TransferTrust]>([
    ['does not trust the authority', () => ({})],
    ['wants another name', () => ({ caFile: files.ca, name: 'other.example' })],
  ])('do not go to a client that %s: nothing was handed over', async (_title, trust) => {
    await expect(fetch(trust())).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
  });

  it('are taken from a client', async () => {
    const client = new TransferClient(new Offers(), { caFile: files.ca });
    const ticket = server.offer({ kind: 'upload', take: async (sent) => ({ sent: (sent as Buffer).toString() }) });
    expect(await client.upload(ticket, bytes, bytes.length)).toEqual({ sent: 'some bytes' });
    client.close();
  });
});
