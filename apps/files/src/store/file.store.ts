import type { Readable } from 'node:stream';

/** A JSON object that a client has given with its file. */
export type Annotations = Readonly<Record<string, unknown>>;

/** How a file was encrypted: the id of the key of the deployment, and the file's own key, wrapped by it (base64). */
export interface Encryption {
  readonly keyId: string;
  readonly wrapped: string;
}

/** The facts about a file that are stored with its bytes. */
export interface FileHead {
  /** The type it is served as. Absent for files that Parse Server has stored. */
  readonly type?: string;
  /** The type that its first bytes show; absent where nobody can tell. */
  readonly sniffed?: string;
  readonly metadata: Annotations;
  readonly tags: Annotations;
  readonly encryption?: Encryption;
}

/** The bytes of a file on its way into a store: as they come, or at once where they are few. */
export type FileSource = AsyncIterable<Buffer> | Buffer;

/** A file that is stored whole. */
export interface StoredFile {
  readonly name: string;
  /** Names these very bytes, for ETag: letters, digits, `-` and `_`. */
  readonly version: string;
  /** Bytes as they are stored: more than the file has when it is encrypted. */
  readonly storedBytes: number;
  readonly uploadedAt: Date;
  readonly head: FileHead;
}

export interface StoreUsage {
  readonly files: number;
  readonly bytes: number;
}

/** Some of the files of a store, and where to go on. */
export interface FilePage {
  readonly files: readonly StoredFile[];
  /** Absent behind the last page. */
  readonly next?: string;
}

/**
 * A place for the files of one app. Bytes are written once and never changed; a file exists as soon as `put` has ended, whole, and not
 * before, whatever becomes of the process.
 *
 * Errors: FileSaveError (130) where nothing can be stored, ServiceUnavailable where the store is away.
 */
export interface FileStore {
  /** Stores a file. Nothing stays behind when it fails, or when `source` throws, whose error is passed on. */
  put(name: string, head: FileHead, source: FileSource): Promise<StoredFile>;
  /** The newest file of this name. */
  find(name: string): Promise<StoredFile | undefined>;
  /** The stored bytes from `from` up to but not including `to`. Nothing is opened before the first is asked for. */
  read(file: StoredFile, from: number, to: number): Readable;
  /** The same at once, for a part that is small. */
  readWhole(file: StoredFile, from: number, to: number): Promise<Buffer>;
  /** Removes all files of this name. @returns whether there was one */
  remove(name: string): Promise<boolean>;
  /** All files, in pages. @param after `next` of the page before */
  list(after: string | undefined, count: number): Promise<FilePage>;
  usage(): Promise<StoreUsage>;
  /** Replaces the head of a file; its bytes stay. */
  replaceHead(file: StoredFile, head: FileHead): Promise<void>;
  /** Removes the pieces of uploads that broke off before `before`. @returns how many there were */
  sweep(before: Date): Promise<number>;
  /**
   * Takes files out of `find`, `list` and `usage`, before they are removed; their bytes stay until `putBack` or `removeAside`. Each of the
   * three may be repeated.
   *
   * @param before files of which one is younger stay
   * @returns how many there were
   */
  setAside(names: readonly string[], before: Date): Promise<number>;
  /** Some of the files that are set aside. */
  listAside(count: number): Promise<readonly StoredFile[]>;
  /** Makes files that are set aside files again, unless others have taken their names meanwhile. */
  putBack(names: readonly string[]): Promise<void>;
  /** Removes files that are set aside, with their bytes. @returns how many there were */
  removeAside(names: readonly string[]): Promise<number>;
  /** An address that leads to the bytes for a while; undefined for stores that nobody else reaches. */
  directUrl?(file: StoredFile, answer: DirectAnswer): Promise<string>;
}

/** Header fields with which a store answers itself, and how long its address works. */
export interface DirectAnswer {
  readonly contentType: string;
  readonly disposition: string;
  readonly seconds: number;
}
