import type { gateway, RequestContext } from '@parlance/contracts';
import type { AppDirectory } from '../apps/app-directory.ts';
import type { Quotas } from './quotas.ts';

/** Tells how far apps have got under the quotas on their requests. */
export class QuotaUse {
  readonly #apps: AppDirectory;
  readonly #quotas: Quotas;

  constructor(apps: AppDirectory, quotas: Quotas) {
    this.#apps = apps;
    this.#quotas = quotas;
  }

  /** @throws InvalidApiKey (903) for an app that does not exist, or is disabled */
  async of(context: RequestContext): Promise<gateway.QuotaUse> {
    const use = await this.#quotas.use(await this.#apps.of(context));
    return { requestsPerSecond: use?.perSecond ?? null, requestsPerDay: use?.today ?? null, concurrentRequests: use?.active ?? null };
  }
}
