import { pushCredentials } from '@parlance/app-settings';
import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { Outbound } from '@parlance/outbound';
import { ApnsProviderTokens, CHANNEL_SOCKETS_MAX, type ProviderSurroundings, type SimulatedProviders } from '@parlance/push-providers';
import { Credentials } from './credentials.ts';
import { DeliveryRules } from './delivery-rules.ts';
import { Ways, type WaysNeeds } from './flow/ways.ts';

const APPS_MAX = 1_000;
const TTL_MS = 60_000;
const LOOPBACK = ['127.0.0.0/8', '::1'];

/** An app as far as sending its pushes goes. */
export interface SendingApp {
  readonly credentials: Credentials;
  readonly rules: DeliveryRules;
}

const NOBODY: SendingApp = {
  credentials: new Credentials([], () => {
    throw new Error('An app that is gone has no credentials.');
  }),
  rules: new DeliveryRules({ frequencyCap: [], quietHours: undefined }),
};

/** All apps that have no credentials of their own are one to the simulators. */
const SIMULATED = 'simulated';

/** The credentials of apps as this process last heard of them. Connections of credentials that have changed are closed. */
export class PushCredentials {
  readonly #apps: RegistryCopy<config.AppForWorkers, SendingApp>;
  readonly #ways = new Map<string, Ways>();
  readonly #outbounds: Outbound[] = [];
  readonly #surroundings: ProviderSurroundings;
  readonly #simulated: Credentials | undefined;
  readonly #needs: WaysNeeds;

  constructor(bus: Bus, simulated: SimulatedProviders | undefined, needs: WaysNeeds) {
    this.#needs = needs;
    const now = () => needs.clock.now().getTime();
    const common = { tokens: new ApnsProviderTokens(now), now };
    this.#surroundings = { ...common, outbound: this.#outbound(new Outbound({ socketsPerHostMax: CHANNEL_SOCKETS_MAX, plainHttp: true })) };
    if (simulated !== undefined) {
      const { authority: ca, places, credentials } = simulated;
      const outbound = this.#outbound(new Outbound({ allowedAddresses: LOOPBACK, ca, socketsPerHostMax: CHANNEL_SOCKETS_MAX }));
      const ways = this.#waysOf(SIMULATED, { ...common, outbound, ca, places });
      this.#simulated = new Credentials(credentials, (credential) => ways.of(credential));
    }
    this.#apps = new RegistryCopy(bus, {
      operation: config.appForWorkers,
      compile: (app) => ({ credentials: this.#credentialsOf(app), rules: new DeliveryRules(app.settings.push) }),
      entriesMax: APPS_MAX,
      ttlMs: TTL_MS,
    });
  }

  /** Follows changes. @returns a function that ends it */
  follow(): () => void {
    return this.#apps.follow();
  }

  /** No credentials of an app that is gone: its devices count as not configured. */
  async of(app: string, requestId: string): Promise<SendingApp> {
    return (await this.#apps.get(app, requestId)) ?? NOBODY;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ways.values()].map((ways) => ways.close()));
    for (const outbound of this.#outbounds) outbound.close();
  }

  #credentialsOf({ id, settings }: config.AppForWorkers): Credentials {
    const own = pushCredentials(settings.push);
    // Windows Phones, which need no credentials, do not make an app one that brings its own.
    if (this.#simulated !== undefined && !own.some(({ provider }) => provider !== 'mpns')) return this.#simulated;
    const ways = this.#waysOf(id, this.#surroundings);
    ways.keep(own);
    return new Credentials(own, (credential) => ways.of(credential));
  }

  #waysOf(app: string, surroundings: ProviderSurroundings): Ways {
    const known = this.#ways.get(app);
    if (known !== undefined) return known;
    const ways = new Ways(app, surroundings, this.#needs);
    this.#ways.set(app, ways);
    return ways;
  }

  /** Closed with the rest. */
  #outbound(outbound: Outbound): Outbound {
    this.#outbounds.push(outbound);
    return outbound;
  }
}
