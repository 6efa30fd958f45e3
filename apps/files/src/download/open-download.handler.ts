import { buffer } from 'node:stream/consumers';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { files, functions, type RequestContext } from '@parlance/contracts';
import { SMALL_BYTES, TransferServer } from '@parlance/transfers';
import mime from 'mime';
import type { App } from '../apps/app.ts';
import type { FoundFile } from '../apps/app-files.ts';
import { Apps } from '../apps/apps.ts';
import { isAnonymousUser } from '../apps/is-anonymous-user.ts';
import { FileTriggers } from '../triggers/file-triggers.ts';
import { sniff, SNIFFED_BYTES } from '../upload/sniff.ts';
import { assertMayDownload, type DownloadAccess } from './access.ts';
import { preconditionOf, rangeOf } from './conditions.ts';
import { deliveryOf, type Delivery } from './delivery.ts';
import { foundHeaders } from './found-headers.ts';
import { ReadableFiles, type ReadableFile } from './readable-file.ts';

const NOT_FOUND: files.OpenedDownload = {
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  headers: { 'cache-control': 'no-store' },
  text: 'File not found.',
};
const YEAR_SECONDS = 31_536_000;
/** How long an address of a store works: the client follows it at once. */
const DIRECT_SECONDS = 300;

interface FoundAnswer {
  readonly found: FoundFile;
  readonly readable: ReadableFile;
  readonly head: Pick<files.OpenedDownload, 'contentType' | 'headers'>;
}

/** Answers requests for files, up to their bytes. */
@Controller()
export class OpenDownloadHandler {
  constructor(
    private readonly apps: Apps,
    private readonly transfers: TransferServer,
    private readonly readables: ReadableFiles,
    private readonly triggers: FileTriggers,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(files.openDownload)
  async open(@Payload() asked: files.OpenDownloadRequest, @Ctx() context: RequestContext): Promise<files.OpenedDownload> {
    const app = await this.apps.of(context);
    const access = await assertMayDownload(app, asked, context.identity, () => isAnonymousUser(this.bus, context));
    const { name = asked.name } = app.triggers.has('beforeFind') ? await this.#beforeFind(app, asked, context) : {};
    const found = await app.files.find(name);
    if (found === undefined) return NOT_FOUND;
    const { file } = found;
    const readable = await this.readables.open(app, found);
    const delivery = deliveryOf(file.name, file.head.type, readable.sniffed, app.settings.files.inlinePdf);
    const head = {
      contentType: delivery.contentType,
      headers: {
        'content-disposition': delivery.disposition,
        'cache-control': cacheControl(app, access),
        'accept-ranges': 'bytes',
        etag: `"${file.version}"`,
        'last-modified': file.uploadedAt.toUTCString(),
      },
    };
    if (app.triggers.has('afterFind')) return this.#afterFind(app, asked, { found, readable, head }, context);
    const direct = await directUrl(app, found, readable, delivery);
    if (direct !== undefined) return { status: 302, headers: { 'cache-control': 'no-store' }, location: direct };
    return this.#answer(asked, found, readable, head);
  }

  #beforeFind(app: App, { name }: files.OpenDownloadRequest, context: RequestContext): Promise<functions.FileOutcome> {
    return this.triggers.runOfDownload(app, 'beforeFind', { name, contentType: mime.getType(name) ?? undefined }, context);
  }

  /** Shows the file to its trigger, with its bytes unless a part of them is asked for, and answers with its changes. */
  async #afterFind(
    app: App,
    asked: files.OpenDownloadRequest,
    { found, readable, head }: FoundAnswer,
    context: RequestContext,
  ): Promise<files.OpenedDownload> {
    const { name } = found.file;
    const isShown = asked.conditions.range === undefined && readable.size <= functions.FILE_TRIGGER_BYTES_MAX;
    const shown = isShown ? await buffer(readable.read(0, readable.size)) : undefined;
    const input: functions.FileInput = {
      name,
      url: this.triggers.urlOf(app, name),
      contentType: found.file.head.type ?? mime.getType(name) ?? undefined,
      size: readable.size,
      ...(shown === undefined ? {} : { data: shown.toString('base64') }),
      forceDownload: false,
      responseHeaders: { 'X-Content-Type-Options': 'nosniff' },
    };
    const outcome = await this.triggers.runOfDownload(app, 'afterFind', input, context);
    const replaced = shown === undefined || outcome.data === undefined ? undefined : Buffer.from(outcome.data, 'base64');
    if (replaced === undefined)
      return this.#answer(asked, found, readable, { ...head, headers: foundHeaders(head.headers, name, outcome) });
    return this.#answerReplaced(app, asked, replaced, { ...outcome, name: outcome.name ?? name });
  }

  /** Bytes that code has made for this answer alone. */
  async #answerReplaced(
    app: App,
    { withBytes }: files.OpenDownloadRequest,
    bytes: Buffer,
    outcome: functions.FileOutcome & { readonly name: string },
  ): Promise<files.OpenedDownload> {
    const { name, contentType = mime.getType(name) ?? undefined } = outcome;
    const delivery = deliveryOf(name, contentType, await sniff(bytes.subarray(0, SNIFFED_BYTES)), app.settings.files.inlinePdf);
    const headers = foundHeaders({ 'content-disposition': delivery.disposition, 'cache-control': 'private, no-store' }, name, outcome);
    const { length } = bytes;
    const transfer = withBytes ? { transfer: this.transfers.offer({ kind: 'download', length, open: () => bytes }) } : {};
    return { status: 200, contentType: delivery.contentType, headers, length, ...transfer };
  }

  #answer(
    { conditions, withBytes }: files.OpenDownloadRequest,
    { file }: FoundFile,
    readable: ReadableFile,
    head: Pick<files.OpenedDownload, 'contentType' | 'headers'>,
  ): files.OpenedDownload {
    const validators = { etag: `"${file.version}"`, modifiedAt: file.uploadedAt };
    const precondition = preconditionOf(conditions, validators);
    if (precondition !== 'go') return { status: precondition, headers: head.headers };
    const { size } = readable;
    const range = rangeOf(conditions, size, validators);
    if (range === 'none') {
      const headers = { 'cache-control': 'no-store', 'accept-ranges': 'bytes', 'content-range': `bytes */${size}` };
      return { status: 416, contentType: 'text/plain; charset=utf-8', headers, text: 'The file does not have this range.' };
    }
    const { from, to } = range === 'whole' ? { from: 0, to: size } : range;
    const length = to - from;
    const open = () => (length > SMALL_BYTES ? readable.read(from, to) : readable.readWhole(from, to));
    const bytes = withBytes ? { transfer: this.transfers.offer({ kind: 'download', length, open }) } : {};
    if (range === 'whole') return { ...head, status: 200, length, ...bytes };
    return { ...head, status: 206, headers: { ...head.headers, 'content-range': `bytes ${from}-${to - 1}/${size}` }, length, ...bytes };
  }
}

/** An address of the store itself, where the app wants it and the bytes are stored as they are. */
async function directUrl(
  { settings }: App,
  { file, store }: FoundFile,
  { isPlain }: ReadableFile,
  { contentType, disposition }: Delivery,
): Promise<string | undefined> {
  if (!settings.files.directDownload || !isPlain || store.directUrl === undefined) return undefined;
  return store.directUrl(file, { contentType, disposition, seconds: DIRECT_SECONDS });
}

/** The bytes of a name never change, unless names are kept as they are given, or code of the app decides about each download. */
function cacheControl({ settings, triggers }: App, { secondsLeft }: DownloadAccess): string {
  if (secondsLeft === 0 || triggers.has('beforeFind') || triggers.has('afterFind')) return 'private, no-cache';
  if (settings.preserveFileName) return secondsLeft === undefined ? 'public, no-cache' : 'private, no-cache';
  return secondsLeft === undefined ? `public, max-age=${YEAR_SECONDS}, immutable` : `private, max-age=${secondsLeft}, immutable`;
}
