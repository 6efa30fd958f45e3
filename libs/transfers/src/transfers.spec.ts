import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ParseError } from '@parlance/errors';
import { createLogger } from '@parlance/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Offers, type FileBytes } from './offers.ts';
import { SMALL_BYTES } from './small-bytes.ts';
import { TransferClient } from './transfer-client.ts';
import { TransferServer } from './transfer-server.ts';

const logger = createLogger({ service: 'test', level: 'fatal', destination: { write: () => undefined } });

const bytesOf = async (sent: FileBytes): Promise<Buffer> => (sent instanceof Readable ? buffer(sent) : sent);

describe.each(['in one process', 'over HTTP'])('bytes, %s', (how) => {
  const offers = new Offers();
  const server = new TransferServer(offers, { host: '127.0.0.1', port: 0, address: undefined, logger });
  const client = new TransferClient(how === 'over HTTP' ? new Offers() : offers);
  beforeAll(() => server.listen());
  afterAll(async () => {
    client.close();
    await server.close();
  });
  const bytes = randomBytes(1_000_000);
  const parts = (...all: Buffer[]) => Readable.from(all, { objectMode: false });

  it('are fetched once', async () => {
    const ticket = server.offer({ kind: 'download', length: bytes.length, open: () => parts(bytes) });
    expect((await bytesOf(await client.download(ticket, bytes.length))).equals(bytes)).toBe(true);
    await expect(client.download(ticket, 1)).rejects.toThrow(expect.objectContaining({ status: 503 }));
  });

  it('are handed over once, whole, and answered', async () => {
    const ticket = server.offer({ kind: 'upload', take: async (sent) => ({ length: (await bytesOf(sent)).length }) });
    expect(await client.upload(ticket, parts(bytes, bytes), undefined)).toEqual({ length: 2_000_000 });
    await expect(client.upload(ticket, parts(bytes), bytes.length)).rejects.toThrow(expect.objectContaining({ status: 503 }));
  });

  it.each([
    [SMALL_BYTES, true],
    [SMALL_BYTES + 1, false],
  ])('%i of them are at once: %s', async (count, isAtOnce) => {
    const some = randomBytes(count);
    const open = () => (isAtOnce ? Promise.resolve(some) : parts(some));
    const fetched = await client.download(server.offer({ kind: 'download', length: count, open }), count);
    expect(Buffer.isBuffer(fetched)).toBe(isAtOnce);
    expect((await bytesOf(fetched)).equals(some)).toBe(true);
    const take = async (sent: FileBytes) => ({ isAtOnce: Buffer.isBuffer(sent), isSame: (await bytesOf(sent)).equals(some) });
    expect(await client.upload(server.offer({ kind: 'upload', take }), isAtOnce ? some : parts(some), count)).toEqual({
      isAtOnce,
      isSame: true,
    });
  });

  it('of several small files are fetched together, and each gets its own or its own fault', async () => {
    const own = Array.from({ length: 5 }, (_, index) => randomBytes(index * 1_000));
    const tickets = own.map((some) => server.offer({ kind: 'download', length: some.length, open: async () => some }));
    const open = () => Promise.reject(new ParseError('ServiceUnavailable', 'A part is missing.'));
    const broken = server.offer({ kind: 'download', length: 1, open });
    const used = tickets[0]!;
    await client.download(used, 0);
    const outcomes = await Promise.allSettled([...tickets, broken].map((ticket) => client.download(ticket, 1_000)));
    expect(outcomes.slice(1, 5)).toEqual(own.slice(1).map((value) => ({ status: 'fulfilled', value })));
    expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: { status: 503 } });
    expect(outcomes[5]).toMatchObject({ status: 'rejected', reason: { status: 503, message: 'A part is missing.' } });
  });

  it('that cannot be read are refused with the words of the service', async () => {
    const open = () => Promise.reject(new ParseError('ServiceUnavailable', 'A part is missing.'));
    const ticket = server.offer({ kind: 'download', length: 1, open });
    await expect(client.download(ticket, 1)).rejects.toThrow(expect.objectContaining({ status: 503, message: 'A part is missing.' }));
  });

  it('that are refused in the middle are refused with the words of the service', async () => {
    const ticket = server.offer({
      kind: 'upload',
      take: async (source) => {
        if (!(source instanceof Readable)) throw new Error('The bytes did not come as a stream.');
        for await (const part of source.iterator({ destroyOnReturn: false })) expect(part).toBeInstanceOf(Buffer);
        throw new ParseError('FileSaveError', 'There is no room.');
      },
    });
    await expect(client.upload(ticket, parts(bytes), undefined)).rejects.toThrow(
      expect.objectContaining({ code: 130, message: 'There is no room.' }),
    );
  });

  it('FIL-36 whose source fails end the work of the service, and the source says why', async () => {
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const take = (sent: FileBytes) => {
      begun.resolve();
      return bytesOf(sent).finally(() => ended.resolve());
    };
    const fault = new ParseError('FileTooLarge', 'too large');
    const source = new Readable({ read: () => undefined });
    source.push(bytes);
    const uploading = client.upload(server.offer({ kind: 'upload', take }), source, undefined);
    void begun.promise.then(() => source.destroy(fault));
    await expect(uploading).rejects.toBe(fault);
    await ended.promise;
  });

  it('a ticket of one kind is none of the other, and nobody is answered without one', async () => {
    const ticket = server.offer({ kind: 'download', length: 1, open: () => parts(Buffer.from('x')) });
    await expect(client.upload(ticket, parts(bytes), undefined)).rejects.toThrow(expect.objectContaining({ status: 503 }));
    expect((await fetch(`${ticket.address}/`)).status).toBe(404);
    expect((await fetch(`${ticket.address}/guess`, { method: 'PUT', body: 'x' })).status).toBe(404);
    expect((await fetch(`${ticket.address}/${ticket.ticket}`, { method: 'POST', body: 'x' })).status).toBe(404);
  });

  it('nobody listens: unavailable', async () => {
    const ticket = { address: 'http://127.0.0.1:1', ticket: 'x' };
    await expect(client.download(ticket, 1)).rejects.toThrow(expect.objectContaining({ status: 503 }));
    await expect(client.upload(ticket, parts(bytes), undefined)).rejects.toThrow(expect.objectContaining({ status: 503 }));
  });
});
