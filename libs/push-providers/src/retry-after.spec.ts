import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-11-30T00:00:00Z');

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Mon, 30 Nov 2026 00:01:30 GMT', 90_000],
  ['Mon, 30 Nov 2026 00:00:00 GMT', 0],
  ['Sun, 29 Nov 2026 00:00:00 GMT', 0],
  ['999999999', 86_400_000],
  [['5', '6'], 5_000],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads the wait in Retry-After: %o', (header, waitMs) => {
  expect(retryAfterMs(header, NOW)).toBe(waitMs);
});
