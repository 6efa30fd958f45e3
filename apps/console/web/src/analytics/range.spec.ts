import { expect, it } from 'vitest';
import { askedRange, dayOfEnd, dayOfStart, startOfDay, stepsOf } from './range.ts';

it.each([
  ['hour', 'minute'],
  ['day', 'hour'],
  ['week', 'day'],
  ['month', 'day'],
] as const)('the last %s is asked by the %s', (range, granularity) => {
  expect(askedRange({ range })).toEqual({ last: range, granularity });
});

it('a step of the address is kept where it suits the range', () => {
  expect(askedRange({ range: 'week', step: 'hour' })).toEqual({ last: 'week', granularity: 'hour' });
  expect(askedRange({ range: 'month', step: 'minute' })).toEqual({ last: 'month', granularity: 'day' });
});

it('an own range has whole days, the last one included', () => {
  const own = { range: 'own', from: startOfDay('2026-11-01'), to: startOfDay('2026-11-30', 1) } as const;
  expect(askedRange(own)).toEqual({ from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z', granularity: 'day' });
  expect([dayOfStart(own.from), dayOfEnd(own.to)]).toEqual(['2026-11-01', '2026-11-30']);
  expect(stepsOf({ ...own, from: startOfDay('2025-01-01') })).toEqual(['day']);
});

it('an own range that is not complete, or ends before it begins, asks nothing', () => {
  expect(askedRange({ range: 'own' })).toBeUndefined();
  expect(askedRange({ range: 'own', from: startOfDay('2026-11-02'), to: startOfDay('2026-11-01') })).toBeUndefined();
  expect(askedRange({ range: 'own', from: 'soon', to: 'later' })).toBeUndefined();
  expect(startOfDay('')).toBeUndefined();
});
