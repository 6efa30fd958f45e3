import { expect, it } from 'vitest';
import { sampleRatio } from './sample-ratio.ts';

it('T11 tells an imbalance of groups as the contract does', () => {
  expect(sampleRatio([5_100, 4_900])?.p).toBeCloseTo(0.0455002639, 10);
  expect(sampleRatio([5_100, 4_900])?.mismatch).toBe(false);
  expect((sampleRatio([5_200, 4_800])?.p ?? 0) / 6.33424837e-5).toBeCloseTo(1, 8);
  expect(sampleRatio([5_200, 4_800])?.mismatch).toBe(true);
});

it('tells it for several groups, and nothing about none', () => {
  expect(sampleRatio([1_000, 1_000, 1_000])).toEqual({ p: 1, mismatch: false });
  expect(sampleRatio([1_000, 1_000, 700])?.mismatch).toBe(true);
  expect([sampleRatio([0, 0]), sampleRatio([7]), sampleRatio([])]).toEqual([null, null, null]);
});
