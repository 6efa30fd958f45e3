import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type HttpReply, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { z } from 'zod';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import type { FoundFile } from '../apps/app-files.ts';
import { nextPlace } from '../apps/next-place.ts';
import { ReadableFiles } from '../download/readable-file.ts';
import { FileSeals } from '../encryption/file-seals.ts';
import type { FileSource } from '../store/file.store.ts';
import { UNKNOWN_TYPE } from '../upload/media-type.ts';
import { receiveFile } from '../upload/receive-file.ts';
import { Quotas } from '../usage/quotas.ts';
import { PIECE_BYTES, printFileRow, readFileRow, type FileRow } from './file-row.ts';

/** Bytes of files in one page, and files that are looked at for it. */
const PAGE_BYTES = 512 * 2 ** 10;
const PAGE_FILES = 200;
/** Bits of the digest of a name that stand in the name of a piece. */
const DIGEST_HEX = 24;

/** Where an export of files goes on: in a store behind a file, and `at` a byte of the one that follows. */
const place = z.object({ store: z.string().optional(), after: z.string().optional(), at: z.int().nonnegative() });
type Place = z.infer<typeof place>;

/** The files of an app as rows of exports and imports. No trigger runs. */
@Controller()
export class FileRowsHandler {
  constructor(
    private readonly apps: Apps,
    private readonly readables: ReadableFiles,
    private readonly seals: FileSeals,
    private readonly quotas: Quotas,
  ) {}

  @Handles(files.exportFiles)
  async export(@Payload() { after }: { after?: string | undefined }, @Ctx() context: RequestContext): Promise<HttpReply> {
    const app = await this.apps.of(context);
    const lines: string[] = [];
    let here: Place | undefined = after === undefined ? { at: 0 } : place.parse(JSON.parse(after));
    for (let bytes = 0, looks = 0; here !== undefined && bytes < PAGE_BYTES && looks < PAGE_FILES; looks += 1) {
      const step: ExportStep = await this.#step(app, here);
      if (step.line !== undefined) lines.push(step.line);
      bytes += step.bytes;
      here = step.next;
    }
    const head = JSON.stringify({ count: lines.length, ...(here === undefined ? {} : { next: JSON.stringify(here) }) });
    return {
      status: 200,
      contentType: 'application/x-ndjson',
      body: Buffer.from([head, lines.join(',\n')].filter((part) => part !== '').join('\n')),
    };
  }

  /** One piece of one file; none for a file that is not the one of its name. */
  async #step(app: App, { store, after, at }: Place): Promise<ExportStep> {
    const found = app.files.at(store);
    if (found === undefined) return { bytes: 0, next: undefined };
    const page = await found.store.list(after, 1);
    const behind = nextPlace(app.files, found.name, page.next).next;
    const next: Place | undefined = behind === undefined ? undefined : { ...behind, at: 0 };
    const [file] = page.files;
    if (file === undefined || (await app.files.find(file.name))?.file.version !== file.version) return { bytes: 0, next };
    const readable = await this.readables.open(app, { file, store: found.store });
    if (at >= readable.size) return { bytes: 0, next };
    const end = Math.min(at + PIECE_BYTES, readable.size);
    const piece = await readable.readWhole(at, end);
    const line = printFileRow(file, readable.size, at, piece);
    return {
      line,
      bytes: piece.length,
      next: end < readable.size ? { store: found.name, ...(after === undefined ? {} : { after }), at: end } : next,
    };
  }

  @Handles(files.importFiles)
  async import(
    @Payload() { importId, rows, body }: files.ImportFilesRequest,
    @Ctx() context: RequestContext,
  ): Promise<files.ImportedFiles> {
    const app = await this.apps.of(context);
    const sent = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString()) as readonly unknown[];
    const failures: files.ImportedFiles['failures'] = [];
    let created = 0;
    for (const [at, row] of sent.entries()) {
      try {
        if (await this.#take(app, importId, readFileRow(row))) created += 1;
      } catch (error) {
        if (!isOfRow(error)) throw error;
        failures.push({ row: rows[at] ?? 0, code: error.code, error: error.message });
      }
    }
    return { created, updated: 0, failures };
  }

  /** @returns whether the file is whole with this piece, and is there now by it */
  async #take(app: App, importId: string, row: FileRow): Promise<boolean> {
    const { name, at, size, bytes, metadata, tags, type } = row;
    if ((await app.files.find(name)) !== undefined) return false;
    if (at + bytes.length < size) {
      await this.#store(
        { ...app, files: app.transfers },
        { name: pieceName(importId, name, at), contentType: UNKNOWN_TYPE, metadata: {}, tags: {} },
        bytes,
      );
      return false;
    }
    await this.quotas.assertRoom(app, size);
    const pieces = await this.#pieces(app, importId, row);
    const stored = await this.#store(
      app,
      { name, contentType: type, metadata, tags },
      pieces.length === 0 ? bytes : this.#joined(app, pieces, bytes),
    );
    this.quotas.note(app, stored.storedBytes);
    for (const { file } of pieces) await app.transfers.remove(file.name);
    return true;
  }

  #store(
    app: App,
    file: { name: string; contentType: string | undefined; metadata: FileRow['metadata']; tags: FileRow['tags'] },
    bytes: Buffer | Readable,
  ) {
    return receiveFile(app, { ...file, sizeMax: Number.MAX_SAFE_INTEGER }, bytes, this.seals);
  }

  /** The pieces before the last one. @throws FileSaveError (130) where one is missing */
  async #pieces(app: App, importId: string, { name, at: last }: FileRow): Promise<readonly FoundFile[]> {
    const pieces: FoundFile[] = [];
    for (let at = 0; at < last; at += PIECE_BYTES) {
      const found = await app.transfers.find(pieceName(importId, name, at));
      if (found === undefined) throw new ParseError('FileSaveError', `The piece of this file at byte ${at} is missing.`);
      pieces.push(found);
    }
    return pieces;
  }

  #joined(app: App, pieces: readonly FoundFile[], last: Buffer): Readable {
    const { readables } = this;
    async function* bytes(): AsyncGenerator<Buffer> {
      for (const piece of pieces) {
        const readable = await readables.open(app, piece);
        yield* readable.read(0, readable.size) as FileSource & AsyncIterable<Buffer>;
      }
      yield last;
    }
    return Readable.from(bytes(), { objectMode: false });
  }
}

interface ExportStep {
  readonly line?: string;
  readonly bytes: number;
  readonly next: Place | undefined;
}

/** The same whenever the piece comes. */
function pieceName(importId: string, name: string, at: number): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_HEX);
  return `${importId}.${BigInt(`0x${digest}`)}.${at}`;
}

/** Whether a row has failed by itself: another attempt would end in the same way. */
function isOfRow(error: unknown): error is ParseError {
  return error instanceof ParseError && error.status < 500 && error.kind !== 'RequestTimeout';
}
