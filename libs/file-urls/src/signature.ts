import { createHmac, timingSafeEqual } from 'node:crypto';

/** A quarter of its life: so often an address of a file changes, and so long caches of clients keep one. */
const STEPS = 4;
/** 192 bits. */
const SIGNATURE_BYTES = 24;

/** The query of an address that works for `seconds`, and a quarter of that longer at most. @param nowMs epoch milliseconds */
export function signedQuery(appId: string, name: string, key: Buffer, seconds: number, nowMs: number): string {
  const step = Math.ceil(seconds / STEPS);
  const expires = Math.ceil((nowMs / 1_000 + seconds) / step) * step;
  return `expires=${expires}&signature=${signatureOf(appId, name, expires, key).toString('base64url')}`;
}

/** `secondsLeft` of an address that works, 0 of one that does not. */
export interface SignatureCheck {
  readonly secondsLeft: number;
}

/**
 * Looks at the query of an address, which is somebody's own words.
 *
 * @param query the part behind the question mark, undecoded
 * @param keys all that may have signed it
 */
export function checkSignature(appId: string, name: string, query: string, keys: readonly Buffer[], nowMs: number): SignatureCheck {
  const parameters = new URLSearchParams(query);
  const expires = parameters.get('expires') ?? '';
  if (!/^\d{1,12}$/.test(expires)) return { secondsLeft: 0 };
  const given = Buffer.from(parameters.get('signature') ?? '', 'base64url');
  const isRight = keys.some((key) => isSame(given, signatureOf(appId, name, Number(expires), key)));
  return { secondsLeft: isRight ? Math.max(0, Number(expires) - Math.floor(nowMs / 1_000)) : 0 };
}

/** App ids hold no line ends, and the number has none either: no two triples have one text. */
function signatureOf(appId: string, name: string, expires: number, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`${appId}\n${expires}\n${name}`).digest().subarray(0, SIGNATURE_BYTES);
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
