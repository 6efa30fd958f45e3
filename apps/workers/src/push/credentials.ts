import type { PushCredential } from '@parlance/app-settings';
import { sendersOf, type PushProvider, type Senders } from '@parlance/push';
import { connectProvider, type ProviderSurroundings } from '@parlance/push-providers';

/** The credentials of one app, and the connections that are made with them when the first message needs one. */
export class Credentials {
  readonly senders: Senders;
  readonly #credentials: ReadonlyMap<string, PushCredential>;
  readonly #surroundings: ProviderSurroundings;
  readonly #providers = new Map<string, PushProvider>();

  constructor(credentials: readonly PushCredential[], surroundings: ProviderSurroundings) {
    this.senders = sendersOf(credentials);
    this.#credentials = new Map(credentials.map((credential) => [credential.credential, credential] as const));
    this.#surroundings = surroundings;
  }

  /** Undefined for a credential that the app does not have. */
  provider(name: string): PushProvider | undefined {
    const opened = this.#providers.get(name);
    const credential = this.#credentials.get(name);
    if (opened !== undefined || credential === undefined) return opened;
    const provider = connectProvider(credential, this.#surroundings);
    this.#providers.set(name, provider);
    return provider;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#providers.values()].map((provider) => provider.close()));
  }
}
