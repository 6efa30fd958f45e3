import { hash } from 'node:crypto';
import type { PushCredential } from '@parlance/app-settings';
import type { BreakerOptions, Clock, ProviderName } from '@parlance/push';
import type { ConnectProvider, ProviderSurroundings } from '@parlance/push-providers';
import type { TokenBuckets } from '@parlance/redis';
import { NO_BUDGET, SharedBudget } from './budget.ts';
import { CredentialWay } from './way.ts';

export interface WaysNeeds {
  readonly connect: ConnectProvider;
  readonly buckets: TokenBuckets;
  readonly clock: Clock;
  /** Messages a second that a provider takes with one credential; none of providers that tell their pace by their connections. */
  readonly perSecond: Partial<Readonly<Record<ProviderName, number>>>;
  readonly breaker: BreakerOptions;
}

/** The ways of one app: one that serves a credential goes on to serve it for as long as the app has just this one. */
export class Ways {
  readonly #needs: WaysNeeds;
  readonly #app: string;
  readonly #surroundings: ProviderSurroundings;
  readonly #opened = new Map<string, CredentialWay>();

  constructor(app: string, surroundings: ProviderSurroundings, needs: WaysNeeds) {
    this.#app = app;
    this.#surroundings = surroundings;
    this.#needs = needs;
  }

  of(credential: PushCredential): CredentialWay {
    const key = keyOf(credential);
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const { connect, buckets, clock, perSecond, breaker } = this.#needs;
    const { provider: name } = credential;
    const rate = perSecond[name];
    const budget = rate === undefined ? NO_BUDGET : new SharedBudget({ buckets, clock, app: this.#app, key, perSecond: rate });
    const way = new CredentialWay({ name, provider: connect(credential, this.#surroundings), budget, clock, breaker });
    this.#opened.set(key, way);
    return way;
  }

  /** Closes the ways of credentials that the app has no more. */
  keep(credentials: readonly PushCredential[]): void {
    const kept = new Set(credentials.map(keyOf));
    for (const [key, way] of this.#opened) {
      if (kept.has(key)) continue;
      this.#opened.delete(key);
      void way.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#opened.values()].map((way) => way.close()));
  }
}

/** Another one for each change of a credential. It tells nothing of the secrets in it. */
function keyOf(credential: PushCredential): string {
  return `${credential.provider}:${hash('sha256', JSON.stringify(credential), 'base64url')}`;
}
