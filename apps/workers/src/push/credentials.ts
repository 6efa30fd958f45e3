import { sendersOf, type PushProvider, type Sender, type Senders } from '@parlance/push';
import { ApnsProvider, type ApnsProviderTokens } from '@parlance/push-providers';
import type { SimulatedProviders } from './simulators.ts';

/** The credentials of one app, and the connections that are made with them when the first message needs one. */
export class Credentials {
  readonly senders: Senders;
  readonly #open: ReadonlyMap<string, () => PushProvider>;
  readonly #providers = new Map<string, PushProvider>();

  constructor(credentials: readonly { readonly sender: Sender; readonly open: () => PushProvider }[]) {
    this.senders = sendersOf(credentials.map(({ sender }) => sender));
    this.#open = new Map(credentials.map(({ sender, open }) => [sender.credential, open] as const));
  }

  /** Undefined for a credential that the app does not have. */
  provider(credential: string): PushProvider | undefined {
    const opened = this.#providers.get(credential) ?? this.#open.get(credential)?.();
    if (opened !== undefined) this.#providers.set(credential, opened);
    return opened;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#providers.values()].map((provider) => provider.close()));
  }
}

export interface CredentialNeeds {
  readonly tokens: ApnsProviderTokens;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Apps without credentials of their own push to the simulated providers of the deployment. */
export function simulatedCredentials({ authority: ca, apns }: SimulatedProviders, { tokens, now }: CredentialNeeds): Credentials {
  const all: { sender: Sender; open: () => PushProvider }[] = [];
  if (apns !== undefined) {
    const { url: origin, topic, ...key } = apns;
    const named = topic === undefined ? {} : { topic };
    all.push({
      sender: { provider: 'apns', platform: 'ios', credential: 'simulated-apns' },
      open: () => new ApnsProvider({ credential: { kind: 'token', ...key }, tokens, origin, ca, now, ...named }),
    });
  }
  return new Credentials(all);
}
