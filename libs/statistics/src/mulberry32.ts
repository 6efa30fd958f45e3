/**
 * Numbers from 0 (inclusive) to 1 (exclusive) that depend on the seed alone, for simulations and for jitter that a test can foresee.
 * They are no secret and guard nothing.
 *
 * @param seed its lower 32 bits count
 *
 * Source: mulberry32 by Tommy Ettinger, in the public domain.
 */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
