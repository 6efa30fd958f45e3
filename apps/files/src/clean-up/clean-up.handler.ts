import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import type { StoreName } from '../apps/app-files.ts';
import { Apps } from '../apps/apps.ts';
import type { FileStore } from '../store/file.store.ts';
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
    const names = [...app.files.stores.keys()];
    const name = names.find((store) => place === undefined || store === place.store);
    if (name === undefined) return { store: '', files: [] };
    const before = graceEnd(app);
    const page = await storeOf(app, name).list(place?.after, LISTED_TOGETHER);
    const old = page.files
      .filter(({ uploadedAt }) => uploadedAt < before)
      .map(({ name: file, storedBytes: bytes }) => ({ name: file, bytes }));
    const answer = { store: name, files: old };
    if (page.next !== undefined) return { ...answer, next: { store: name, after: page.next } };
    const following = names[names.indexOf(name) + 1];
    return following === undefined ? answer : { ...answer, next: { store: following } };
  }

  @Handles(files.removeOld)
  async remove(@Payload() { store: name, names }: files.RemoveOldRequest, @Ctx() context: RequestContext): Promise<{ removed: number }> {
    const app = await this.apps.of(context);
    const store = storeOf(app, name);
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

function storeOf({ files: { stores } }: App, name: string): FileStore {
  const store = stores.get(name as StoreName);
  if (store === undefined) throw new ParseError('ServiceUnavailable', 'This store of files is not there any more.');
  return store;
}
