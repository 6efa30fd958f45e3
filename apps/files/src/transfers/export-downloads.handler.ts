import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { TransferServer } from '@parlance/transfers';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { ReadableFiles } from '../download/readable-file.ts';
import { zipOfFiles } from './zip-of-files.ts';

/** Gives exports out, which are kept in parts. */
@Controller()
export class ExportDownloadsHandler {
  constructor(
    private readonly apps: Apps,
    private readonly transfers: TransferServer,
    private readonly readables: ReadableFiles,
  ) {}

  @Handles(files.openExport)
  async open(
    @Payload() { form, files: exported, at }: files.OpenExportRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ transfer: files.TransferTicket }> {
    const app = await this.apps.of(context);
    const packed = exported.map(({ name, parts, size, crc }) => ({ name, size, crc, open: () => this.#packed(app, parts) }));
    const [first] = packed;
    if (first === undefined) throw new ParseError('ObjectNotFound', 'This export has no files.');
    const open = () => (form === 'zip' ? zipOfFiles(packed, new Date(at)) : inflated(first.open()));
    return { transfer: this.transfers.offer({ kind: 'download', length: undefined, open }) };
  }

  /** The bytes of the parts, one behind the other. Fails with ObjectNotFound (101) for one that is gone. */
  #packed(app: App, parts: readonly string[]): Readable {
    const { readables } = this;
    async function* bytes(): AsyncGenerator<Buffer> {
      for (const name of parts) {
        const found = await app.transfers.find(name);
        if (found === undefined) throw new ParseError('ObjectNotFound', 'A part of this export is gone.');
        const readable = await readables.open(app, found);
        yield* readable.read(0, readable.size) as AsyncIterable<Buffer>;
      }
    }
    return Readable.from(bytes(), { objectMode: false });
  }
}

function inflated(packed: Readable): Readable {
  const out = new PassThrough();
  void pipeline(packed, createInflateRaw(), out).catch((error: unknown) => out.destroy(error as Error));
  return out;
}
