import type { IncomingMessage } from 'node:http';
import { ParseError } from '@parlance/errors';
import { inflateBody } from './inflate-body.ts';
import { tooLarge } from './too-large.ts';
import { BODY_MS_MAX, tooSlow } from './too-slow.ts';

const NOTHING = Buffer.alloc(0);

/**
 * Reads the whole body, inflated.
 *
 * @param limit most bytes, counted before and after inflating. More than that is never held: a longer body is refused by its declared
 * length, or as soon as it has grown too long
 * @param timeoutMs for the whole of it
 * @throws ParseError RequestTooLarge, with the rest of the body left unread; InvalidJson for an unknown content encoding;
 * 408 with code 124 for a body that takes too long
 */
export function readBody(request: IncomingMessage, limit: number, timeoutMs = BODY_MS_MAX): Promise<Buffer> | Buffer {
  const { 'content-length': declared, 'transfer-encoding': transfer, 'content-encoding': encoding } = request.headers;
  if (declared === undefined && transfer === undefined) return NOTHING;
  if (declared === '0') return NOTHING;
  if (declared !== undefined && Number(declared) > limit) throw tooLarge();
  const bytes = collectBody(request, limit, timeoutMs);
  return encoding === undefined || encoding === 'identity' ? bytes : bytes.then((deflated) => inflateBody(deflated, encoding, limit));
}

/**
 * Reads the whole body as it was sent. By events, since a stream's iterator costs several promises for each chunk.
 *
 * @throws as `readBody`
 */
export function collectBody(request: IncomingMessage, limit: number, timeoutMs = BODY_MS_MAX): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(tooSlow()), timeoutMs);
    const settle = (error?: ParseError) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      if (error === undefined) resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size));
      else reject(error);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else settle(tooLarge());
    };
    const onEnd = () => settle();
    // Nobody is left to read the answer; it only ends the work.
    const onClose = () => settle(new ParseError('InvalidJson', 'The body ended early.'));
    if (request.destroyed) return onClose(); // while the app was looked up; 'close' does not come again
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
