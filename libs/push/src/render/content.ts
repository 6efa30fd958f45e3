import { isObject, type UnknownObject } from '@parlance/values';
import { badgeOf } from './badge.ts';

/** The members of a push that make its payloads. `data` is in one language when it is rendered. */
export interface PushContent {
  readonly data: UnknownObject;
  /** The notification that Android draws itself, by FCM's names. */
  readonly notification?: UnknownObject;
  /** Takes the place of the whole message to FCM. */
  readonly rawPayload?: UnknownObject;
  /** Merged into the payload of APNs; `topic`, `push_type`, `priority` and `collapse_id` of it are for the request's header fields. */
  readonly apns?: UnknownObject;
  /** Merged into the member `android` of FCM's message; its `data` into the message's own. */
  readonly android?: UnknownObject;
  /** Merged into `data` for Windows; `type`, `xml`, `launch` and `tag` of it say how the notification is made. */
  readonly windows?: UnknownObject;
  /** Merged into the JSON of Web Push. */
  readonly web?: UnknownObject;
}

export const OVERRIDES = ['notification', 'rawPayload', 'apns', 'android', 'windows', 'web'] as const;

/** Everything that rendering needs beside the content, constant over the retries of a wave. */
export interface RenderContext {
  readonly pushId: string;
  readonly pushHash: string;
  /** When the wave is due, in milliseconds since the epoch: Parse's Android SDK drops a pair of push id and time that it has seen. */
  readonly time: number;
  /** The title of toasts that have none. */
  readonly appName?: string;
  /** The credential's topic, or the installation's appIdentifier. */
  readonly topic?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

/** Members of `data` that devices of Apple alone understand, and those that become header fields; others get none of them. */
export const APPLE_KEYS: ReadonlySet<string> = new Set([
  ...['aps', 'badge', 'sound', 'category', 'content-available', 'mutable-content', 'threadId', 'thread-id'],
  ...['interruptionLevel', 'targetContentIdentifier'],
]);
export const HEADER_KEYS: ReadonlySet<string> = new Set([
  ...['push_type', 'pushType', 'priority', 'collapse_id', 'collapseId', 'topic'],
  ...['expiration_time', 'expiration_interval', 'push_time'],
]);

/** The members that every platform gets: texts, `uri`, and those of the sender's own. */
export function commonMembers(data: UnknownObject): UnknownObject {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !APPLE_KEYS.has(key) && !HEADER_KEYS.has(key)));
}

/** Title and text where a platform takes two strings. */
export function plainTexts({ alert, title }: UnknownObject): { readonly title: string | undefined; readonly body: string | undefined } {
  const parts = isObject(alert) ? alert : { body: alert };
  return { title: text(title) ?? text(parts['title']), body: text(parts['body']) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function collapseIdOf({ data }: Pick<PushContent, 'data'>): string | undefined {
  return text(data['collapse_id']) ?? text(data['collapseId']);
}

/** True for a push that wakes the app in the background and shows, sounds and badges nothing. */
export function isSilent({ data }: Pick<PushContent, 'data'>): boolean {
  const aps = isObject(data['aps']) ? data['aps'] : {};
  const shows = ['alert', 'sound'].some((key) => isGiven(data[key]) || isGiven(aps[key]));
  return (
    wakes(data['content-available'] ?? aps['content-available']) &&
    !shows &&
    !isGiven(data['title']) &&
    !isGiven(aps['badge']) &&
    badgeOf(data) === undefined
  );
}

/** 1 is the number that Apple defines; SDKs send `true` and "1" too. */
export function wakes(contentAvailable: unknown): boolean {
  return contentAvailable === 1 || contentAvailable === true || contentAvailable === '1';
}

const isGiven = (value: unknown) => value !== undefined && value !== null;

/** The fate of deliveries whose outcome nobody knows: counted as unknown, or tried again. */
export const POLICIES = ['at_most_once', 'at_least_once'] as const;
export type DeliveryPolicy = (typeof POLICIES)[number];

/** Repeating a push harms nobody where it shows nothing, or where the device replaces the first one by the second. */
export function defaultPolicy(content: Pick<PushContent, 'data'>): DeliveryPolicy {
  return isSilent(content) || collapseIdOf(content) !== undefined ? 'at_least_once' : 'at_most_once';
}

/** `over` merged into `base`, objects member by member. */
export function merged(base: UnknownObject, over: UnknownObject | undefined): UnknownObject {
  if (over === undefined) return base;
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const known = result.get(key);
    result.set(key, isObject(known) && isObject(value) ? merged(known, value) : value);
  }
  return Object.fromEntries(result);
}

export function without(object: UnknownObject, ...keys: readonly string[]): UnknownObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
