import type { PushCredential } from '@parlance/app-settings';
import type { Outbound } from '@parlance/outbound';
import type { PushProvider } from '@parlance/push';
import { ApnsProvider, APNS_ORIGINS } from './apns/apns-provider.ts';
import type { ApnsProviderTokens } from './apns/provider-tokens.ts';
import { ChannelHosts, MPNS_HOSTS, WEB_PUSH_HOSTS, WNS_HOSTS } from './channels/channel-hosts.ts';
import type { CredentialCheck } from './credential-check.ts';
import { FcmProvider } from './fcm/fcm-provider.ts';
import { MpnsProvider } from './mpns/mpns-provider.ts';
import { WebPushProvider } from './web-push/web-push-provider.ts';
import { WnsProvider } from './wns/wns-provider.ts';

/** Places of providers that a deployment names itself, all of them URLs; the providers' own ones are used for the others. */
export interface ProviderPlaces {
  readonly apnsProduction?: string;
  readonly apnsSandbox?: string;
  readonly fcm?: string;
  readonly googleToken?: string;
  readonly wnsToken?: string;
  /** Further hosts of channels and endpoints, `localhost:8443`. */
  readonly channelHosts?: readonly string[];
}

/** The parts that all providers of a process share. */
export interface ProviderSurroundings {
  /** With `socketsPerHostMax: CHANNEL_SOCKETS_MAX`. Its owner closes it. */
  readonly outbound: Outbound;
  readonly tokens: ApnsProviderTokens;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Authorities to trust instead of the usual ones, PEM. */
  readonly ca?: string;
  readonly places?: ProviderPlaces;
}

/** A provider that can also say whether its credential is good, in the words of the provider. */
export interface CheckedProvider extends PushProvider {
  check(signal: AbortSignal): Promise<CredentialCheck>;
}

/** The adapter for a credential of an app's settings. Nothing is connected to before the first message. */
export function connectProvider(
  credential: PushCredential,
  { outbound, tokens, now, ca, places = {} }: ProviderSurroundings,
): CheckedProvider {
  const trust = ca === undefined ? {} : { ca };
  const hosts = (own: readonly string[]) => new ChannelHosts([...own, ...(places.channelHosts ?? [])]);
  switch (credential.provider) {
    case 'apns': {
      const origin = credential.production
        ? (places.apnsProduction ?? APNS_ORIGINS.production)
        : (places.apnsSandbox ?? APNS_ORIGINS.sandbox);
      const { appIdentifier: topic } = credential;
      return new ApnsProvider({ credential, tokens, origin, now, ...trust, ...(topic === undefined ? {} : { topic }) });
    }
    case 'fcm':
      return new FcmProvider({ account: credential, outbound, origin: places.fcm, tokenUrl: places.googleToken, now, ...trust });
    case 'wns':
      return new WnsProvider({ credential, outbound, hosts: hosts(WNS_HOSTS), tokenUrl: places.wnsToken, now });
    case 'mpns':
      return new MpnsProvider({ outbound, hosts: hosts(MPNS_HOSTS), now });
    case 'webpush':
      return new WebPushProvider({ credential, outbound, hosts: hosts(WEB_PUSH_HOSTS), now });
  }
}
