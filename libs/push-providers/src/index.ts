export { ApnsProvider, APNS_ORIGINS, type ApnsCredential, type ApnsOptions } from './apns/apns-provider.ts';
export { ApnsProviderTokens, type ApnsKey } from './apns/provider-tokens.ts';
export { isApnsToken } from './apns/headers.ts';
export { ApnsSdkProvider, type ApnsSdkOptions } from './apns/apns-sdk-provider.ts';
export { FcmSdkProvider, type FcmSdkOptions } from './fcm/fcm-sdk-provider.ts';
export { FcmProvider, FCM_ORIGIN, type FcmOptions } from './fcm/fcm-provider.ts';
export { GOOGLE_TOKEN_URL, type ServiceAccount } from './fcm/service-account.ts';
export { WnsProvider, type WnsCredential, type WnsOptions } from './wns/wns-provider.ts';
export { MpnsProvider, QUOTA, type MpnsOptions } from './mpns/mpns-provider.ts';
export { WebPushProvider, type WebPushOptions } from './web-push/web-push-provider.ts';
export type { VapidCredential } from './web-push/vapid-tokens.ts';
export { ChannelHosts, MPNS_HOSTS, WEB_PUSH_HOSTS, WNS_HOSTS } from './channels/channel-hosts.ts';
export { CHANNEL_SOCKETS_MAX } from './channels/post.ts';
export {
  APNS_TRANSPORTS,
  connectBy,
  connectProvider,
  FCM_TRANSPORTS,
  type CheckedProvider,
  type ConnectProvider,
  type ProviderPlaces,
  type ProviderSurroundings,
  type Transports,
} from './connect-provider.ts';
export type { CredentialCheck } from './credential-check.ts';
export type { PoolLoad } from './http2/pool.ts';
export { readSimulated, type SimulatedProviders } from './simulated.ts';
