import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import type { App } from '../apps/app.ts';
import { nextPlace } from '../apps/next-place.ts';
import { Apps } from '../apps/apps.ts';
import type { FileStore, StoredFile } from '../store/file.store.ts';
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
    const rotated = await this.#rewrap(app.id, found.store, page.files);
    const next = nextPlace(app.files, found.name, page.next);
    if (next.next !== undefined) return { examined: page.files.length, rotated, ...next };
    const bundles = await this.#rewrapBundles(app);
    return { examined: page.files.length + bundles.examined, rotated: rotated + bundles.rotated };
  }

  /** Those of the code of the app, which are few. */
  async #rewrapBundles({ id, bundles }: App): Promise<{ examined: number; rotated: number }> {
    let examined = 0;
    let rotated = 0;
    for (const store of bundles.stores.values()) {
      let after: string | undefined;
      do {
        const page = await store.list(after, TOGETHER);
        examined += page.files.length;
        rotated += await this.#rewrap(id, store, page.files);
        after = page.next;
      } while (after !== undefined);
    }
    return { examined, rotated };
  }

  async #rewrap(appId: string, store: FileStore, stored: readonly StoredFile[]): Promise<number> {
    let rotated = 0;
    for (const file of stored) {
      const { encryption } = file.head;
      const rewrapped = encryption && this.seals.rewrap(appId, file.name, encryption);
      if (rewrapped === undefined) continue;
      await store.replaceHead(file, { ...file.head, encryption: rewrapped });
      rotated++;
    }
    return rotated;
  }
}
