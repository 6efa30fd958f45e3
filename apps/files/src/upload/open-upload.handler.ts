import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { refusal } from '@parlance/acl';
import { bytesOfText } from '@parlance/app-settings';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { TransferServer, type FileBytes } from '@parlance/transfers';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { isAnonymousUser } from '../apps/is-anonymous-user.ts';
import { Quotas } from '../usage/quotas.ts';
import { annotationsOf, tagsOf } from './annotations.ts';
import type { AnnouncedFile } from './announced-file.ts';
import { assertExtension } from './assert-extension.ts';
import { tooLarge } from './bounded.ts';
import { assertDirectory, assertFileName } from './file-name.ts';
import { SaveFile } from './save-file.ts';
import { assertMayUpload } from './upload-rights.ts';

/** As much of a client's words as an error repeats. */
const ECHO_LENGTH_MAX = 100;

/** Admits uploads, and takes their bytes in. */
@Controller()
export class OpenUploadHandler {
  constructor(
    private readonly apps: Apps,
    private readonly transfers: TransferServer,
    private readonly saving: SaveFile,
    private readonly quotas: Quotas,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(files.openUpload)
  async open(@Payload() asked: files.OpenUploadRequest, @Ctx() context: RequestContext): Promise<files.OpenedUpload> {
    const app = await this.apps.of(context);
    await assertMayUpload(context.identity, app.settings.fileUpload, () => isAnonymousUser(this.bus, context));
    const file = this.#admit(app, asked, context);
    assertRequiredWords(asked, app.settings.files);
    if (asked.length !== undefined && asked.length > file.sizeMax) throw tooLarge(file.sizeMax);
    await this.quotas.assertRoom(app, asked.length ?? 0);
    const take = (bytes: FileBytes): Promise<files.UploadedFile> => this.saving.save(app, file, bytes, context);
    const transfer = this.transfers.offer({ kind: 'upload', take });
    return { transfer, sizeMax: file.sizeMax };
  }

  /** @throws InvalidFileName (122), FileSaveError (130), OperationForbidden (119), InvalidJson (107), InvalidFieldName (105) */
  #admit(app: App, asked: files.OpenUploadRequest, { identity }: RequestContext): AnnouncedFile {
    const isMaster = identity.kind === 'master';
    const { name, contentType, directory, length, isStream = false } = asked;
    assertFileName(name);
    if (!isMaster) assertExtension(name, contentType, app.settings.fileUpload.fileExtensions);
    if (directory !== undefined && !isMaster) throw new ParseError('OperationForbidden', 'Directory can only be set using the Master Key.');
    if (directory !== undefined) assertDirectory(directory);
    const metadata = annotationsOf(asked.metadata, 'metadata');
    const tags = tagsOf(asked.tags);
    return { name, directory, contentType, metadata, tags, length, isStream, sizeMax: sizeMaxOf(app, asked.sizeMax, isMaster) };
  }
}

/** @throws MissingContentType (126), MissingContentLength (127), where the app requires them */
function assertRequiredWords(
  { contentType = '', length }: files.OpenUploadRequest,
  { requireContentType, requireContentLength }: App['settings']['files'],
): void {
  if (requireContentType && contentType === '') throw new ParseError('MissingContentType', 'The content type of the file is not said.');
  if (requireContentLength && length === undefined) throw new ParseError('MissingContentLength', 'The length of the file is not said.');
}

function sizeMaxOf({ settings }: App, asked: string | undefined, isMaster: boolean): number {
  if (asked === undefined) return settings.files.maxSize ?? settings.maxUploadSize;
  if (!isMaster) throw refusal({ kind: 'MasterKeyRequired', inFull: 'unauthorized: master key is required' });
  const bytes = bytesOfText(asked);
  if (typeof bytes === 'number' && Number.isSafeInteger(bytes)) return bytes;
  throw new ParseError('FileSaveError', `Invalid maxUploadSize override value: ${asked.slice(0, ECHO_LENGTH_MAX)}`);
}
