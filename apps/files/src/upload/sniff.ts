import { fileTypeFromBuffer } from 'file-type';

/** As many bytes as the sniffer looks at. */
export const SNIFFED_BYTES = 4_100;

/** The media type that the first bytes of a file show; undefined where they show none. */
export async function sniff(first: Buffer): Promise<string | undefined> {
  const found = await fileTypeFromBuffer(first).catch(() => undefined); // bytes that only begin like a type
  return found?.mime;
}

/** The beginning of a source, and the source as if nothing had been taken from it. */
export async function peek(source: AsyncIterable<Buffer>, bytes: number): Promise<{ first: Buffer; whole: AsyncIterable<Buffer> }> {
  const parts = source[Symbol.asyncIterator]();
  const taken: Buffer[] = [];
  let size = 0;
  let isDone = false;
  while (size < bytes && !isDone) {
    const next = await parts.next();
    if (next.done === true) isDone = true;
    else {
      taken.push(next.value);
      size += next.value.length;
    }
  }
  const first = taken.length === 1 && taken[0] !== undefined ? taken[0] : Buffer.concat(taken, size);
  async function* whole(): AsyncGenerator<Buffer> {
    if (first.length > 0) yield first;
    while (!isDone) {
      const next = await parts.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { first: first.subarray(0, bytes), whole: whole() };
}
