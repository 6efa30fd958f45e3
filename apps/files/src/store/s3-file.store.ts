import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ParseError } from '@parlance/errors';
import type { DirectAnswer, FileHead, FilePage, FileSource, FileStore, StoredFile, StoreUsage } from './file.store.ts';
import { partsOf } from './pieces.ts';

const PART_BYTES = 8 << 20;
/** Parts on their way at a time: each upload holds so many in memory, and one more. */
const PARTS_TOGETHER = 2;
/** S3 takes 2 KB of metadata, names included. */
const HEAD_BYTES_MAX = 1_900;
const HEAD_FIELD = 'parlance';

/** Goes before the keys of files that are set aside: no app's id begins so. */
const ASIDE = '.aside/';

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

export interface S3Options {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly pathStyle: boolean;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
}

/** A client for all apps of a deployment. Without credentials of its own it takes those of the environment. */
export function s3Client({ region, endpoint, pathStyle, accessKeyId, secretAccessKey }: S3Options): S3Client {
  const isGiven = accessKeyId !== undefined && secretAccessKey !== undefined;
  return new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(isGiven ? { credentials: { accessKeyId, secretAccessKey } } : {}),
    // Checksums beside those of the protocol itself: not every compatible store knows them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** Files in a bucket of S3 or a store that speaks its protocol, below the id of their app. The head travels with the object. */
export class S3FileStore implements FileStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  /** @param folder id of an app, or the name of another part of the bucket, which begins with a dot */
  constructor(client: S3Client, bucket: string, folder: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = `${folder}/`;
  }

  async put(name: string, head: FileHead, source: FileSource): Promise<StoredFile> {
    const params = { ...this.#place(name), Metadata: { [HEAD_FIELD]: encodeHead(head) }, ContentType: head.type };
    const body = new PassThrough({ highWaterMark: 1 << 20 });
    const upload = new Upload({
      client: this.#client,
      params: { ...params, Body: body },
      partSize: PART_BYTES,
      queueSize: PARTS_TOGETHER,
    });
    let storedBytes = 0;
    let fault: unknown;
    const fed = feed(source, body, (bytes) => (storedBytes += bytes)).catch((error: unknown) => {
      fault = error;
      body.destroy(error instanceof Error ? error : new Error('The source failed.'));
    });
    try {
      const { ETag: etag } = await upload.done();
      await fed;
      return { name, version: versionOf(etag), storedBytes, uploadedAt: new Date(), head };
    } catch (error) {
      body.destroy();
      await upload.abort().catch(() => undefined);
      throw fault instanceof ParseError ? fault : saveFault(fault ?? error);
    }
  }

  async find(name: string): Promise<StoredFile | undefined> {
    try {
      const found = await this.#client.send(new HeadObjectCommand(this.#place(name)));
      return {
        name,
        version: versionOf(found.ETag),
        storedBytes: found.ContentLength ?? 0,
        uploadedAt: found.LastModified ?? new Date(0),
        head: decodeHead(found.Metadata?.[HEAD_FIELD]),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw away(error);
    }
  }

  read({ name }: StoredFile, from: number, to: number): Readable {
    if (from >= to) return Readable.from([]);
    const command = new GetObjectCommand({ ...this.#place(name), Range: `bytes=${from}-${to - 1}` });
    return Readable.from(bytesOf(this.#client, command), { objectMode: false, highWaterMark: 256 << 10 });
  }

  readWhole(file: StoredFile, from: number, to: number): Promise<Buffer> {
    return buffer(this.read(file, from, to));
  }

  async remove(name: string): Promise<boolean> {
    if ((await this.find(name)) === undefined) return false;
    await this.#client.send(new DeleteObjectCommand(this.#place(name))).catch(throwAway);
    return true;
  }

  async list(after: string | undefined, count: number): Promise<FilePage> {
    const { keys, next } = await this.#keys(after, count);
    const found = await Promise.all(keys.map(({ key }) => this.find(key.slice(this.#prefix.length))));
    const files = found.filter((file) => file !== undefined);
    return next === undefined ? { files } : { files, next };
  }

  async usage(): Promise<StoreUsage> {
    const usage = { files: 0, bytes: 0 };
    let after: string | undefined;
    do {
      const { keys, next } = await this.#keys(after, 1_000);
      for (const { bytes } of keys) {
        usage.files++;
        usage.bytes += bytes;
      }
      after = next;
    } while (after !== undefined);
    return usage;
  }

  async replaceHead({ name }: StoredFile, head: FileHead): Promise<void> {
    const place = this.#place(name);
    const source = sourceOf(place);
    const metadata = { Metadata: { [HEAD_FIELD]: encodeHead(head) }, MetadataDirective: 'REPLACE' as const, ContentType: head.type };
    await this.#client.send(new CopyObjectCommand({ ...place, CopySource: source, ...metadata })).catch(throwAway);
  }

  async sweep(before: Date): Promise<number> {
    const list = new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: this.#prefix });
    const { Uploads: uploads = [] } = await this.#client.send(list).catch(throwAway);
    const old = uploads.filter(({ Initiated: begun, Key: key }) => begun !== undefined && begun < before && key?.startsWith(this.#prefix));
    for (const { Key, UploadId } of old) {
      await this.#client.send(new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId })).catch(throwAway);
    }
    return old.length;
  }

  async setAside(names: readonly string[], before: Date): Promise<number> {
    let setAside = 0;
    for (const name of names) {
      const found = await this.find(name);
      if (found === undefined || found.uploadedAt >= before) continue;
      await this.#move(this.#place(name), this.#asideOf(name));
      setAside++;
    }
    return setAside;
  }

  async listAside(count: number): Promise<readonly StoredFile[]> {
    const prefix = ASIDE + this.#prefix;
    const list = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefix, MaxKeys: count });
    const { Contents: found = [] } = await this.#client.send(list).catch(throwAway);
    return found.map(({ Key: key = '', Size: storedBytes = 0, ETag: etag, LastModified: uploadedAt = new Date(0) }) => {
      return { name: key.slice(prefix.length), version: versionOf(etag), storedBytes, uploadedAt, head: decodeHead(undefined) };
    });
  }

  async putBack(names: readonly string[]): Promise<void> {
    for (const name of names) {
      if ((await this.find(name)) === undefined) await this.#move(this.#asideOf(name), this.#place(name));
      else await this.removeAside([name]);
    }
  }

  async removeAside(names: readonly string[]): Promise<number> {
    for (const name of names) await this.#client.send(new DeleteObjectCommand(this.#asideOf(name))).catch(throwAway);
    return names.length;
  }

  /** The copy is made by the store. */
  async #move(from: Place, to: Place): Promise<void> {
    try {
      await this.#client.send(new CopyObjectCommand({ ...to, CopySource: sourceOf(from) }));
    } catch (error) {
      if (isMissing(error)) return;
      throw away(error);
    }
    await this.#client.send(new DeleteObjectCommand(from)).catch(throwAway);
  }

  #asideOf(name: string): Place {
    return { Bucket: this.#bucket, Key: ASIDE + this.#prefix + name };
  }

  directUrl({ name }: StoredFile, { contentType, disposition, seconds }: DirectAnswer): Promise<string> {
    const answer = { ResponseContentType: contentType, ResponseContentDisposition: disposition };
    return getSignedUrl(this.#client, new GetObjectCommand({ ...this.#place(name), ...answer }), { expiresIn: seconds });
  }

  #place(name: string): Place {
    return { Bucket: this.#bucket, Key: this.#prefix + name };
  }

  async #keys(after: string | undefined, count: number): Promise<{ keys: readonly { key: string; bytes: number }[]; next?: string }> {
    const list = new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix, MaxKeys: count, ContinuationToken: after });
    const page = await this.#client.send(list).catch(throwAway);
    const keys = (page.Contents ?? []).map(({ Key: key = '', Size: bytes = 0 }) => ({ key, bytes }));
    return page.NextContinuationToken === undefined ? { keys } : { keys, next: page.NextContinuationToken };
  }
}

function sourceOf({ Bucket: bucket, Key: key }: Place): string {
  return `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

async function* bytesOf(client: S3Client, command: GetObjectCommand): AsyncGenerator<Buffer> {
  const { Body: body } = await client.send(command);
  if (body !== undefined) yield* body as Readable as AsyncIterable<Buffer>;
}

async function feed(source: FileSource, body: PassThrough, note: (bytes: number) => void): Promise<void> {
  for await (const part of partsOf(source)) {
    note(part.length);
    if (!body.write(part)) await drained(body);
  }
  body.end();
}

/** @throws Error when the stream ends instead */
function drained(body: PassThrough): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      body.off('drain', settle).off('close', settle);
      if (body.destroyed) reject(new Error('The upload has ended.'));
      else resolve();
    };
    body.on('drain', settle).on('close', settle);
  });
}

/** @throws ParseError FileSaveError (130) for words that do not fit */
function encodeHead(head: FileHead): string {
  const text = Buffer.from(JSON.stringify(head)).toString('base64');
  if (text.length <= HEAD_BYTES_MAX) return text;
  throw new ParseError('FileSaveError', 'Metadata and tags are too large for the store of this app.');
}

/** Objects that something else has put into the bucket have none. */
function decodeHead(text: string | undefined): FileHead {
  const nothing = { metadata: {}, tags: {} };
  if (text === undefined) return nothing;
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString()) as FileHead;
  } catch {
    return nothing;
  }
}

function versionOf(etag: string | undefined): string {
  return (etag ?? '').replace(/[^A-Za-z0-9_-]/g, '');
}

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}

function saveFault(error: unknown): ParseError {
  return new ParseError('FileSaveError', 'The file could not be stored.', { cause: error });
}

function away(error: unknown): ParseError {
  return new ParseError('ServiceUnavailable', 'The store of files is not available.', { cause: error });
}

function throwAway(error: unknown): never {
  throw away(error);
}
