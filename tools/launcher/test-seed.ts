import { randomInt } from 'node:crypto';

const SEED_MAX = 2 ** 31;
/** A run repeats the run before it: one that fails fails again, and is no chance. */
const USUAL_SEED = 1_609_459_200;

/**
 * The seed of every random input of a run of tests, from `PARLANCE_TEST_SEED`: a whole number from 0 to 2^31 - 1, or `random` to meet
 * inputs that no run has had.
 *
 * @throws Error when the variable holds anything else
 */
export function chosenSeed(environment: Readonly<Record<string, string | undefined>>): number {
  const given = environment['PARLANCE_TEST_SEED'];
  if (given === undefined || given === '') return USUAL_SEED;
  if (given === 'random') return randomInt(SEED_MAX);
  const seed = Number(given);
  if (Number.isSafeInteger(seed) && seed >= 0 && seed < SEED_MAX) return seed;
  throw new Error(`PARLANCE_TEST_SEED must be "random" or a whole number below ${SEED_MAX}.`);
}
