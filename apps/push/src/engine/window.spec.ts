import { expect, it } from 'vitest';
import { windowOf } from './window.ts';

it('PSH-29 the window of a push holds 32 partitions, and fewer where its sender wants it slow', () => {
  expect(windowOf({})).toBe(32);
  expect([1, 6_000, 6_001, 60_000, 10_000_000].map((maxRate) => windowOf({ maxRate }))).toEqual([1, 1, 2, 10, 32]);
});
