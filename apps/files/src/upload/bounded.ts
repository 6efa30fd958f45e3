import type { Readable } from 'node:stream';
import { ParseError } from '@parlance/errors';

/**
 * The bytes of a body, up to a number of them. The body is not destroyed where its reader stops early: its sender is still to be
 * answered.
 *
 * @throws FileTooLarge (129)
 */
export async function* bounded(source: Readable, sizeMax: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const part of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > sizeMax) throw tooLarge(sizeMax);
    yield part;
  }
}

export function tooLarge(sizeMax: number): ParseError {
  return new ParseError('FileTooLarge', `File size exceeds maximum allowed: ${sizeMax} bytes.`);
}
