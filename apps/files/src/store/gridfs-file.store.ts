import { Readable } from 'node:stream';
import { ParseError } from '@parlance/errors';
import { Long, ObjectId, readFrom, writeTo, type Binary, type Collection, type Db } from '@parlance/mongo';
import type { Annotations, FileHead, FilePage, FileStore, StoredFile, StoreUsage } from './file.store.ts';
import { inPieces } from './pieces.ts';

/** GridFS's own, which Parse Server uses, too. */
const CHUNK_BYTES = 255 << 10;
/** Chunks that go out together, 1 MB: more of them cost memory for each upload. */
const CHUNKS_TOGETHER = 4;
const READ_TIME_MS = 8_000;
const SWEPT_TOGETHER = 1_000;
const DURABLE = { writeConcern: { w: 'majority' as const } };

/** A document of `fs.files`. Parse Server knows `parlance` not, and leaves it alone. */
interface FileDocument {
  readonly _id: ObjectId;
  readonly filename: string;
  readonly length: number | Long;
  readonly chunkSize: number;
  readonly uploadDate: Date;
  readonly metadata?: Annotations | null;
  readonly parlance?: Omit<FileHead, 'metadata'>;
}

/** A document of `fs.chunks`; read with `promoteBuffers`. */
interface ChunkDocument {
  readonly _id: ObjectId;
  readonly files_id: ObjectId;
  readonly n: number;
  readonly data: Buffer | Binary;
}

interface Bucket {
  readonly files: Collection<FileDocument>;
  readonly chunks: Collection<ChunkDocument>;
  /** Files on their way out: neither found nor listed. */
  readonly aside: Collection<FileDocument>;
}

interface GridFile extends StoredFile {
  readonly id: ObjectId;
  readonly chunkSize: number;
  readonly bucket: Bucket;
}

/**
 * Files in the app's own database, in Parse Server's layout: chunks first, the document of the file last.
 *
 * Two apps may share a database by the prefix of their collections. Parse Server has one bucket for both, without a prefix: such files are
 * found, and neither listed nor removed, since nobody can tell whose they are.
 */
export class GridFsFileStore implements FileStore {
  readonly #open: () => Promise<Db>;
  readonly #prefix: string;
  #buckets: Promise<readonly [Bucket, ...Bucket[]]> | undefined;

  constructor(open: () => Promise<Db>, prefix: string) {
    this.#open = open;
    this.#prefix = prefix;
  }

  async put(name: string, head: FileHead, source: AsyncIterable<Buffer>): Promise<StoredFile> {
    const [bucket] = await this.#connect();
    await this.#keepIndexes(bucket);
    const id = new ObjectId();
    try {
      const length = await this.#putChunks(bucket, id, source);
      const { metadata, ...parlance } = head;
      const document: FileDocument = {
        _id: id,
        filename: name,
        length: length > 0x7fff_ffff ? Long.fromNumber(length) : length,
        chunkSize: CHUNK_BYTES,
        uploadDate: new Date(),
        metadata,
        parlance,
      };
      await writeTo(bucket.files, 'insert', () => bucket.files.insertOne(document));
      return fileOf(document, bucket);
    } catch (error) {
      // Chunks without a document are nobody's file; where they cannot be removed now, clean-up does it.
      await bucket.chunks.deleteMany({ files_id: id }).catch(() => undefined);
      throw error;
    }
  }

  async find(name: string): Promise<StoredFile | undefined> {
    for (const bucket of await this.#connect()) {
      const document = await readFrom(bucket.files, 'find', () =>
        bucket.files.findOne({ filename: name }, { sort: { uploadDate: -1 }, maxTimeMS: READ_TIME_MS }),
      );
      if (document !== null) return fileOf(document, bucket);
    }
    return undefined;
  }

  read(file: StoredFile, from: number, to: number): Readable {
    return Readable.from(chunksOf(file as GridFile, from, to), { objectMode: false, highWaterMark: CHUNK_BYTES });
  }

  async remove(name: string): Promise<boolean> {
    const [{ files, chunks }] = await this.#connect();
    const found = await readFrom(files, 'find', () => files.find({ filename: name }, { projection: { _id: 1 } }).toArray());
    const ids = found.map(({ _id }) => _id);
    if (ids.length === 0) return false;
    // The other way round a file would be there without its bytes.
    await writeTo(files, 'delete', () => files.deleteMany({ _id: { $in: ids } }));
    await writeTo(chunks, 'delete', () => chunks.deleteMany({ files_id: { $in: ids } }));
    return true;
  }

  async list(after: string | undefined, count: number): Promise<FilePage> {
    const [bucket] = await this.#connect();
    const beyond = after === undefined ? {} : { _id: { $gt: new ObjectId(after) } };
    const documents = await readFrom(bucket.files, 'find', () => bucket.files.find(beyond, { sort: { _id: 1 }, limit: count }).toArray());
    const last = documents.at(-1);
    const files = documents.map((document) => fileOf(document, bucket));
    return documents.length < count || last === undefined ? { files } : { files, next: last._id.toHexString() };
  }

  async usage(): Promise<StoreUsage> {
    const [{ files }] = await this.#connect();
    const sums = [{ $group: { _id: null, files: { $sum: 1 }, bytes: { $sum: '$length' } } }, { $project: { _id: 0 } }];
    const [found] = await readFrom(files, 'aggregate', () => files.aggregate<StoreUsage>(sums).toArray());
    return found ?? { files: 0, bytes: 0 };
  }

  async replaceHead(file: StoredFile, { metadata, ...parlance }: FileHead): Promise<void> {
    const { id, bucket } = file as GridFile;
    await writeTo(bucket.files, 'update', () => bucket.files.updateOne({ _id: id }, { $set: { metadata, parlance } }));
  }

  async sweep(before: Date): Promise<number> {
    const [{ files, chunks, aside }] = await this.#connect();
    const old = ObjectId.createFromTime(Math.floor(before.getTime() / 1_000));
    let swept = 0;
    let after: ObjectId | undefined;
    for (;;) {
      const range = after === undefined ? { $lt: old } : { $lt: old, $gt: after };
      const found = await readFrom(chunks, 'find', () =>
        chunks
          .find({ files_id: range, n: 0 }, { projection: { files_id: 1 }, sort: { files_id: 1, n: 1 }, limit: SWEPT_TOGETHER })
          .toArray(),
      );
      const ids = found.map(({ files_id: id }) => id);
      after = ids.at(-1);
      if (after === undefined) return swept;
      const whole = await readFrom(files, 'find', () => files.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray());
      const leaving = await readFrom(aside, 'find', () => aside.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray());
      const kept = new Set([...whole, ...leaving].map(({ _id }) => _id.toHexString()));
      const left = ids.filter((id) => !kept.has(id.toHexString()));
      if (left.length > 0) await writeTo(chunks, 'delete', () => chunks.deleteMany({ files_id: { $in: left } }));
      swept += left.length;
    }
  }

  async setAside(names: readonly string[], before: Date): Promise<number> {
    const [{ files, aside }] = await this.#connect();
    const found = await readFrom(files, 'find', () => files.find({ filename: { $in: [...names] } }).toArray());
    const young = new Set(found.filter(({ uploadDate }) => uploadDate >= before).map(({ filename }) => filename));
    const old = found.filter(({ filename }) => !young.has(filename));
    await move(old, aside, files);
    return new Set(old.map(({ filename }) => filename)).size;
  }

  async listAside(count: number): Promise<readonly StoredFile[]> {
    const [bucket] = await this.#connect();
    const found = await readFrom(bucket.aside, 'find', () => bucket.aside.find({}, { limit: count }).toArray());
    return found.map((document) => fileOf(document, bucket));
  }

  async putBack(names: readonly string[]): Promise<void> {
    const [{ files, aside }] = await this.#connect();
    await move(await readFrom(aside, 'find', () => aside.find({ filename: { $in: [...names] } }).toArray()), files, aside);
  }

  async removeAside(names: readonly string[]): Promise<number> {
    const [{ chunks, aside }] = await this.#connect();
    const found = await readFrom(aside, 'find', () => aside.find({ filename: { $in: [...names] } }).toArray());
    const ids = found.map(({ _id }) => _id);
    if (ids.length === 0) return 0;
    // The other way round nobody would know of the bytes that a killed process leaves.
    await writeTo(chunks, 'delete', () => chunks.deleteMany({ files_id: { $in: ids } }));
    await writeTo(aside, 'delete', () => aside.deleteMany({ _id: { $in: ids } }));
    return new Set(found.map(({ filename }) => filename)).size;
  }

  async #putChunks({ chunks }: Bucket, id: ObjectId, source: AsyncIterable<Buffer>): Promise<number> {
    let length = 0;
    let n = 0;
    let waiting: ChunkDocument[] = [];
    const send = async () => {
      const documents = waiting;
      waiting = [];
      if (documents.length > 0) await writeTo(chunks, 'insert', () => chunks.insertMany(documents));
    };
    for await (const data of inPieces(source, CHUNK_BYTES)) {
      waiting.push({ _id: new ObjectId(), files_id: id, n: n++, data });
      length += data.length;
      if (waiting.length === CHUNKS_TOGETHER) await send();
    }
    await send();
    return length;
  }

  #connect(): Promise<readonly [Bucket, ...Bucket[]]> {
    const connecting = (this.#buckets ??= this.#open().then((database) => {
      const bucketOf = (prefix: string): Bucket => ({
        files: database.collection<FileDocument>(`${prefix}fs.files`, DURABLE),
        chunks: database.collection<ChunkDocument>(`${prefix}fs.chunks`, { ...DURABLE, promoteBuffers: true }),
        aside: database.collection<FileDocument>(`${prefix}fs.aside`, DURABLE),
      });
      return this.#prefix === '' ? [bucketOf('')] : [bucketOf(this.#prefix), bucketOf('')];
    }));
    connecting.catch(() => (this.#buckets = undefined));
    return connecting;
  }

  #indexes: Promise<unknown> | undefined;

  /** GridFS's own; making them makes the collections, so only before something is stored. */
  async #keepIndexes({ files, chunks }: Bucket): Promise<void> {
    this.#indexes ??= Promise.all([
      writeTo(files, 'createIndexes', () => files.createIndex({ filename: 1, uploadDate: 1 })),
      writeTo(chunks, 'createIndexes', () => chunks.createIndex({ files_id: 1, n: 1 }, { unique: true })),
    ]);
    await this.#indexes.catch((error: unknown) => {
      this.#indexes = undefined;
      throw error;
    });
  }
}

/** Each document is in one of both collections at any time, or in both. */
async function move(documents: readonly FileDocument[], to: Collection<FileDocument>, from: Collection<FileDocument>): Promise<void> {
  if (documents.length === 0) return;
  const upserts = documents.map((document) => ({ replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true } }));
  await writeTo(to, 'update', () => to.bulkWrite(upserts, { ordered: false }));
  await writeTo(from, 'delete', () => from.deleteMany({ _id: { $in: documents.map(({ _id }) => _id) } }));
}

function fileOf({ _id: id, filename, length, chunkSize, uploadDate, metadata, parlance }: FileDocument, bucket: Bucket): GridFile {
  return {
    name: filename,
    version: id.toHexString(),
    storedBytes: Number(length),
    uploadedAt: uploadDate,
    head: { tags: {}, ...parlance, metadata: metadata ?? {} },
    id,
    chunkSize,
    bucket,
  };
}

async function* chunksOf({ id, chunkSize, bucket: { chunks } }: GridFile, from: number, to: number): AsyncGenerator<Buffer> {
  if (from >= to) return;
  let n = Math.floor(from / chunkSize);
  const last = Math.floor((to - 1) / chunkSize);
  const cursor = chunks.find({ files_id: id, n: { $gte: n, $lte: last } }, { sort: { n: 1 }, batchSize: CHUNKS_TOGETHER * 2 });
  try {
    for await (const chunk of cursor) {
      if (chunk.n !== n) break;
      const data = chunk.data as Buffer;
      const begin = n * chunkSize;
      yield data.subarray(Math.max(0, from - begin), Math.min(data.length, to - begin));
      n++;
    }
  } finally {
    await cursor.close();
  }
  if (n <= last) throw new ParseError('ServiceUnavailable', 'A part of the file is missing.');
}
