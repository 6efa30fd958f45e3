import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BoundedCache } from '@parlance/cache';
import type { App } from '../apps/app.ts';
import type { FoundFile } from '../apps/app-files.ts';
import type { FileSeals } from '../encryption/file-seals.ts';
import { openParseServerFile, type ParseServerFile } from '../encryption/parse-server-file.ts';
import { plainBytes, sealedRange } from '../encryption/segments.ts';
import { sniff, SNIFFED_BYTES } from '../upload/sniff.ts';

/** Facts about files of Parse Server that cost a look at their bytes. */
const KNOWN_MAX = 10_000;

/** A file as its readers see it, however it is stored. */
export interface ReadableFile {
  /** In bytes, decrypted. */
  readonly size: number;
  /** The type that its first bytes show; undefined where nobody can tell. */
  readonly sniffed: string | undefined;
  /** True for a file of which a store's own address gives the bytes as they are. */
  readonly isPlain: boolean;
  /** The bytes from `from` up to but not including `to`; nothing is opened before the first is asked for. */
  read(from: number, to: number): Readable;
  /** The same at once, for a part that is small. */
  readWhole(from: number, to: number): Promise<Buffer>;
}

/** Makes stored files readable: decrypts, and looks at the content of files that came from Parse Server. */
export class ReadableFiles {
  readonly #seals: FileSeals;
  /** By app and version; 'plain' for a file that Parse Server has stored in clear though the app has a key. */
  readonly #opened = new BoundedCache<string, ParseServerFile | 'plain'>({ max: KNOWN_MAX });
  readonly #sniffed = new BoundedCache<string, { readonly type: string | undefined }>({ max: KNOWN_MAX });

  constructor(seals: FileSeals) {
    this.#seals = seals;
  }

  async open(app: App, found: FoundFile): Promise<ReadableFile> {
    const { file, store } = found;
    const { type, sniffed, encryption } = file.head;
    if (encryption !== undefined) {
      const key = this.#seals.keyOf(app.id, file.name, encryption);
      const read = (from: number, to: number) => {
        const range = sealedRange(file.storedBytes, from, to, key);
        return Readable.from(range.open(store.read(file, range.storedFrom, range.storedTo)), { objectMode: false });
      };
      return { size: plainBytes(file.storedBytes), sniffed, isPlain: false, read, readWhole: (from, to) => buffer(read(from, to)) };
    }
    const plain = {
      size: file.storedBytes,
      isPlain: true,
      read: (from: number, to: number) => store.read(file, from, to),
      readWhole: (from: number, to: number) => store.readWhole(file, from, to),
    };
    if (type !== undefined) return { ...plain, sniffed };
    return this.#openForeign(app, found, plain);
  }

  /** A file without a head of ours. */
  async #openForeign(app: App, { file, store }: FoundFile, plain: Omit<ReadableFile, 'sniffed'>): Promise<ReadableFile> {
    const { encryptionKey } = app.settings;
    const known = `${app.id} ${file.version} ${encryptionKey === null ? '' : 'encrypted'}`;
    let foreign = plain;
    if (encryptionKey !== null) {
      const opened = await this.#opened.getOrLoad(known, async () => (await openParseServerFile(store, file, encryptionKey)) ?? 'plain');
      if (opened !== 'plain') {
        const read = (from: number, to: number) => Readable.from(opened.read(from, to), { objectMode: false });
        foreign = { size: opened.size, isPlain: false, read, readWhole: (from, to) => buffer(read(from, to)) };
      }
    }
    const { type } = await this.#sniffed.getOrLoad(known, async () => ({
      type: await sniff(await buffer(foreign.read(0, Math.min(foreign.size, SNIFFED_BYTES)))),
    }));
    return { ...foreign, sniffed: type };
  }
}
