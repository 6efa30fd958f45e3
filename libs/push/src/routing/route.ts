import type { ProviderName } from '../provider.ts';
import type { Target } from '../target.ts';
import { APPLE_TYPES, WINDOWS_TYPES } from './device-types.ts';
import { senderFor, type Sender, type Senders } from './senders.ts';
import type { SkipReason } from './skip-reasons.ts';

/** The way to one installation, or the reason for which there is none. */
export type Route =
  | {
      readonly kind: 'send';
      readonly sender: Sender;
      /** Tokens or URIs in the order in which they are tried. */ readonly to: readonly string[];
    }
  | { readonly kind: 'skip'; readonly reason: SkipReason };

/**
 * Decides which provider serves an installation.
 *
 * `pushType` goes before the device's type where it names FCM; blank and `ppns` are decided by the type. Windows devices are reached by
 * their channel URIs, all others by their token; `dotnet` devices by nothing.
 * Source: docs/contract/30-push-engine.md section 2.1, docs/contract/06-push.md sections 1 and 11.
 */
export function routeTo(target: Target, senders: Senders): Route {
  const { deviceType, deviceToken, appIdentifier } = target;
  const platform = platformOf(target);
  if (platform === undefined) return skip('noProvider');
  const to = WINDOWS_TYPES.has(platform) ? (target.channelUris ?? []).filter((uri) => uri !== '') : tokens(deviceToken);
  if (to.length === 0) return skip('noToken');
  const sender =
    senderFor(senders, platform, appIdentifier) ??
    (platform === 'fcm'
      ? senderFor(senders, 'android', appIdentifier)
      : platform === 'android'
        ? senderFor(senders, 'fcm', appIdentifier)
        : undefined) ??
    (APPLE_TYPES.has(platform) && deviceType !== 'ios' ? senderFor(senders, 'ios', appIdentifier) : undefined);
  return sender === undefined ? skip('notConfigured') : { kind: 'send', sender, to };
}

/** The platform whose credentials serve a device; undefined for devices that nothing is delivered to. */
export function platformOf({ deviceType, pushType }: Pick<Target, 'deviceType' | 'pushType'>): string | undefined {
  if (pushType === 'gcm' || pushType === 'fcm') return WINDOWS_TYPES.has(deviceType) || deviceType === 'dotnet' ? undefined : 'fcm';
  if (APPLE_TYPES.has(deviceType) || WINDOWS_TYPES.has(deviceType)) return deviceType;
  return deviceType === 'android' || deviceType === 'web' ? deviceType : undefined;
}

/** The providers that may serve devices of a type, before it is known which credentials an app has. */
export function providersFor(deviceType: string): readonly ProviderName[] {
  if (APPLE_TYPES.has(deviceType)) return ['apns', 'fcm'];
  if (deviceType === 'winrt') return ['wns'];
  if (deviceType === 'winphone') return ['mpns'];
  if (deviceType === 'web') return ['webpush', 'fcm'];
  return deviceType === 'android' || deviceType === 'embedded' ? ['fcm'] : [];
}

function tokens(token: string | undefined): readonly string[] {
  return token === undefined || token === '' ? [] : [token];
}

function skip(reason: SkipReason): Route {
  return { kind: 'skip', reason };
}
