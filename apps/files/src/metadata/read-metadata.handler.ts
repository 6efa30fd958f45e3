import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { isAnonymousUser } from '../apps/is-anonymous-user.ts';
import { assertMayDownload } from '../download/access.ts';
import { FileTriggers } from '../triggers/file-triggers.ts';

/** Answers the words that were stored with a file, to those who may download it. */
@Controller()
export class ReadMetadataHandler {
  constructor(
    private readonly apps: Apps,
    private readonly triggers: FileTriggers,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(files.readMetadata)
  async read(@Payload() asked: files.ReadMetadataRequest, @Ctx() context: RequestContext): Promise<Record<string, unknown>> {
    const app = await this.apps.of(context);
    await assertMayDownload(app, asked, context.identity, () => isAnonymousUser(this.bus, context));
    const { name = asked.name } = await this.triggers.runOfDownload(app, 'beforeFind', { name: asked.name }, context);
    const found = await app.files.find(name);
    if (found === undefined) return {};
    await this.triggers.runOfDownload(app, 'afterFind', { name: asked.name }, context);
    const { metadata, tags } = found.file.head;
    return Object.keys(tags).length === 0 ? { metadata } : { metadata, tags };
  }
}
