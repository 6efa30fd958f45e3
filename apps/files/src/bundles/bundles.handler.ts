import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type HttpReply, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { Apps } from '../apps/apps.ts';
import { ReadableFiles } from '../download/readable-file.ts';
import { FileSeals } from '../encryption/file-seals.ts';
import { UNKNOWN_TYPE } from '../upload/media-type.ts';
import { receiveFile } from '../upload/receive-file.ts';

/** Keeps bundles of the code of apps, for the host of the code. They are encrypted as the files of the app are. */
@Controller()
export class BundlesHandler {
  constructor(
    private readonly apps: Apps,
    private readonly seals: FileSeals,
    private readonly readables: ReadableFiles,
  ) {}

  @Handles(files.storeBundle)
  async store(@Payload() { name, body }: files.StoreBundleRequest, @Ctx() context: RequestContext): Promise<Record<string, never>> {
    const { bundles, ...app } = await this.apps.of(context);
    if ((await bundles.find(name)) !== undefined) return {};
    const bundle = { name, contentType: UNKNOWN_TYPE, metadata: {}, tags: {}, sizeMax: Infinity };
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
    await receiveFile({ ...app, bundles, files: bundles }, bundle, bytes, this.seals);
    return {};
  }

  @Handles(files.readBundle)
  async read(@Payload() { name }: files.BundleRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    const app = await this.apps.of(context);
    const found = await app.bundles.find(name);
    if (found === undefined) throw new ParseError('ObjectNotFound', 'This bundle is not there.');
    const readable = await this.readables.open(app, found);
    return { status: 200, contentType: UNKNOWN_TYPE, body: await readable.readWhole(0, readable.size) };
  }

  @Handles(files.removeBundle)
  async remove(@Payload() { name }: files.BundleRequest, @Ctx() context: RequestContext): Promise<Record<string, never>> {
    const { bundles } = await this.apps.of(context);
    await bundles.remove(name);
    return {};
  }
}
