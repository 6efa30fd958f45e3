import type { FileSource } from './file.store.ts';

/** The bytes of a source as they come. */
export function partsOf(source: FileSource): AsyncIterable<Buffer> | Iterable<Buffer> {
  return source instanceof Uint8Array ? [source] : source;
}

/** The bytes of a source in pieces of one size; only the last is shorter. */
export async function* inPieces(source: FileSource, size: number): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const part of partsOf(source)) {
    waiting.push(part);
    bytes += part.length;
    if (bytes < size) continue;
    const whole = waiting.length === 1 ? part : Buffer.concat(waiting, bytes);
    let from = 0;
    for (; from + size <= bytes; from += size) yield whole.subarray(from, from + size);
    waiting = from === bytes ? [] : [whole.subarray(from)];
    bytes -= from;
  }
  if (bytes > 0) yield waiting.length === 1 && waiting[0] !== undefined ? waiting[0] : Buffer.concat(waiting, bytes);
}
