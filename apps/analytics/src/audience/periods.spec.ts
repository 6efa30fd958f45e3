import { expect, it } from 'vitest';
import { periodsIn, type Period } from './periods.ts';

it.each<[Period, string, string, string[]]>([
  ['day', '2026-11-28', '2026-11-30', ['2026-11-28', '2026-11-29']],
  ['week', '2026-11-28', '2026-12-01', ['2026-11-23', '2026-11-30']],
  ['month', '2026-11-28', '2027-01-02', ['2026-11-01', '2026-12-01', '2027-01-01']],
])('ANA-15 divides time into whole pieces: %s from %s to %s', (period, from, to, expected) => {
  const periods = periodsIn(Date.parse(from), Date.parse(to), period);
  expect(periods.map((interval) => new Date(interval.from).toISOString().slice(0, 10))).toEqual(expected);
  periods.slice(1).forEach((interval, index) => expect(interval.from).toBe(periods[index]?.to));
});
