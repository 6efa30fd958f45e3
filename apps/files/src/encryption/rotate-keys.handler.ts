import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import { nextPlace } from '../apps/next-place.ts';
import { Apps } from '../apps/apps.ts';
import { FileSeals } from './file-seals.ts';

const TOGETHER = 200;

/** Wraps the keys of encrypted files by the current key of the deployment. */
@Controller()
export class RotateKeysHandler {
  constructor(
    private readonly apps: Apps,
    private readonly seals: FileSeals,
  ) {}

  @Handles(files.rotateKeys)
  async rotate(@Payload() { place }: files.RotateRequest, @Ctx() context: RequestContext): Promise<files.Rotated> {
    const app = await this.apps.of(context);
    const found = app.files.at(place?.store);
    if (found === undefined) return { examined: 0, rotated: 0 };
    const page = await found.store.list(place?.after, TOGETHER);
    let rotated = 0;
    for (const file of page.files) {
      const { encryption } = file.head;
      const rewrapped = encryption && this.seals.rewrap(app.id, file.name, encryption);
      if (rewrapped === undefined) continue;
      await found.store.replaceHead(file, { ...file.head, encryption: rewrapped });
      rotated++;
    }
    return { examined: page.files.length, rotated, ...nextPlace(app.files, found.name, page.next) };
  }
}
