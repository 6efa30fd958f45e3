import { expect, it } from 'vitest';
import { pointsOf, readRange } from './range.ts';

const NOW = Date.parse('2026-11-30T12:34:56Z');

it.each([
  ['hour', 'minute', 60, '2026-11-30T11:35:00.000Z'],
  ['day', 'hour', 24, '2026-11-29T13:00:00.000Z'],
  ['week', 'day', 7, '2026-11-24T00:00:00.000Z'],
  ['month', 'day', 30, '2026-11-01T00:00:00.000Z'],
  ['hour', 'day', 1, '2026-11-30T00:00:00.000Z'],
] as const)('the last %s by the %s has %i points, the present one included', (last, granularity, points, from) => {
  const range = readRange({ last }, granularity, NOW);
  expect([pointsOf(range), new Date(range.from).toISOString()]).toEqual([points, from]);
});

it('a span that ends now needs no times', () => {
  expect(() => readRange({ last: 'day', from: '2026-11-01T00:00:00Z' }, 'day', NOW)).toThrow('last stands alone');
});
