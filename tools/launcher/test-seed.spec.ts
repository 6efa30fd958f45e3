import { describe, expect, it } from 'vitest';
import { chosenSeed } from './test-seed.ts';

describe('chosenSeed', () => {
  it('is the same for every run that names none', () => {
    expect(chosenSeed({})).toBe(chosenSeed({ PARLANCE_TEST_SEED: '' }));
  });

  it('is the one that is named', () => {
    expect(chosenSeed({ PARLANCE_TEST_SEED: '0' })).toBe(0);
    expect(chosenSeed({ PARLANCE_TEST_SEED: '2147483647' })).toBe(2_147_483_647);
  });

  it('is another one each time where chance is asked for', () => {
    const seeds = Array.from({ length: 4 }, () => chosenSeed({ PARLANCE_TEST_SEED: 'random' }));
    expect(new Set(seeds).size).toBeGreaterThan(1);
  });

  it.each(['-1', '1.5', '2147483648', 'any'])('refuses %s, and says what is right', (given) => {
    expect(() => chosenSeed({ PARLANCE_TEST_SEED: given })).toThrow('must be "random" or a whole number below 2147483648');
  });
});
