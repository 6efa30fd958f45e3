import { Gatherer } from '@parlance/cache';
import { ObjectId, readFrom, writeTo } from '@parlance/mongo';
import { discard, READ_TIME_MS, wholeBatch, type ChunkDocument, type FileDocument, type GridCollections } from './gridfs-layout.ts';

/** Old files of the names that are looked for, which a shared look-up may read beside the newest ones. */
const OLDER_MAX = 100;

/** A small file on its way into a bucket: its document, and all its bytes. */
interface SmallFile {
  readonly document: FileDocument;
  readonly data: Buffer;
}

/**
 * The look-ups of a bucket, and its small files, each of which is one chunk. The wishes of several callers in one turn of the event loop
 * are one command: under load a small file costs a part of one instead of two or three.
 */
export class GridFsSmallFiles {
  readonly #bucket: GridCollections;
  readonly #finds = new Gatherer<string, FileDocument | undefined>((_, names) => this.#findGroup(names));
  readonly #reads = new Gatherer<ObjectId, Buffer | undefined>((_, ids) => this.#readGroup(ids));
  readonly #inserts = new Gatherer<SmallFile, void>((_, files) => this.#insertGroup(files));

  constructor(bucket: GridCollections) {
    this.#bucket = bucket;
  }

  /** The newest document of a name. */
  find(name: string): Promise<FileDocument | undefined> {
    return this.#finds.add('', name);
  }

  /** The first chunk of a file, which is to be small; undefined where it is missing. */
  firstChunk(id: ObjectId): Promise<Buffer | undefined> {
    return this.#reads.add('', id);
  }

  /** Stores a file, its chunk first. Nothing stays behind when it fails; the files that share the command fail with it. */
  insert(document: FileDocument, data: Buffer): Promise<void> {
    return this.#inserts.add('', { document, data });
  }

  async #findGroup(names: readonly string[]): Promise<readonly (FileDocument | undefined)[]> {
    const wanted = new Set(names);
    if (wanted.size === 1) {
      const found = await this.#findOne(names[0] ?? '');
      return names.map(() => found);
    }
    const { files } = this.#bucket;
    const limit = wanted.size + OLDER_MAX;
    const found = await readFrom(files, 'find', () => files.find({ filename: { $in: [...wanted] } }, wholeBatch(limit)).toArray());
    if (found.length === limit) return Promise.all(names.map((name) => this.#findOne(name)));
    const newest = new Map<string, FileDocument>();
    for (const document of found) {
      const other = newest.get(document.filename);
      if (other === undefined || other.uploadDate < document.uploadDate) newest.set(document.filename, document);
    }
    return names.map((name) => newest.get(name));
  }

  async #findOne(name: string): Promise<FileDocument | undefined> {
    const { files } = this.#bucket;
    const options = { sort: { uploadDate: -1 }, maxTimeMS: READ_TIME_MS } as const;
    return (await readFrom(files, 'find', () => files.findOne({ filename: name }, options))) ?? undefined;
  }

  async #readGroup(ids: readonly ObjectId[]): Promise<readonly (Buffer | undefined)[]> {
    const { chunks } = this.#bucket;
    const wanted = new Map(ids.map((id) => [id.toHexString(), id]));
    const filter = { files_id: { $in: [...wanted.values()] }, n: 0 };
    const options = { ...wholeBatch(wanted.size), projection: { _id: 0, files_id: 1, data: 1 } };
    const found = await readFrom(chunks, 'find', () => chunks.find(filter, options).toArray());
    const data = new Map(found.map((chunk) => [chunk.files_id.toHexString(), chunk.data as Buffer]));
    return ids.map((id) => data.get(id.toHexString()));
  }

  async #insertGroup(small: readonly SmallFile[]): Promise<readonly void[]> {
    const { files, chunks } = this.#bucket;
    const documents = small.map(({ document }) => document);
    const pieces = small.map(({ document, data }): ChunkDocument => ({ _id: new ObjectId(), files_id: document._id, n: 0, data }));
    try {
      await writeTo(chunks, 'insert', () => chunks.insertMany(pieces));
      await writeTo(files, 'insert', () => files.insertMany(documents));
    } catch (error) {
      await discard(
        this.#bucket,
        documents.map(({ _id }) => _id),
      );
      throw error;
    }
    return small.map(() => undefined);
  }
}
