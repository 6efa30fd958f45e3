import { BoundedCache } from '@parlance/cache';
import type { RequestContext } from '@parlance/contracts';
import type { InstallationFacts, PlatformParameters } from '@parlance/platform-objects';
import type { Facts } from './conditions/holds.ts';

const INSTALLATIONS_MAX = 50_000;
/** How long a change of an installation, such as a newer version of its app, may go unnoticed. */
const INSTALLATION_MS = 10_000;
/** Longer ids are nobody's, and would fill the memory. */
const ID_LENGTH_MAX = 256;
const UNKNOWN: InstallationFacts = Object.freeze({});

/** Learns the facts of callers that conditions ask for: the user's from the identity, the installation's from `data`, kept for a while. */
export class CallerFacts {
  readonly #kept: PlatformParameters;
  readonly #installations = new BoundedCache<string, InstallationFacts>({ max: INSTALLATIONS_MAX, ttlMs: INSTALLATION_MS });

  constructor(kept: PlatformParameters) {
    this.#kept = kept;
  }

  async of(installationId: string | undefined, context: RequestContext): Promise<Facts> {
    const { identity } = context;
    const user = identity.kind === 'user' ? { userId: identity.userId, roles: identity.roles } : { roles: [] };
    if (installationId === undefined || installationId === '' || installationId.length > ID_LENGTH_MAX) return user;
    return { installationId, ...(await this.#installation(installationId, context)), ...user };
  }

  #installation(installationId: string, context: RequestContext): Promise<InstallationFacts> {
    const key = `${context.app} ${installationId}`;
    return this.#installations.getOrLoad(key, async () => (await this.#kept.installation(installationId, context)) ?? UNKNOWN);
  }
}
