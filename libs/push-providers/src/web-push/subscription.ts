import { asObject, membersOf } from '../json.ts';

/** A browser's subscription, as the Push API gives it out. */
export interface Subscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

/** Reads the JSON of a subscription; undefined when a part is missing or is no base64url. */
export function parseSubscription(text: string): Subscription | undefined {
  const { endpoint, keys } = membersOf(text);
  const { p256dh, auth } = asObject(keys);
  if (typeof endpoint !== 'string' || !isKey(p256dh) || !isKey(auth)) return undefined;
  return { endpoint, keys: { p256dh, auth } };
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && BASE64URL.test(value);
}
