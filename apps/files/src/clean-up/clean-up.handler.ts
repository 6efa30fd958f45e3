import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { nextPlace } from '../apps/next-place.ts';
import { Quotas } from '../usage/quotas.ts';

const LISTED_TOGETHER = 1_000;

/** The part of a clean-up that touches files. Files younger than the grace of their app stay, whatever is asked. */
@Controller()
export class CleanUpHandler {
  constructor(
    private readonly apps: Apps,
    private readonly quotas: Quotas,
  ) {}

  @Handles(files.listOld)
  async list(@Payload() { place }: files.ListOldRequest, @Ctx() context: RequestContext): Promise<files.OldFiles> {
    const app = await this.apps.of(context);
    const found = app.files.at(place?.store);
    if (found === undefined) return { store: '', files: [] };
    const before = graceEnd(app);
    const page = await found.store.list(place?.after, LISTED_TOGETHER);
    const old = page.files.filter(({ uploadedAt }) => uploadedAt < before);
    const listed = old.map(({ name, storedBytes: bytes }) => ({ name, bytes }));
    return { store: found.name, files: listed, ...nextPlace(app.files, found.name, page.next) };
  }

  @Handles(files.removeOld)
  async remove(@Payload() { store: name, names }: files.RemoveOldRequest, @Ctx() context: RequestContext): Promise<{ removed: number }> {
    const app = await this.apps.of(context);
    const store = app.files.at(name)?.store;
    if (store === undefined) throw new ParseError('ServiceUnavailable', 'This store of files is not there any more.');
    const before = graceEnd(app);
    let removed = 0;
    for (const file of names) {
      const found = await store.find(file);
      if (found !== undefined && found.uploadedAt < before && (await store.remove(file))) removed++;
    }
    this.quotas.forget(app.id);
    return { removed };
  }

  @Handles(files.sweep)
  async sweep(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<{ swept: number }> {
    const app = await this.apps.of(context);
    let swept = 0;
    for (const store of app.files.stores.values()) swept += await store.sweep(graceEnd(app));
    return { swept };
  }
}

function graceEnd({ settings }: App): Date {
  return new Date(Date.now() - settings.files.graceSeconds * 1_000);
}
