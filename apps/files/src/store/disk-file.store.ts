import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ParseError } from '@parlance/errors';
import type { FileHead, FilePage, FileSource, FileStore, StoredFile, StoreUsage } from './file.store.ts';
import { partsOf } from './pieces.ts';

/** Begins every file, so that a file of something else is told from one of ours. */
const MAGIC = Buffer.from('PARLANCE1\n');
const HEADER_LENGTH_BYTES = 4;
const HEADER_BYTES_MAX = 256 << 10;
const INCOMING = 'incoming';
const SHARDS = 'files';
const ASIDE = 'aside';
const READ_BYTES = 256 << 10;
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The beginning of a file, as JSON; the bytes follow. */
interface Header {
  readonly name: string;
  readonly version: string;
  readonly uploadedAt: string;
  readonly head: FileHead;
}

interface DiskFile extends StoredFile {
  readonly path: string;
  readonly offset: number;
}

/**
 * Files in a folder of this machine, or of one that all replicas share. Names are data and never paths: a file is found by the digest of
 * its name. An upload is written aside and put in its place once it is whole.
 */
export class DiskFileStore implements FileStore {
  readonly #folder: string;

  /** @param folder of one app */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(name: string, head: FileHead, source: FileSource): Promise<StoredFile> {
    const version = randomUUID();
    const header: Header = { name, version, uploadedAt: new Date().toISOString(), head };
    const { path, headerBytes, bodyBytes } = await this.#store(header, source);
    return fileOf(header, path, headerBytes, bodyBytes);
  }

  async find(name: string): Promise<StoredFile | undefined> {
    const found = await readHeader(this.#pathOf(name));
    return found?.name === name ? found : undefined;
  }

  read(file: StoredFile, from: number, to: number): Readable {
    if (from >= to) return Readable.from([]);
    const { path, offset } = file as DiskFile;
    return createReadStream(path, { start: offset + from, end: offset + to - 1, highWaterMark: READ_BYTES });
  }

  readWhole(file: StoredFile, from: number, to: number): Promise<Buffer> {
    return buffer(this.read(file, from, to));
  }

  async remove(name: string): Promise<boolean> {
    if ((await this.find(name)) === undefined) return false;
    await rm(this.#pathOf(name), { force: true });
    return true;
  }

  async list(after: string | undefined, count: number): Promise<FilePage> {
    const files: StoredFile[] = [];
    for await (const path of this.#paths(after)) {
      const file = await readHeader(path);
      if (file !== undefined) files.push(file);
      if (files.length === count) return { files, next: basename(path) };
    }
    return { files };
  }

  async usage(): Promise<StoreUsage> {
    const usage = { files: 0, bytes: 0 };
    for await (const path of this.#paths(undefined)) {
      const file = await readHeader(path);
      if (file === undefined) continue;
      usage.files++;
      usage.bytes += file.storedBytes;
    }
    return usage;
  }

  async replaceHead(file: StoredFile, head: FileHead): Promise<void> {
    const { name, version, uploadedAt, storedBytes } = file;
    await this.#store({ name, version, uploadedAt: uploadedAt.toISOString(), head }, this.read(file, 0, storedBytes));
  }

  async sweep(before: Date): Promise<number> {
    const folder = join(this.#folder, INCOMING);
    let swept = 0;
    for (const { name } of await entriesOf(folder)) {
      const path = join(folder, name);
      const draft = await stat(path).catch(() => undefined);
      if (draft === undefined || draft.mtime >= before) continue;
      await rm(path, { force: true });
      swept++;
    }
    return swept;
  }

  async setAside(names: readonly string[], before: Date): Promise<number> {
    let setAside = 0;
    for (const name of names) {
      const found = await this.find(name);
      if (found === undefined || found.uploadedAt >= before) continue;
      const aside = this.#asideOf(name);
      await mkdir(dirname(aside), { recursive: true }).catch(throwFault);
      await rename(this.#pathOf(name), aside).catch(throwFault);
      setAside++;
    }
    return setAside;
  }

  async listAside(count: number): Promise<readonly StoredFile[]> {
    const folder = join(this.#folder, ASIDE);
    const entries = (await entriesOf(folder)).slice(0, count);
    const files = await Promise.all(entries.map((entry) => readHeader(join(folder, entry.name))));
    return files.filter((file) => file !== undefined);
  }

  async putBack(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const aside = this.#asideOf(name);
      // A link takes nobody's place, as a new name would.
      await link(aside, this.#pathOf(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST' && error.code !== 'ENOENT') throwFault(error);
      });
      await rm(aside, { force: true });
    }
  }

  async removeAside(names: readonly string[]): Promise<number> {
    let removed = 0;
    for (const name of names) {
      const aside = this.#asideOf(name);
      if ((await readHeader(aside)) !== undefined) removed++;
      await rm(aside, { force: true });
    }
    return removed;
  }

  #asideOf(name: string): string {
    return join(this.#folder, ASIDE, basename(this.#pathOf(name)));
  }

  async #store(header: Header, source: FileSource): Promise<{ path: string; headerBytes: number; bodyBytes: number }> {
    const draft = join(this.#folder, INCOMING, randomUUID());
    const path = this.#pathOf(header.name);
    try {
      await mkdir(dirname(draft), { recursive: true });
      const written = await write(draft, header, source);
      await mkdir(dirname(path), { recursive: true });
      await rename(draft, path);
      return { path, ...written };
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw storageFault(error);
    }
  }

  #pathOf(name: string): string {
    const digest = createHash('sha256').update(name).digest('hex');
    return join(this.#folder, SHARDS, digest.slice(0, 2), digest);
  }

  /** All files in the order of their digests. @param after digest of the last one that is known */
  async *#paths(after: string | undefined): AsyncGenerator<string> {
    const shards = join(this.#folder, SHARDS);
    for (const { name: shard } of await entriesOf(shards)) {
      if (after !== undefined && shard < after.slice(0, 2)) continue;
      for (const { name } of await entriesOf(join(shards, shard))) {
        if (after === undefined || name > after) yield join(shards, shard, name);
      }
    }
  }
}

async function write(path: string, header: Header, source: FileSource): Promise<{ headerBytes: number; bodyBytes: number }> {
  const begin = bytesOf(header);
  const file = await open(path, 'wx', 0o600);
  let bodyBytes = 0;
  try {
    await writeAll(file, begin);
    for await (const part of partsOf(source)) {
      await writeAll(file, part);
      bodyBytes += part.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { headerBytes: begin.length, bodyBytes };
}

function bytesOf(header: Header): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(HEADER_LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return Buffer.concat([MAGIC, length, json]);
}

/** @returns undefined where there is no file, or none of ours */
async function readHeader(path: string): Promise<DiskFile | undefined> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw storageFault(error);
  });
  if (file === undefined) return undefined;
  try {
    const begin = Buffer.alloc(MAGIC.length + HEADER_LENGTH_BYTES);
    await file.read(begin, 0, begin.length, 0);
    const length = begin.readUInt32BE(MAGIC.length);
    if (!begin.subarray(0, MAGIC.length).equals(MAGIC) || length > HEADER_BYTES_MAX) return undefined;
    const json = Buffer.alloc(length);
    await file.read(json, 0, length, begin.length);
    const { size } = await file.stat();
    const header = JSON.parse(json.toString()) as Header;
    return fileOf(header, path, begin.length + length, size - begin.length - length);
  } finally {
    await file.close();
  }
}

function fileOf({ name, version, uploadedAt, head }: Header, path: string, offset: number, storedBytes: number): DiskFile {
  return { name, version, storedBytes, uploadedAt: new Date(uploadedAt), head, path, offset };
}

/** A write may take a part of the bytes only. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw storageFault(error);
  });
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Errors of a source pass as they are. */
function storageFault(error: unknown): unknown {
  if (error instanceof ParseError || !(error instanceof Error) || !('code' in error)) return error;
  const text = FULL.has(error.code) ? 'The file could not be stored: the store is full.' : 'The file could not be stored.';
  return new ParseError('FileSaveError', text, { cause: error });
}

function throwFault(error: unknown): never {
  throw storageFault(error);
}
