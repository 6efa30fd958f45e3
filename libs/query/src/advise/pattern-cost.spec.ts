import { describe, expect, it } from 'vitest';
import { and, eq, nor, regex } from '../build.ts';
import { anchoredPrefix, hasCostlyPattern } from './pattern-cost.ts';

describe('anchoredPrefix', () => {
  it.each([
    ['^abc', '', 'abc'],
    ["^\\QBig Daddy's\\E", '', "Big Daddy's"],
    ['^\\Qa.b|c\\E', '', 'a.b|c'],
    ['^\\Qx\\E\\\\E\\Qy\\E', '', 'x\\Ey'],
    ['^ab.*', 's', 'ab'],
    ['^abc?', '', 'ab'],
    ['^a{2}', '', ''],
    ['^ab\\d', '', 'ab'],
    ['^a\\\\|b', '', ''],
    ['^abc', 'i', ''],
    ['^abc', 'm', ''],
    ['^(a+)+$', '', ''],
    ['^[a-z]', '', ''],
    ['abc', '', ''],
    ['abc$', '', ''],
    ['^a|b', '', ''],
    ['^', '', ''],
    ['', '', ''],
  ])('QRY-26 reads off %j with options %j that matches begin with %j', (source, options, prefix) => {
    expect(anchoredPrefix({ source, options })).toBe(prefix);
  });
});

describe('hasCostlyPattern', () => {
  it('QRY-27 finds patterns wherever they stand in a condition', () => {
    expect(hasCostlyPattern(regex('name', 'b'))).toBe(true);
    expect(hasCostlyPattern(and(eq('n', 1), nor(eq('m', 1), regex('name', '^a', 'i'))))).toBe(true);
    expect(hasCostlyPattern(and(eq('n', 1), regex('name', '^a')))).toBe(false);
  });
});
