import { expect, it } from 'vitest';
import { reportOf } from './quotas-of.ts';

it.each([
  [{ soft: 80, hard: 100 }, 50, 50, 'ok'],
  [{ soft: 80, hard: 100 }, 80, 80, 'soft'],
  [{ soft: 80, hard: 300 }, 100, 33.3, 'soft'],
  [{ soft: 80, hard: null }, 100, 125, 'soft'],
  [{ soft: null, hard: 100 }, 100, 100, 'hard'],
  [{ soft: null, hard: 0 }, 0, 100, 'hard'],
  [{ soft: null, hard: null }, 7, null, 'ok'],
  [{ soft: null, hard: 100 }, null, null, 'ok'],
] as const)('a quota of %j is shown with a use of %s as %s per cent, %s', (limit, used, percent, state) => {
  expect(reportOf('objects', limit, used)).toEqual({ name: 'objects', ...limit, used, percent, state });
});
