import { pushCredentials } from '@parlance/app-settings';
import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { Outbound } from '@parlance/outbound';
import { ApnsProviderTokens, CHANNEL_SOCKETS_MAX, type ProviderSurroundings, type SimulatedProviders } from '@parlance/push-providers';
import { Credentials } from './credentials.ts';

const APPS_MAX = 1_000;
const TTL_MS = 60_000;
const LOOPBACK = ['127.0.0.0/8', '::1'];

/** The credentials of apps as this process last heard of them. Connections of credentials that have changed are closed. */
export class PushCredentials {
  readonly #apps: RegistryCopy<config.AppForWorkers, Credentials>;
  readonly #opened = new Map<string, Credentials>();
  readonly #outbounds: Outbound[] = [];
  readonly #surroundings: ProviderSurroundings;
  readonly #simulated: Credentials | undefined;

  /** @param now milliseconds since the epoch */
  constructor(bus: Bus, simulated: SimulatedProviders | undefined, now: () => number) {
    const common = { tokens: new ApnsProviderTokens(now), now };
    this.#surroundings = { ...common, outbound: this.#way(new Outbound({ socketsPerHostMax: CHANNEL_SOCKETS_MAX })) };
    if (simulated !== undefined) {
      const { authority: ca, places, credentials } = simulated;
      const outbound = this.#way(new Outbound({ allowedAddresses: LOOPBACK, ca, socketsPerHostMax: CHANNEL_SOCKETS_MAX }));
      this.#simulated = new Credentials(credentials, { ...common, outbound, ca, places });
    }
    this.#apps = new RegistryCopy(bus, {
      operation: config.appForWorkers,
      compile: (app) => this.#credentialsOf(app),
      entriesMax: APPS_MAX,
      ttlMs: TTL_MS,
    });
  }

  /** Follows changes. @returns a function that ends it */
  follow(): () => void {
    return this.#apps.follow();
  }

  /** Those of an app; none of one that is gone, whose devices then count as not configured. */
  async of(app: string, requestId: string): Promise<Credentials> {
    return (await this.#apps.get(app, requestId)) ?? new Credentials([], this.#surroundings);
  }

  async close(): Promise<void> {
    const all = [...this.#opened.values(), ...(this.#simulated === undefined ? [] : [this.#simulated])];
    await Promise.all(all.map((one) => one.close()));
    for (const outbound of this.#outbounds) outbound.close();
  }

  #credentialsOf({ id, settings }: config.AppForWorkers): Credentials {
    const own = pushCredentials(settings.push);
    // Windows Phones, which need no credentials, do not make an app one that brings its own.
    if (this.#simulated !== undefined && !own.some(({ provider }) => provider !== 'mpns')) return this.#simulated;
    const credentials = new Credentials(own, this.#surroundings);
    const before = this.#opened.get(id);
    this.#opened.set(id, credentials);
    if (before !== undefined) void before.close();
    return credentials;
  }

  /** Closed with the rest. */
  #way(outbound: Outbound): Outbound {
    this.#outbounds.push(outbound);
    return outbound;
  }
}
