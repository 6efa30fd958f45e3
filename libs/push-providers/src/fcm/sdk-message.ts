import type { Message } from '@parlance/push';
import type { Message as SdkMessage } from 'firebase-admin/messaging';
import { asObject, membersOf } from '../json.ts';

/** FCM keeps no message longer. */
const TTL_MS_MAX = 28 * 86_400_000;
const TTL_MS_MIN = 1_000;

/**
 * A message in the form of `firebase-admin`. It takes the names of the wire beside its own ones, apart from the time to live, which is
 * **milliseconds** here, and from priorities in small letters.
 *
 * @param now milliseconds since the epoch
 */
export function sdkMessage({ payload, to, priority, collapseId, expiresAt }: Message, now: number): SdkMessage {
  const { token: _token, topic: _topic, condition: _condition, android, ...rest } = membersOf(payload);
  const own = asObject(android);
  const config: Record<string, unknown> = {
    ...(priority === undefined ? {} : { priority: priority === 10 ? 'high' : 'normal' }),
    ...(collapseId === undefined ? {} : { collapse_key: collapseId }),
    ...own,
    ...(expiresAt === undefined ? ttlOf(own['ttl']) : { ttl: within(expiresAt - now) }),
  };
  return { ...rest, ...(Object.keys(config).length === 0 ? {} : { android: config }), token: to };
}

/** `"3600s"` as the wire has it. */
function ttlOf(ttl: unknown): { readonly ttl?: number } {
  const seconds = typeof ttl === 'string' ? /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(ttl)?.[1] : undefined;
  return seconds === undefined ? {} : { ttl: Math.round(Number(seconds) * 1_000) };
}

/** Whole seconds left, at least one, since 0 means "now or never". */
function within(ms: number): number {
  return Math.min(TTL_MS_MAX, Math.max(TTL_MS_MIN, Math.floor(ms / 1_000) * 1_000));
}
