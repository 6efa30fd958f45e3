import { PassThrough, Readable, Writable } from 'node:stream';
import { configure, ZipWriter } from '@zip.js/zip.js';

/** A file of a zip, compressed already: `open` begins its bytes of raw DEFLATE. */
export interface PackedFile {
  readonly name: string;
  /** In bytes, before compression. */
  readonly size: number;
  readonly crc: number;
  readonly open: () => Readable;
}

const DEFLATE = 8;

configure({ useWebWorkers: false });

/**
 * A zip of files that are compressed already, made while it is read: nothing is compressed again, and nothing holds it whole. It has the 64-bit
 * fields from the start, since nobody knows how large the next export is.
 *
 * Fails with the error of a file.
 */
export function zipOfFiles(files: readonly PackedFile[], modifiedAt: Date): Readable {
  const out = new PassThrough();
  void write(out, files, modifiedAt).catch((error: unknown) => out.destroy(error as Error));
  return out;
}

async function write(out: PassThrough, files: readonly PackedFile[], lastModDate: Date): Promise<void> {
  const sink = Writable.toWeb(out) as WritableStream<Uint8Array>;
  const zip = new ZipWriter(sink, { zip64: true, extendedTimestamp: false });
  for (const { name, size, crc, open } of files) {
    const source = Readable.toWeb(open()) as ReadableStream<Uint8Array>;
    await zip.add(name, source, { passThrough: true, compressionMethod: DEFLATE, uncompressedSize: size, crc32: crc, lastModDate });
  }
  await zip.close();
}
