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
  const { deviceToken, appIdentifier } = target;
  const platform = platformOf(target);
  if (platform === undefined) return skip('noProvider');
  const to = WINDOWS_TYPES.has(platform) ? (target.channelUris ?? []).filter((uri) => uri !== '') : tokens(deviceToken);
  if (to.length === 0) return skip('noToken');
  if (target.usedUp === true) return skip('quota');
  const sender = first(chainOf(platform), (key) => senderFor(senders, key, appIdentifier));
  return sender === undefined ? skip('notConfigured') : { kind: 'send', sender, to };
}

/** The platform whose credentials serve a device; undefined for devices that nothing is delivered to. */
export function platformOf({ deviceType, pushType }: Pick<Target, 'deviceType' | 'pushType'>): string | undefined {
  if (pushType === 'gcm' || pushType === 'fcm') return WINDOWS_TYPES.has(deviceType) || deviceType === 'dotnet' ? undefined : 'fcm';
  if (APPLE_TYPES.has(deviceType) || WINDOWS_TYPES.has(deviceType)) return deviceType;
  return deviceType === 'android' || deviceType === 'web' ? deviceType : undefined;
}

/** The keys of an app's push settings that serve a platform, the first that fits first. */
function chainOf(platform: string): readonly string[] {
  if (platform === 'fcm') return ['fcm', 'android'];
  if (platform === 'android') return ['android', 'fcm'];
  return APPLE_TYPES.has(platform) && platform !== 'ios' ? [platform, 'ios'] : [platform];
}

/** The providers that may serve devices of a type, by the credentials that an app has. Empty: such devices get nothing. */
export function providersServing(deviceType: string, senders: Senders): ReadonlySet<ProviderName> {
  const platforms = [undefined, 'fcm'].flatMap((pushType) => platformOf({ deviceType, pushType }) ?? []);
  const byType = platforms[0] === deviceType ? chainOf(deviceType) : [];
  const byPushType = platforms.includes('fcm') ? ['fcm'] : [];
  return new Set([...byType, ...byPushType].flatMap((key) => (senders.get(key) ?? []).map(({ provider }) => provider)));
}

function first<Key, Found>(keys: readonly Key[], find: (key: Key) => Found | undefined): Found | undefined {
  for (const key of keys) {
    const found = find(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function tokens(token: string | undefined): readonly string[] {
  return token === undefined || token === '' ? [] : [token];
}

function skip(reason: SkipReason): Route {
  return { kind: 'skip', reason };
}
