import { describe, expect, it } from 'vitest';
import { gt, lte } from '../build.ts';
import { QUERY_LIMITS } from '../limits.ts';
import { parseRelativeTime } from './relative-time.ts';
import { parseWhere } from './where.ts';

const NOW = new Date('2024-03-01T12:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('parseRelativeTime', () => {
  it.each<[string, number]>([
    ['now', 0],
    ['in 1 day 2 hours', DAY + 2 * HOUR],
    ['3 weeks ago', -21 * DAY],
    ['in 10 secs', 10_000],
    ['1 year 1 min ago', -(365 * DAY + 60_000)],
    [' In  1   HOUR ', HOUR],
    ['in 0 days', 0],
  ])('reads "%s"', (text, ms) => {
    expect(parseRelativeTime('$lt', text, NOW)).toEqual(new Date(NOW.getTime() + ms));
  });

  it.each([
    '',
    'tomorrow',
    '1 day',
    'in 1 day ago',
    'in day',
    'in 1',
    'in one day',
    'in -1 days',
    'in 1.5 days',
    'in 1 fortnight',
    'ago',
    'in',
    'now ago',
    'in 999999999 years',
    `in ${'1 day '.repeat(1_000)}`,
    'in 1 __proto__',
    5,
    null,
    {},
    ['now'],
  ])('refuses %j', (text) => {
    expect(() => parseRelativeTime('$lt', text, NOW)).toThrow(expect.objectContaining({ kind: 'InvalidJson', code: 107 }));
  });
});

describe('$relativeTime', () => {
  const limits = { ...QUERY_LIMITS, now: NOW };

  it('stands in comparisons', () => {
    expect(parseWhere({ at: { $gt: { $relativeTime: 'now' } } }, limits)).toEqual(gt('at', NOW));
    expect(parseWhere({ createdAt: { $lte: { $relativeTime: '1 day ago' } } }, limits)).toEqual(
      lte('createdAt', new Date(NOW.getTime() - DAY)),
    );
  });

  it.each<[unknown]>([
    [{ $relativeTime: 'now' }],
    [{ $eq: { $relativeTime: 'now' } }],
    [{ $ne: { $relativeTime: 'now' } }],
    [{ $gt: { $relativeTime: 'soon' } }],
    [{ $gt: { $relativeTime: 'now', $x: 1 } }],
  ])('refuses %j', (constraint) => {
    expect(() => parseWhere({ at: constraint }, limits)).toThrow(expect.objectContaining({ code: 107 }));
  });

  it('is no value of a list', () => {
    for (const operator of ['$in', '$nin', '$all']) {
      expect(() => parseWhere({ at: { [operator]: [{ $relativeTime: 'now' }] } }, limits)).toThrow(expect.objectContaining({ code: 107 }));
    }
  });

  it('needs to be told the time', () => {
    expect(() => parseWhere({ at: { $gt: { $relativeTime: 'now' } } })).toThrow(expect.objectContaining({ code: 107 }));
  });
});
