import { describe, expect, it } from 'vitest';
import { momentOf } from './moment.ts';

describe('PSH-19 PSH-20 a time of a push is read', () => {
  it.each([
    ['seconds', 1_798_189_200, Date.UTC(2026, 11, 25, 9)],
    ['fractions of seconds', 1_798_189_200.5, Date.UTC(2026, 11, 25, 9, 0, 0, 500)],
    ['milliseconds, from 1e11 on', 1_798_189_200_000, Date.UTC(2026, 11, 25, 9)],
    ['the last number of seconds', 1e11 - 1, (1e11 - 1) * 1_000],
    ['a string with Z', '2026-12-25T09:00:00Z', Date.UTC(2026, 11, 25, 9)],
    ['a string with milliseconds and Z', '2026-12-25T09:00:00.250Z', Date.UTC(2026, 11, 25, 9, 0, 0, 250)],
    ['a string with an offset', '2026-12-25T09:00+02:00', Date.UTC(2026, 11, 25, 7)],
    ['an offset without colon', '2026-12-25T09:00:00-0530', Date.UTC(2026, 11, 25, 14, 30)],
  ])('as an instant from %s', (_, json, at) => {
    expect(momentOf(json)).toEqual({ kind: 'instant', at });
  });

  it.each([
    ['2026-12-25T09:00', '2026-12-25T09:00:00.000'],
    ['2026-12-25T09:00:01.5', '2026-12-25T09:00:01.500'],
    ['2026-12-25 09:00:00', '2026-12-25T09:00:00.000'],
    ['2026-12-25', '2026-12-25T00:00:00.000'],
  ])('as a wall time from %s', (json, wall) => {
    expect(momentOf(json)).toEqual({ kind: 'local', wall });
  });

  it.each([
    ...[true, null, undefined, {}, [], { __type: 'Date', iso: '2026-12-25T09:00:00Z' }, Number.NaN, Infinity, 1e300, -1e300],
    ...[
      '',
      '+012026-01-01',
      'tomorrow',
      '1798189200',
      '2026-02-30T09:00Z',
      '2026-13-01',
      '2026-12-25T25:00:00',
      '2026-12-25T09:00:00+99:00',
    ],
  ])('never from %j', (json) => {
    expect(momentOf(json)).toBeUndefined();
  });
});
