export type Stride = 'minute' | 'hour' | 'day';

const HOUR_MS = 3_600_000;

/** The width of the bars of a push that began so long ago: so many of them that they are told apart. */
export function strideOf(ageMs: number): Stride {
  if (ageMs < 2 * HOUR_MS) return 'minute';
  return ageMs < 96 * HOUR_MS ? 'hour' : 'day';
}
