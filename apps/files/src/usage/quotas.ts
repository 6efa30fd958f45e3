import { isLimited, type QuotaSettings } from '@parlance/app-settings';
import type { QuotaWatch } from '@parlance/apps';
import { BoundedCache } from '@parlance/cache';
import { ParseError } from '@parlance/errors';
import type { App } from '../apps/app.ts';

const APPS_MAX = 10_000;
/** How long a count is believed. Other replicas store files meanwhile, so that an app may go beyond its quota by those. */
const COUNTED_MS = 30_000;
const RETRY_AFTER_SECONDS = 3_600;

type Used = { bytes: number; files: number };

/** The files of each app and their bytes, counted where it has a quota on them: one of its own, or one of the deployment. */
export class Quotas {
  readonly #watch: QuotaWatch;
  readonly #used = new BoundedCache<string, Used>({ max: APPS_MAX, ttlMs: COUNTED_MS });

  constructor(watch: QuotaWatch) {
    this.#watch = watch;
  }

  /**
   * @throws ExceededClassQuota (140) for a file that would go beyond a quota of the deployment; RateLimited (100, 429) for bytes that would go
   *   beyond the app's own
   */
  async assertRoom(app: App, bytes: number): Promise<void> {
    const { files, quotas } = app.settings;
    if (files.quota === null && !isLimited(quotas.files) && !isLimited(quotas.fileBytes)) return;
    const used = await this.#used.getOrLoad(app.id, async () => this.#told(app, await usedBy(app)));
    this.#assertQuotas(app.id, quotas, used, bytes);
    if (files.quota === null || used.bytes + bytes <= files.quota) return;
    throw new ParseError('RateLimited', 'The files of this app have reached their quota.', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  /** Counts a file that was stored. */
  note(app: App, bytes: number): void {
    const used = this.#used.get(app.id);
    if (used === undefined) return;
    used.bytes += bytes;
    used.files += 1;
    this.#told(app, used);
  }

  /** Makes the next upload count anew. */
  forget(appId: string): void {
    this.#used.delete(appId);
  }

  #assertQuotas(app: string, { files, fileBytes }: QuotaSettings, used: Used, bytes: number): void {
    if (files.hard !== null && used.files + 1 > files.hard) {
      this.#watch.refused(app, 'files');
      throw new ParseError('ExceededClassQuota', `This app may have at most ${files.hard} files.`);
    }
    if (fileBytes.hard !== null && (used.bytes >= fileBytes.hard || used.bytes + bytes > fileBytes.hard)) {
      this.#watch.refused(app, 'fileBytes');
      throw new ParseError('ExceededClassQuota', `The files of this app may take at most ${fileBytes.hard} bytes.`);
    }
  }

  #told({ id: app, settings: { quotas } }: App, used: Used): Used {
    this.#watch.note({ app, quota: 'files', limit: quotas.files, used: used.files });
    this.#watch.note({ app, quota: 'fileBytes', limit: quotas.fileBytes, used: used.bytes });
    return used;
  }
}

async function usedBy({ files }: App): Promise<Used> {
  const used: Used = { bytes: 0, files: 0 };
  for (const store of files.stores.values()) {
    const { bytes, files: count } = await store.usage();
    used.bytes += bytes;
    used.files += count;
  }
  return used;
}
