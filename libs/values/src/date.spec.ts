import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateFromText, isoText } from './date.ts';

describe('isoText', () => {
  it('OBJ-03 writes what toISOString writes, for every date there is', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(isoText(date)).toBe(date.toISOString());
      }),
      { numRuns: 2_000 },
    );
    for (const text of [
      '1000-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.999Z',
      '0999-12-31T23:59:59.999Z',
      '+010000-01-01T00:00:00.000Z',
    ]) {
      expect(isoText(new Date(text))).toBe(text);
    }
  });

  it('refuses an invalid date', () => {
    expect(() => isoText(new Date(Number.NaN))).toThrow(RangeError);
  });
});

describe('dateFromText', () => {
  it.each([
    '',
    'now',
    '2020',
    '2020-1-1',
    '12:00',
    'Wed, 25 Nov 2026 03:00:00 GMT',
    '2020-01-01T25:00:00Z',
    '2020-01-01T00:00:00+99:99',
    7,
    null,
  ])('knows that %j is no date', (text) => {
    expect(dateFromText(text)).toBeUndefined();
  });

  it.each(['2020-01', '2020-01-01', '2020-01-01 10:00Z', '2020-01-01T10:00', '2020-01-01t10:00:00.5z', '+010000-01-01T00:00:00.000Z'])(
    'reads %s',
    (text) => {
      expect(dateFromText(text)).toBeInstanceOf(Date);
    },
  );
});
