import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { Outbound } from '@parlance/outbound';
import { ApnsProviderTokens, CHANNEL_SOCKETS_MAX, type SimulatedProviders } from '@parlance/push-providers';
import { Credentials, credentialsIn, hasCredentials, simulatedCredentials, type CredentialNeeds } from './credentials.ts';

const APPS_MAX = 1_000;
const TTL_MS = 60_000;
const LOOPBACK = ['127.0.0.0/8', '::1'];

/** The credentials of apps as this process last heard of them. Connections of credentials that have changed are closed. */
export class PushCredentials {
  readonly #apps: RegistryCopy<config.AppForWorkers, Credentials>;
  readonly #opened = new Map<string, Credentials>();
  readonly #simulated: Credentials | undefined;
  readonly #outbounds: Outbound[] = [];

  /** @param now milliseconds since the epoch */
  constructor(bus: Bus, simulated: SimulatedProviders | undefined, now: () => number) {
    const tokens = new ApnsProviderTokens(now);
    const needs: CredentialNeeds = { tokens, outbound: this.#ways(new Outbound({ socketsPerHostMax: CHANNEL_SOCKETS_MAX })), now };
    if (simulated !== undefined) {
      const options = { allowedAddresses: LOOPBACK, ca: simulated.authority, socketsPerHostMax: CHANNEL_SOCKETS_MAX };
      const outbound = this.#ways(new Outbound(options));
      this.#simulated = simulatedCredentials(simulated, { tokens, outbound, now });
    }
    this.#apps = new RegistryCopy(bus, {
      operation: config.appForWorkers,
      compile: ({ id, settings }) => this.#credentialsFor(id, settings.push, needs),
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
    return (await this.#apps.get(app, requestId)) ?? new Credentials([]);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#opened.values(), ...(this.#simulated === undefined ? [] : [this.#simulated])].map((one) => one.close()));
    for (const outbound of this.#outbounds) outbound.close();
  }

  /** Closed with the rest. */
  #ways(outbound: Outbound): Outbound {
    this.#outbounds.push(outbound);
    return outbound;
  }

  #credentialsFor(app: string, settings: config.AppForWorkers['settings']['push'], needs: CredentialNeeds): Credentials {
    if (this.#simulated !== undefined && !hasCredentials(settings)) return this.#simulated;
    const credentials = credentialsIn(settings, needs);
    const before = this.#opened.get(app);
    this.#opened.set(app, credentials);
    if (before !== undefined) void before.close();
    return credentials;
  }
}
