import { pushCredentials, type PushCredential, type PushSettings } from '@parlance/app-settings';
import type { Outbound } from '@parlance/outbound';
import { sendersOf, type PushProvider, type Sender, type Senders } from '@parlance/push';
import {
  APNS_ORIGINS,
  ApnsProvider,
  ChannelHosts,
  FcmProvider,
  MPNS_HOSTS,
  MpnsProvider,
  simulatedSenders,
  WEB_PUSH_HOSTS,
  WebPushProvider,
  WNS_HOSTS,
  WnsProvider,
  type ApnsProviderTokens,
  type SimulatedProviders,
} from '@parlance/push-providers';

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
  readonly outbound: Outbound;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The credentials in the settings of an app. */
export function credentialsIn(settings: PushSettings, needs: CredentialNeeds): Credentials {
  return new Credentials(pushCredentials(settings).map((sender) => ({ sender, open: () => providerFor(sender, needs) })));
}

/** Whether an app brings credentials: Windows Phones, which need none, are no sign of it. */
export function hasCredentials(settings: PushSettings): boolean {
  return pushCredentials(settings).some(({ provider }) => provider !== 'mpns');
}

function providerFor(credential: PushCredential, { tokens, outbound, now }: CredentialNeeds): PushProvider {
  switch (credential.provider) {
    case 'apns': {
      const origin = credential.production ? APNS_ORIGINS.production : APNS_ORIGINS.sandbox;
      const topic = credential.appIdentifier === undefined ? {} : { topic: credential.appIdentifier };
      return new ApnsProvider({ credential, tokens, origin, now, ...topic });
    }
    case 'fcm':
      return new FcmProvider({ account: credential, outbound, now });
    case 'wns':
      return new WnsProvider({ credential, outbound, hosts: new ChannelHosts(WNS_HOSTS), now });
    case 'mpns':
      return new MpnsProvider({ outbound, hosts: new ChannelHosts(MPNS_HOSTS), now });
    case 'webpush':
      return new WebPushProvider({ credential, outbound, hosts: new ChannelHosts(WEB_PUSH_HOSTS), now });
  }
}

/**
 * Apps without credentials of their own push to the simulated providers of the deployment.
 *
 * @param outbound one that reaches the loopback address and trusts their authority
 */
export function simulatedCredentials(simulated: SimulatedProviders, { tokens, outbound, now }: CredentialNeeds): Credentials {
  const { authority: ca, apns, fcm } = simulated;
  const open: Readonly<Record<string, () => PushProvider>> = {
    ...(apns === undefined
      ? {}
      : {
          'simulated-apns': () => {
            const { url: origin, topic, ...key } = apns;
            const named = topic === undefined ? {} : { topic };
            return new ApnsProvider({ credential: { kind: 'token', ...key }, tokens, origin, ca, now, ...named });
          },
        }),
    ...(fcm === undefined
      ? {}
      : {
          'simulated-fcm': () => {
            const { url: origin, tokenUrl, ...account } = fcm;
            return new FcmProvider({ account, outbound, origin, tokenUrl, ca, now });
          },
        }),
  };
  return new Credentials(
    simulatedSenders(simulated).flatMap((sender) => {
      const opener = open[sender.credential];
      return opener === undefined ? [] : [{ sender, open: opener }];
    }),
  );
}
