import { createHmac } from 'node:crypto';

/** The keys that sign a request: the application's key and secret, the user's token and secret. */
export interface OAuth1Keys {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly token: string;
  /** Empty where the token has none yet. */
  readonly tokenSecret: string;
}

/**
 * The `Authorization` header of a request signed by OAuth 1.0a with HMAC-SHA1.
 *
 * @param parameters of the query and of a form body, unencoded; those in `url` are not looked at
 * @param nonce unique for the timestamp
 * Source: RFC 5849 sections 3.4 and 3.5.1.
 */
export function oauth1Header(
  method: 'GET' | 'POST',
  url: string,
  parameters: Readonly<Record<string, string>>,
  keys: OAuth1Keys,
  { nonce, now }: { readonly nonce: string; readonly now: Date },
): string {
  const oauth: Readonly<Record<string, string>> = {
    oauth_consumer_key: keys.consumerKey,
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: String(Math.floor(now.getTime() / 1_000)),
    oauth_token: keys.token,
    oauth_version: '1.0',
  };
  const base = [method, url, normalized({ ...parameters, ...oauth })].map(percentEncoded).join('&');
  const key = `${percentEncoded(keys.consumerSecret)}&${percentEncoded(keys.tokenSecret)}`;
  const signed = { ...oauth, oauth_signature: createHmac('sha1', key).update(base).digest('base64') };
  const fields = Object.entries(signed).map(([name, value]) => `${percentEncoded(name)}="${percentEncoded(value)}"`);
  return `OAuth ${fields.sort().join(', ')}`;
}

function normalized(parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => [percentEncoded(name), percentEncoded(value)] as const);
  const sorted = pairs.sort(([left, leftValue], [right, rightValue]) => compare(left, right) || compare(leftValue, rightValue));
  return sorted.map((pair) => pair.join('=')).join('&');
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** RFC 3986: everything but letters, digits and `-._~`. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
