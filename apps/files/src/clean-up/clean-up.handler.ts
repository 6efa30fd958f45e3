import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { nextPlace } from '../apps/next-place.ts';
import type { FileStore } from '../store/file.store.ts';
import { Quotas } from '../usage/quotas.ts';

const LISTED_TOGETHER = 1_000;
const SETTLED_TOGETHER = 500;
/** A write that is at its deadline is given up a little later. */
const DEADLINE_MARGIN_MS = 1_000;

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

  @Handles(files.setAside)
  async setAside(@Payload() { store: name, names }: files.SetAsideRequest, @Ctx() context: RequestContext): Promise<{ setAside: number }> {
    const app = await this.apps.of(context);
    return { setAside: await storeOf(app, name).setAside(names, graceEnd(app)) };
  }

  @Handles(files.listAside)
  async listAside(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<files.AsideFiles> {
    const app = await this.apps.of(context);
    const settledAfterMs = app.settings.requestDeadlineMs + DEADLINE_MARGIN_MS;
    for (const [name, store] of app.files.stores) {
      const found = await store.listAside(SETTLED_TOGETHER);
      if (found.length > 0) return { store: name, files: found.map(({ name, storedBytes: bytes }) => ({ name, bytes })), settledAfterMs };
    }
    return { store: '', files: [], settledAfterMs };
  }

  @Handles(files.settleAside)
  async settle(
    @Payload() { store: name, putBack, remove }: files.SettleAsideRequest,
    @Ctx() context: RequestContext,
  ): Promise<{ removed: number }> {
    const app = await this.apps.of(context);
    const store = storeOf(app, name);
    await store.putBack(putBack);
    const removed = await store.removeAside(remove);
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

/** @throws ParseError ServiceUnavailable */
function storeOf(app: App, name: string): FileStore {
  const store = app.files.at(name)?.store;
  if (store === undefined) throw new ParseError('ServiceUnavailable', 'This store of files is not there any more.');
  return store;
}

function graceEnd({ settings }: App): Date {
  return new Date(Date.now() - settings.files.graceSeconds * 1_000);
}
