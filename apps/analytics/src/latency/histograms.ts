import { decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** Units of a millisecond in which latencies are kept: 10 µs. */
export const UNITS_OF_MS = 100;

/** @param text as `encoded` writes it. @throws Error for another */
export function decoded(text: string): Histogram {
  return decodeFromCompressedBase64(text, 32, false);
}

/** Both together, encoded. One that cannot be read counts for nothing. */
export function merged(one: string | undefined, other: string): string {
  if (one === undefined) return other;
  const whole = decoded(one);
  try {
    whole.add(decoded(other));
  } catch {
    return one; // of a gateway of another version
  }
  return encodeIntoCompressedBase64(whole);
}
