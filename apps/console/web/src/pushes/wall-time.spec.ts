import { expect, it } from 'vitest';
import { isWallTime, wallTime } from './wall-time.ts';

it('a time without a zone is told from one in UTC, and shown as it is', () => {
  expect(isWallTime('2026-12-26T09:00:00')).toBe(true);
  expect(isWallTime('2026-12-26T09:00')).toBe(true);
  expect(isWallTime('2026-12-26T09:00:00.000Z')).toBe(false);
  expect(isWallTime('2026-12-26T09:00:00+02:00')).toBe(false);
  expect(wallTime('2026-12-26T09:00:00')).toMatch(/9:00/);
  expect(wallTime('2026-99-26T09:00:00')).toBe('2026-99-26T09:00:00');
});
