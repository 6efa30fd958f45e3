import type { Message } from '@parlance/push';
import { asObject, membersOf } from '../json.ts';

/** FCM keeps no message longer. */
const TTL_SECONDS_MAX = 28 * 86_400;

/**
 * Writes bodies of FCM requests. Messages of one rendering differ by their token alone, so that the rest is written once for all of them.
 *
 * A payload is the JSON of FCM's `message`, without its target; the `android` members `ttl`, `priority` and `collapse_key` are filled in
 * where the message says so and the payload does not.
 */
export class FcmBodies {
  readonly #now: () => number;
  #last: { readonly of: Message; readonly ttl: string | undefined; readonly prefix: string } | undefined;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  write(message: Message, { dryRun = false } = {}): string {
    const prefix = this.#prefix(message);
    return `${prefix}"token":${JSON.stringify(message.to)}}${dryRun ? ',"validate_only":true' : ''}}`;
  }

  #prefix(message: Message): string {
    const ttl = this.#ttl(message);
    if (this.#last !== undefined && this.#last.ttl === ttl && isAlike(this.#last.of, message)) return this.#last.prefix;
    const { token: _token, topic: _topic, condition: _condition, ...payload } = membersOf(message.payload);
    const android = {
      ...(message.priority === undefined ? {} : { priority: message.priority === 10 ? 'HIGH' : 'NORMAL' }),
      ...(message.collapseId === undefined ? {} : { collapse_key: message.collapseId }),
      ...(ttl === undefined ? {} : { ttl }),
      ...asObject(payload['android']),
    };
    const members = JSON.stringify(Object.keys(android).length === 0 ? payload : { ...payload, android }).slice(1, -1);
    const prefix = `{"message":{${members}${members === '' ? '' : ','}`;
    this.#last = { of: message, ttl, prefix };
    return prefix;
  }

  /** Seconds left, in the form of a protobuf duration; at least one, since 0 means "now or never". */
  #ttl({ expiresAt }: Message): string | undefined {
    if (expiresAt === undefined) return undefined;
    const seconds = Math.floor((expiresAt - this.#now()) / 1_000);
    return `${Math.min(TTL_SECONDS_MAX, Math.max(1, seconds))}s`;
  }
}

function isAlike(a: Message, b: Message): boolean {
  return a.payload === b.payload && a.priority === b.priority && a.collapseId === b.collapseId;
}
