import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { ParseError } from '@parlance/errors';
import { tooLarge } from './too-large.ts';

const inflaters = new Map([
  ['gzip', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)],
  ['x-gzip', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)],
  ['deflate', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate)],
]);

/**
 * Undoes a content encoding, outside the event loop.
 *
 * @param limit most bytes of the result: a small body that would inflate to more is refused when it passes the limit
 * @throws ParseError RequestTooLarge; InvalidJson for damaged data or another encoding, several in a row included
 */
export async function inflateBody(deflated: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const inflate = inflaters.get(encoding.trim().toLowerCase());
  if (inflate === undefined) throw new ParseError('InvalidJson', 'The content encoding of a body is gzip, deflate or identity.');
  if (deflated.length === 0) return deflated;
  try {
    return await inflate(deflated, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new ParseError('InvalidJson', 'The body is not what its content encoding says.');
  }
}
