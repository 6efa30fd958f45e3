import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Bus, BUS, Handles } from '@parlance/bus';
import { config, files, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { AppFiles } from '../apps/app-files.ts';
import { OPEN_FILES, type OpenFiles } from '../apps/apps.ts';
import type { FileStore } from '../store/file.store.ts';

const PAGE = 200;
/** Kept of a request's time for the answer. */
const ANSWER_MS = 2_000;

/** Removes all files of an app that is being deleted, the bundles of its code, and its imports and exports. */
@Controller()
export class ForgetAppHandler {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(OPEN_FILES) private readonly open: OpenFiles,
  ) {}

  @Handles(files.forgetApp)
  async forget(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<{ done: boolean }> {
    const { app } = await this.bus.call(config.appForFiles, { appId: context.app }, context);
    if (app === null) return { done: true };
    if (app.enabled) throw new ParseError('OperationForbidden', 'Only the files of a disabled app can be removed as a whole.');
    const opened = this.open(app);
    const until = context.deadline - ANSWER_MS;
    for (const place of [opened.files, opened.bundles, opened.transfers]) if (!(await emptied(place, until))) return { done: false };
    return { done: true };
  }
}

/** @returns false when the time was over before all were gone */
async function emptied({ stores }: AppFiles, until: number): Promise<boolean> {
  for (const store of stores.values()) if (!(await emptiedStore(store, until))) return false;
  return true;
}

async function emptiedStore(store: FileStore, until: number): Promise<boolean> {
  for (;;) {
    const aside = await store.listAside(PAGE);
    if (aside.length === 0) break;
    await store.removeAside(aside.map(({ name }) => name));
    if (Date.now() > until) return false;
  }
  for (;;) {
    const { files: some } = await store.list(undefined, PAGE);
    if (some.length === 0) break;
    for (const { name } of some) {
      await store.remove(name);
      if (Date.now() > until) return false;
    }
  }
  await store.sweep(new Date());
  return true;
}
