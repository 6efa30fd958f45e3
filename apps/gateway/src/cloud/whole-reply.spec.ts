import { expect, it } from 'vitest';
import { wholeReply } from './whole-reply.ts';

it('keeps the header fields that mean something inside of the deployment', async () => {
  const fields = ['ETag', '"x"', 'X-Own', '1', 'Content-Security-Policy', 'sandbox', 'Content-Length', '3', 'RateLimit', '"a";r=1;t=1'];
  const reply = await wholeReply({ status: 429, body: Buffer.from('abc'), contentType: 'text/plain', fields, retryAfter: 7 });
  expect(reply).toMatchObject({ status: 429, contentType: 'text/plain', headers: { etag: '"x"', 'x-own': '1', 'retry-after': '7' } });
  expect(Object.keys(reply.headers!)).toHaveLength(3);
});

it('gathers an answer that comes in pieces, and refuses one that is too large for its receiver', async () => {
  const pieces = (count: number, bytes: number) =>
    (async function* () {
      for (let piece = 0; piece < count; piece++) yield Buffer.alloc(bytes, piece);
    })();
  expect([...(await wholeReply({ status: 200, body: pieces(3, 1) })).body]).toEqual([0, 1, 2]);
  await expect(wholeReply({ status: 200, body: pieces(65, 1 << 20) })).rejects.toMatchObject({ code: 116 });
});
