import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ParseError } from '@parlance/errors';
import { Long, ObjectId, readFrom, writeTo, type Collection, type Db } from '@parlance/mongo';
import { SMALL_BYTES } from '@parlance/transfers';
import type { FileHead, FilePage, FileSource, FileStore, StoredFile, StoreUsage } from './file.store.ts';
import { CHUNK_BYTES, discard, wholeBatch, type ChunkDocument, type FileDocument, type GridCollections } from './gridfs-layout.ts';
import { GridFsSmallFiles } from './gridfs-small-files.ts';
import { inPieces } from './pieces.ts';

/** Chunks that go out together, 1 MB: more of them cost memory for each upload. */
const CHUNKS_TOGETHER = 4;
/** Chunks that are read together: twice as much is held for each download. */
const STEP_BYTES = 2 << 20;
/** Files of others may have small chunks. */
const STEP_CHUNKS_MAX = 500;
const SWEPT_TOGETHER = 1_000;
const DURABLE = { writeConcern: { w: 'majority' as const } };

interface Bucket extends GridCollections {
  readonly small: GridFsSmallFiles;
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
  readonly #sharesBucket: boolean;
  #buckets: Promise<readonly [Bucket, ...Bucket[]]> | undefined;

  /** @param sharesBucket whether files of the bucket without a prefix are found, too */
  constructor(open: () => Promise<Db>, prefix: string, sharesBucket = prefix !== '') {
    this.#open = open;
    this.#prefix = prefix;
    this.#sharesBucket = sharesBucket;
  }

  async put(name: string, head: FileHead, source: FileSource): Promise<StoredFile> {
    const [bucket] = await this.#connect();
    await this.#keepIndexes(bucket);
    const id = new ObjectId();
    if (source instanceof Uint8Array && source.length <= CHUNK_BYTES) {
      const document = documentOf(id, name, source.length, head);
      await bucket.small.insert(document, source);
      return fileOf(document, bucket);
    }
    try {
      const document = documentOf(id, name, await this.#putChunks(bucket, id, source), head);
      await writeTo(bucket.files, 'insert', () => bucket.files.insertOne(document));
      return fileOf(document, bucket);
    } catch (error) {
      await discard(bucket, [id]);
      throw error;
    }
  }

  async find(name: string): Promise<StoredFile | undefined> {
    for (const bucket of await this.#connect()) {
      const document = await bucket.small.find(name);
      if (document !== undefined) return fileOf(document, bucket);
    }
    return undefined;
  }

  read(file: StoredFile, from: number, to: number): Readable {
    return Readable.from(bytesOf(file as GridFile, from, to), { objectMode: false, highWaterMark: CHUNK_BYTES });
  }

  async readWhole(file: StoredFile, from: number, to: number): Promise<Buffer> {
    const { storedBytes, chunkSize, bucket, id } = file as GridFile;
    if (storedBytes > Math.min(chunkSize, SMALL_BYTES)) return buffer(this.read(file, from, to));
    const whole = await bucket.small.firstChunk(id);
    if (whole === undefined) throw missing();
    return whole.subarray(from, to);
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

  async #putChunks({ chunks }: Bucket, id: ObjectId, source: FileSource): Promise<number> {
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
      const bucketOf = (prefix: string): Bucket => {
        const files = database.collection<FileDocument>(`${prefix}fs.files`, DURABLE);
        const chunks = database.collection<ChunkDocument>(`${prefix}fs.chunks`, { ...DURABLE, promoteBuffers: true });
        const aside = database.collection<FileDocument>(`${prefix}fs.aside`, DURABLE);
        return { files, chunks, aside, small: new GridFsSmallFiles({ files, chunks }) };
      };
      return this.#sharesBucket ? [bucketOf(this.#prefix), bucketOf('')] : [bucketOf(this.#prefix)];
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

function documentOf(_id: ObjectId, filename: string, length: number, { metadata, ...parlance }: FileHead): FileDocument {
  return {
    _id,
    filename,
    length: length > 0x7fff_ffff ? Long.fromNumber(length) : length,
    chunkSize: CHUNK_BYTES,
    uploadDate: new Date(),
    metadata,
    parlance,
  };
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

/** The bytes of a file, in steps of some chunks. The next step is on its way while the reader takes this one. */
async function* bytesOf(file: GridFile, from: number, to: number): AsyncGenerator<Buffer> {
  const { chunkSize } = file;
  const end = Math.ceil(to / chunkSize);
  const step = Math.min(Math.max(1, Math.floor(STEP_BYTES / chunkSize)), STEP_CHUNKS_MAX);
  let n = Math.floor(from / chunkSize);
  let reading = readChunks(file, n, Math.min(n + step, end));
  while (n < end) {
    const chunks = await reading;
    const next = Math.min(n + step, end);
    reading = readChunks(file, next, Math.min(next + step, end));
    reading.catch(() => undefined); // told when it is waited for, if ever
    for (const chunk of chunks) {
      if (chunk.n !== n) break;
      const data = chunk.data as Buffer;
      const begin = n * chunkSize;
      yield data.subarray(Math.max(0, from - begin), Math.min(data.length, to - begin));
      n++;
    }
    if (n < next) throw missing();
  }
}

/** The chunks from `first` up to but not including `end`, as far as they are there. */
async function readChunks({ id, bucket: { chunks } }: GridFile, first: number, end: number): Promise<readonly ChunkDocument[]> {
  if (first >= end) return [];
  const filter = { files_id: id, n: { $gte: first, $lt: end } };
  return readFrom(chunks, 'find', () => chunks.find(filter, { ...wholeBatch(end - first), sort: { n: 1 } }).toArray());
}

function missing(): ParseError {
  return new ParseError('ServiceUnavailable', 'A part of the file is missing.');
}
