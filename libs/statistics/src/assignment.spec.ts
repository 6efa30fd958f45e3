import { describe, expect, it } from 'vitest';
import { assignGroup, bucketOf, installationKey, variantKey, variantOf, type Split } from './assignment.ts';
import { chiSquareTail } from './chi-square.ts';

const EARLY = 'exp0000001';
const LATE = 'Q9wLr7Kx2m';
const COUNT = 100_000;
const keys = Array.from({ length: COUNT }, (_, n) => `inst-${String(n).padStart(6, '0')}`);
const split = (experimentId: string, sizePercent: number, variants = 2): Split => ({ experimentId, sizePercent, variants });
const nameOf = (asked: Split, installationId: string) => {
  const group = assignGroup(asked, { objectId: 'object', installationId });
  return group.kind === 'launch' ? 'launch' : variantKey(group.index);
};

describe('groups of an experiment', () => {
  it.each([
    [EARLY, '00000000-0000-0000-0000-000000000001', 501, 0, 0, 'A'],
    [EARLY, '00000000-0000-0000-0000-000000000002', 9070, 0, 1, 'launch'],
    [EARLY, '7c3a1b52-8e0f-4e53-9a1b-7d2f6c0a9e11', 8284, 1, 2, 'launch'],
    [EARLY, 'ffffffff-ffff-4fff-bfff-ffffffffffff', 9238, 1, 1, 'launch'],
    [LATE, 'ffffffff-ffff-4fff-bfff-ffffffffffff', 643, 0, 0, 'A'],
    [LATE, '7c3a1b52-8e0f-4e53-9a1b-7d2f6c0a9e11', 5906, 1, 0, 'launch'],
  ])('T11 puts %s, %s where the contract does', (experiment, key, bucket, ofTwo, ofThree, group) => {
    expect([bucketOf(experiment, key), variantOf(experiment, key, 2), variantOf(experiment, key, 3)]).toEqual([bucket, ofTwo, ofThree]);
    expect(nameOf(split(experiment, 20), key)).toBe(group);
  });

  it.each([
    [EARLY, { A: 10_054, B: 10_197, launch: 79_749 }],
    [LATE, { A: 9_877, B: 9_830, launch: 80_293 }],
  ])('T11 splits 100,000 installations as the contract does: %s', (experiment, sizes) => {
    const counted = { A: 0, B: 0, launch: 0 };
    for (const key of keys) counted[nameOf(split(experiment, 20), key) as keyof typeof counted]++;
    expect(counted).toEqual(sizes);
  });

  it('T11 EXP-04 assigns two experiments over one audience independently', () => {
    const table = [
      [0, 0],
      [0, 0],
    ];
    for (const key of keys) {
      const row = table[variantOf(EARLY, key, 2)];
      const column = variantOf(LATE, key, 2);
      if (row !== undefined) row[column] = (row[column] ?? Number.NaN) + 1;
    }
    expect(table).toEqual([
      [24_980, 25_023],
      [24_923, 25_074],
    ]);
    expect(independence(table)).toBeCloseTo(0.7374, 4);
  });

  it('EXP-04 assigns two hundred pairs of experiments independently', () => {
    const some = keys.slice(0, 1_000);
    let rejected = 0;
    for (let pair = 0; pair < 200; pair++) {
      const table = [
        [0, 0],
        [0, 0],
      ];
      for (const key of some) {
        const row = table[variantOf(`first${pair}`, key, 2)];
        const column = variantOf(`second${pair}`, key, 2);
        if (row !== undefined) row[column] = (row[column] ?? Number.NaN) + 1;
      }
      if (independence(table) < 0.05) rejected++;
    }
    expect(rejected).toBeLessThanOrEqual(20); // 10 are expected; more than 20 come once in a thousand such runs
  });

  it('EXP-01 tests half of 10,000 devices in two equal groups, each device in one group alone', () => {
    const sizes = { A: 0, B: 0, launch: 0 };
    for (const key of keys.slice(0, 10_000)) sizes[nameOf(split(EARLY, 50), key) as keyof typeof sizes]++;
    expect(sizes.A + sizes.B + sizes.launch).toBe(10_000);
    expect(Math.abs(sizes.A + sizes.B - 5_000)).toBeLessThan(200); // four standard deviations
    expect(Math.abs(sizes.A - sizes.B)).toBeLessThan(300);
  });

  it('EXP-05 moves nobody between variants when the share grows, and answers the same again', () => {
    for (const key of keys.slice(0, 5_000)) {
      const small = nameOf(split(EARLY, 10, 3), key);
      const large = nameOf(split(EARLY, 60, 3), key);
      if (small !== 'launch') expect(large).toBe(small);
      expect(nameOf(split(EARLY, 60, 3), key)).toBe(large);
    }
  });

  it('reaches everybody at 100 percent, in up to ten groups', () => {
    const seen = new Set(keys.slice(0, 1_000).map((key) => nameOf(split(EARLY, 100, 10), key)));
    expect([...seen].sort()).toEqual([...'ABCDEFGHIJ']);
  });

  it('goes by the installation id in small letters, and by the object id without one', () => {
    expect(installationKey({ objectId: 'Oid', installationId: 'ABC-d' })).toBe('abc-d');
    expect(installationKey({ objectId: 'Oid' })).toBe('Oid');
    expect(installationKey({ objectId: 'Oid', installationId: '' })).toBe('Oid');
  });

  it.each([
    [split(EARLY, 0)],
    [split(EARLY, 100.5)],
    [split(EARLY, Number.NaN)],
    [split(EARLY, 50, 1)],
    [split(EARLY, 50, 11)],
    [split(EARLY, 50, 2.5)],
  ])('refuses a split that no experiment may have: %o', (asked) => {
    expect(() => assignGroup(asked, { objectId: 'Oid' })).toThrow(RangeError);
  });
});

/** The p value of the chi-square test of a table of two by two, with Yates's correction, as the contract's figure has it. */
function independence(table: readonly (readonly number[])[]): number {
  const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = table;
  const all = a + b + c + d;
  return chiSquareTail((all * (Math.abs(a * d - b * c) - all / 2) ** 2) / ((a + b) * (c + d) * (a + c) * (b + d)), 1);
}
