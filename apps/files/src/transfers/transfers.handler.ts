import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { SMALL_BYTES, TransferServer, type FileBytes } from '@parlance/transfers';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { ReadableFiles } from '../download/readable-file.ts';
import { FileSeals } from '../encryption/file-seals.ts';
import { UNKNOWN_TYPE } from '../upload/media-type.ts';
import { receiveFile } from '../upload/receive-file.ts';

/** A file that is handed in to be imported may have as many bytes: 64 GB. */
const SIZE_MAX = 64 * 2 ** 30;
/** Files that one look of the sweep takes up. */
const SWEPT_TOGETHER = 500;

/** Keeps files of imports and exports. They are encrypted as the files of the app are. */
@Controller()
export class TransfersHandler {
  constructor(
    private readonly apps: Apps,
    private readonly transfers: TransferServer,
    private readonly seals: FileSeals,
    private readonly readables: ReadableFiles,
  ) {}

  @Handles(files.openTransferUpload)
  async openUpload(
    @Payload() { name }: { name: string },
    @Ctx() context: RequestContext,
  ): Promise<{ transfer: files.TransferTicket; sizeMax: number }> {
    const app = await this.apps.of(context);
    const take = (bytes: FileBytes): Promise<{ bytes: number }> => this.#take(app, name, bytes);
    return { transfer: this.transfers.offer({ kind: 'upload', take }), sizeMax: SIZE_MAX };
  }

  @Handles(files.openTransfer)
  async open(@Payload() { name, from, to }: files.OpenTransferRequest, @Ctx() context: RequestContext): Promise<files.OpenedTransfer> {
    const app = await this.apps.of(context);
    const found = await app.transfers.find(name);
    if (found === undefined) throw new ParseError('ObjectNotFound', 'This file of a transfer is not there.');
    const readable = await this.readables.open(app, found);
    const end = Math.min(to, readable.size);
    const length = Math.max(end - from, 0);
    const open = () => (length === 0 ? Buffer.alloc(0) : length > SMALL_BYTES ? readable.read(from, end) : readable.readWhole(from, end));
    return { transfer: this.transfers.offer({ kind: 'download', length, open }), length, size: readable.size };
  }

  @Handles(files.removeTransfers)
  async remove(@Payload() { names }: { names: string[] }, @Ctx() context: RequestContext): Promise<{ removed: number }> {
    const { transfers } = await this.apps.of(context);
    let removed = 0;
    for (const name of names) if (await transfers.remove(name)) removed += 1;
    return { removed };
  }

  @Handles(files.sweepTransfers)
  async sweep(@Payload() { before }: { before: number }, @Ctx() context: RequestContext): Promise<{ removed: number }> {
    const { transfers } = await this.apps.of(context);
    let removed = 0;
    for (const store of transfers.stores.values()) {
      let after: string | undefined;
      do {
        const page = await store.list(after, SWEPT_TOGETHER);
        for (const { name, uploadedAt } of page.files) {
          if (uploadedAt.getTime() < before && (await store.remove(name))) removed += 1;
        }
        after = page.next;
      } while (after !== undefined);
      await store.sweep(new Date(before));
    }
    return { removed };
  }

  /** An older file of the name goes once the new one is there. */
  async #take(app: App, name: string, bytes: FileBytes): Promise<{ bytes: number }> {
    const { transfers } = app;
    const file = { name, contentType: UNKNOWN_TYPE, metadata: {}, tags: {}, sizeMax: SIZE_MAX };
    const stored = await receiveFile({ ...app, files: transfers }, file, bytes, this.seals);
    const readable = await this.readables.open(app, { file: stored, store: transfers.current });
    return { bytes: readable.size };
  }
}
