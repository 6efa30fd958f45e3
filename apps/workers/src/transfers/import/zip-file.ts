import { PassThrough, Writable } from 'node:stream';
import { configure, Reader, ZipReader, type FileEntry } from '@zip.js/zip.js';
import { Hopeless } from '../transfer-run.ts';
import type { OpenBytes } from './row-file.ts';

/** Files of one zip: more than any app has classes and relations. */
const ENTRIES_MAX = 50_000;

configure({ useWebWorkers: false });

/** A file within a zip. `open` begins its bytes at an offset; all before it is unpacked and passed over. */
export interface ZippedFile {
  readonly name: string;
  readonly size: number;
  readonly open: OpenBytes;
}

/** Bytes of a stored file, wherever they are. */
export type ReadAt = (from: number, to: number) => Promise<Buffer>;

/** The reader that the library asks for bytes. */
class StoredZip extends Reader<ReadAt> {
  readonly #read: ReadAt;

  constructor(read: ReadAt, size: number) {
    super(read);
    this.#read = read;
    this.size = size;
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    return this.#read(offset, offset + length);
  }
}

/** The files of a zip, by its directory. @throws Hopeless for bytes that are no zip, and for one that is encrypted or has too many files */
export async function filesInZip(read: ReadAt, size: number): Promise<readonly ZippedFile[]> {
  const zip = new ZipReader(new StoredZip(read, size));
  const files: ZippedFile[] = [];
  try {
    for await (const entry of zip.getEntriesGenerator()) {
      if (entry.directory) continue;
      if (entry.encrypted) throw new Hopeless('The zip is encrypted.');
      if (files.length >= ENTRIES_MAX) throw new Hopeless(`The zip has more than ${ENTRIES_MAX} files.`);
      files.push({ name: entry.filename, size: entry.uncompressedSize, open: (from) => bytesOf(entry, from) });
    }
  } catch (error) {
    if (error instanceof Hopeless || !isOfLibrary(error)) throw error;
    throw new Hopeless('The file is no zip that can be read.');
  }
  return files;
}

/** Errors of the library have its own texts; those of reading are ParseErrors. */
function isOfLibrary(error: unknown): boolean {
  return error instanceof Error && error.constructor === Error;
}

async function* bytesOf(entry: FileEntry, from: number): AsyncGenerator<Buffer> {
  const ended = new AbortController();
  const out = new PassThrough();
  const sink = Writable.toWeb(out) as WritableStream<Uint8Array>;
  entry.getData(sink, { signal: ended.signal, checkCrc32: true }).catch((error: unknown) => out.destroy(error as Error));
  let at = 0;
  try {
    for await (const bytes of out as AsyncIterable<Buffer>) {
      const begin = Math.max(from - at, 0);
      at += bytes.length;
      if (begin < bytes.length) yield bytes.subarray(begin);
    }
  } catch (error) {
    throw isOfLibrary(error) ? new Hopeless(`The file ${entry.filename} of the zip is broken.`) : error;
  } finally {
    ended.abort();
    out.destroy();
  }
}
