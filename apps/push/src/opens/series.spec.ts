import { describe, expect, it } from 'vitest';
import { readSeriesSpan, seriesOf } from './series.ts';

const START = new Date('2026-11-30T11:40:30Z');
const NOW = new Date('2026-11-30T13:10:00Z');

describe('the opens of a push over time', () => {
  it('PSH-46 run from its start to now, in whole strides with zeros', () => {
    const span = readSeriesSpan({}, START, NOW);
    expect(span).toEqual({ stride: 'hour', from: new Date('2026-11-30T11:00:00Z'), to: new Date('2026-11-30T14:00:00Z') });
    expect(seriesOf(span, new Map([[Date.parse('2026-11-30T13:00:00Z'), 4]]))).toEqual({
      points: ['2026-11-30T11:00:00.000Z', '2026-11-30T12:00:00.000Z', '2026-11-30T13:00:00.000Z'],
      counts: [0, 0, 4],
    });
  });

  it('are the first day by the minute, and as long as opens are kept by the hour and day', () => {
    const later = new Date('2027-06-01T00:00:00Z');
    const points = (stride: string) => seriesOf(readSeriesSpan({ stride }, START, later), new Map()).points.length;
    expect([points('minute'), points('hour'), points('day')]).toEqual([1_440, 888, 37]);
    expect(readSeriesSpan({ stride: 'day' }, NOW, START).to).toEqual(new Date('2026-12-01T00:00:00Z'));
  });

  it('are those of a span that is asked for', () => {
    const asked = { stride: 'minute', from: '2026-11-30T12:00:00+01:00', to: '2026-11-30T11:02:00Z' };
    expect(seriesOf(readSeriesSpan(asked, START, NOW), new Map()).points).toEqual(['2026-11-30T11:00:00.000Z', '2026-11-30T11:01:00.000Z']);
  });

  it.each([
    { stride: 'week' },
    { from: 'noon' },
    { more: 1 },
    { from: '2026-11-30T12:00:00Z', to: '2026-11-30T12:00:00Z' },
    { stride: 'minute', from: '2026-11-01T00:00:00Z', to: '2026-11-30T12:00:00Z' },
  ])('refuse %j with 102', (asked) => {
    expect(() => readSeriesSpan(asked, START, NOW)).toThrow(expect.objectContaining({ code: 102 }));
  });
});
