import type { PushCredential } from '@parlance/app-settings';
import type { Outbound } from '@parlance/outbound';
import type { PushProvider } from '@parlance/push';
import { ApnsProvider, APNS_ORIGINS } from './apns/apns-provider.ts';
import { ApnsSdkProvider } from './apns/apns-sdk-provider.ts';
import type { ApnsProviderTokens } from './apns/provider-tokens.ts';
import { ChannelHosts, MPNS_HOSTS, WEB_PUSH_HOSTS, WNS_HOSTS } from './channels/channel-hosts.ts';
import type { CredentialCheck } from './credential-check.ts';
import { FcmProvider } from './fcm/fcm-provider.ts';
import { FcmSdkProvider } from './fcm/fcm-sdk-provider.ts';
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

/** The ways to providers: our own one, or an SDK. */
export const APNS_TRANSPORTS = ['native', 'node-apn'] as const;
export const FCM_TRANSPORTS = ['native', 'firebase-admin'] as const;
export interface Transports {
  readonly apns: (typeof APNS_TRANSPORTS)[number];
  readonly fcm: (typeof FCM_TRANSPORTS)[number];
}

/** The parts that all providers of a process share. */
export interface ProviderSurroundings {
  /** With `socketsPerHostMax: CHANNEL_SOCKETS_MAX`, and `plainHttp` for the channels of phones. Its owner closes it. */
  readonly outbound: Outbound;
  readonly tokens: ApnsProviderTokens;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Authorities to trust instead of the usual ones, PEM. */
  readonly ca?: string;
  readonly places?: ProviderPlaces;
  /** Our own ones when left out. */
  readonly transports?: Transports;
}

/** A provider that can also say whether its credential is good, in the words of the provider. */
export interface CheckedProvider extends PushProvider {
  check(signal: AbortSignal): Promise<CredentialCheck>;
}

/** Makes the adapter for a credential; benchmarks bring one whose adapters send nothing. */
export type ConnectProvider = (credential: PushCredential, surroundings: ProviderSurroundings) => CheckedProvider;

/** The adapter for a credential of an app's settings. Nothing is connected to before the first message. */
export function connectProvider(
  credential: PushCredential,
  { outbound, tokens, now, ca, places = {}, transports }: ProviderSurroundings,
): CheckedProvider {
  const trust = ca === undefined ? {} : { ca };
  const hosts = (own: readonly string[], options: { readonly plain?: boolean } = {}) =>
    new ChannelHosts([...own, ...(places.channelHosts ?? [])], options);
  switch (credential.provider) {
    case 'apns': {
      const origin = credential.production
        ? (places.apnsProduction ?? APNS_ORIGINS.production)
        : (places.apnsSandbox ?? APNS_ORIGINS.sandbox);
      const { appIdentifier: topic } = credential;
      const options = { credential, origin, now, ...trust, ...(topic === undefined ? {} : { topic }) };
      return transports?.apns === 'node-apn' ? new ApnsSdkProvider(options) : new ApnsProvider({ ...options, tokens });
    }
    case 'fcm':
      // The SDK sends to Google alone.
      if (transports?.fcm === 'firebase-admin' && places.fcm === undefined)
        return new FcmSdkProvider({ account: credential, outbound, tokenUrl: places.googleToken, now });
      return new FcmProvider({ account: credential, outbound, origin: places.fcm, tokenUrl: places.googleToken, now, ...trust });
    case 'wns':
      return new WnsProvider({ credential, outbound, hosts: hosts(WNS_HOSTS), tokenUrl: places.wnsToken, now });
    case 'mpns':
      return new MpnsProvider({ outbound, hosts: hosts(MPNS_HOSTS, { plain: true }), now });
    case 'webpush':
      return new WebPushProvider({ credential, outbound, hosts: hosts(WEB_PUSH_HOSTS), now });
  }
}

/** Makes adapters by these transports. */
export function connectBy(transports: Transports): ConnectProvider {
  return (credential, surroundings) => connectProvider(credential, { ...surroundings, transports });
}
