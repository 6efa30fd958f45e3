import { BoundedCache } from '@parlance/cache';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';

const APPS_MAX = 10_000;
/** How long a count is believed. Other replicas store files meanwhile, so that an app may go beyond its quota by those. */
const COUNTED_MS = 30_000;
const RETRY_AFTER_SECONDS = 3_600;

/** The bytes of the files of each app, counted where it has a quota. */
export class Quotas {
  readonly #used = new BoundedCache<string, { bytes: number }>({ max: APPS_MAX, ttlMs: COUNTED_MS });

  /** @throws RateLimited (100, 429) for bytes that would go beyond the quota of the app */
  async assertRoom(app: App, bytes: number): Promise<void> {
    const { quota } = app.settings.files;
    if (quota === null) return;
    const used = await this.#used.getOrLoad(app.id, async () => ({ bytes: await usedBytes(app) }));
    if (used.bytes + bytes <= quota) return;
    throw new ParseError('RateLimited', 'The files of this app have reached their quota.', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  /** Counts a file that was stored. */
  note(app: App, bytes: number): void {
    const used = this.#used.get(app.id);
    if (used !== undefined) used.bytes += bytes;
  }

  /** Makes the next upload count anew. */
  forget(appId: string): void {
    this.#used.delete(appId);
  }
}

async function usedBytes({ files }: App): Promise<number> {
  let bytes = 0;
  for (const store of files.stores.values()) bytes += (await store.usage()).bytes;
  return bytes;
}
