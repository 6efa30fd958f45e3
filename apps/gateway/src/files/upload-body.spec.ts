import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { readBody } from '../body/read-body.ts';
import { UploadBody } from './upload-body.ts';

/** A request whose body is written by the test. */
function sending(): { request: IncomingMessage; body: PassThrough } {
  const body = new PassThrough();
  return { request: Object.assign(body, { headers: { 'transfer-encoding': 'chunked' } }) as unknown as IncomingMessage, body };
}
const SLOW = expect.objectContaining({ code: 124, status: 408 });

describe('the body of an upload', () => {
  it('is what was sent, behind what was read before', async () => {
    const { request, body } = sending();
    const upload = new UploadBody(request, Buffer.from('ab'), { sizeMax: 10 });
    body.write('cd');
    body.end('ef');
    expect((await buffer(upload)).toString()).toBe('abcdef');
  });

  it('FIL-08 SEC fails as soon as it is too large, and leaves the request to be answered', async () => {
    const { request, body } = sending();
    const upload = new UploadBody(request, Buffer.alloc(0), { sizeMax: 4 });
    body.write('12345');
    await expect(buffer(upload)).rejects.toThrow(expect.objectContaining({ code: 129, status: 413 }));
    expect(body.destroyed).toBe(false);
  });

  it('SEC fails when the client sends nothing for too long', async () => {
    const { request, body } = sending();
    const upload = new UploadBody(request, Buffer.alloc(0), { sizeMax: 10, idleMs: 20 });
    body.write('1');
    await expect(buffer(upload)).rejects.toThrow(SLOW);
    expect(body.destroyed).toBe(false);
  });

  it('FIL-10 SEC fails when the client goes', async () => {
    const { request, body } = sending();
    const upload = new UploadBody(request, Buffer.alloc(0), { sizeMax: 10 });
    body.write('1');
    body.destroy();
    await expect(buffer(upload)).rejects.toThrow(expect.objectContaining({ code: 107 }));
  });

  it('ERR-01 FIL-10 fails with 128 when it is shorter than it says', async () => {
    const { request, body } = sending();
    request.headers = { 'content-length': '5' };
    const upload = new UploadBody(request, Buffer.alloc(0), { sizeMax: 10 });
    body.write('1');
    body.destroy();
    await expect(buffer(upload)).rejects.toThrow(expect.objectContaining({ code: 128 }));
  });

  it('waits while nobody takes it, however long that is', async () => {
    const { request, body } = sending();
    const upload = new UploadBody(request, Buffer.alloc(0), { sizeMax: 1 << 20, idleMs: 20 });
    body.end(Buffer.alloc(600_000));
    await expect.poll(() => request.isPaused()).toBe(true);
    expect((await buffer(upload)).length).toBe(600_000);
  });
});

describe('the body of any other request', () => {
  it('SEC fails when it takes too long as a whole', async () => {
    const { request, body } = sending();
    body.write('{');
    await expect(readBody(request, 100, 20)).rejects.toThrow(SLOW);
  });
});
