import { chiSquareTail } from './chi-square.ts';

/** Below this probability the sizes of the groups are no accident. */
export const SAMPLE_RATIO_P_MIN = 0.001;

/**
 * Whether equal groups became as equal as chance makes them: the chi-square test of the sizes against an equal split.
 *
 * @param sizes of the groups, two and more
 * @returns p, and null when nobody is in any group
 */
export function sampleRatio(sizes: readonly number[]): { readonly p: number; readonly mismatch: boolean } | null {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length < 2 || all === 0) return null;
  const expected = all / sizes.length;
  const value = sizes.reduce((sum, size) => sum + (size - expected) ** 2 / expected, 0);
  const p = chiSquareTail(value, sizes.length - 1);
  return { p, mismatch: p < SAMPLE_RATIO_P_MIN };
}
