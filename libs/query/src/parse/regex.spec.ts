import { describe, expect, it } from 'vitest';
import { regex } from '../build.ts';
import { QUERY_LIMITS, QUOTED_LENGTH_MAX, REGEX_LENGTH_MAX } from '../limits.ts';
import { parseRegex } from './regex.ts';

const parse = (source: unknown, options?: unknown) => parseRegex('f', source, { $regex: source, $options: options }, QUERY_LIMITS);

describe('parseRegex', () => {
  it('keeps the pattern as sent, and its options in order', () => {
    expect(parse('^\\Qa.b\\E', 'xmi')).toEqual(regex('f', '^\\Qa.b\\E', 'imx'));
  });

  it.each([
    '(?=.*a)(?=.*b)',
    '(?!a)b',
    '(a)\\1',
    '(?i)a',
    '(?i)(?=a)',
    '(?<n>a)',
    '(?P<n>a)',
    '[[:alpha:]]',
    'a{2,3}?',
    '\\p{L}',
    '\\x{41}',
    '\\z',
    '',
  ])('takes %s, which some engine can read', (source) => expect(parse(source).source).toBe(source));

  it.each(['(', ')', '[', 'a)(', '*a', '+', '?', 'a**', '(?', '(*ACCEPT)', '\\', 'a\\', '[z-a]', 'a{2,1}', 'a\0b'])(
    'refuses %j',
    (source) => expect(() => parse(source)).toThrow(expect.objectContaining({ kind: 'InvalidQuery', code: 102 })),
  );

  it.each([[1], [null], [{}], [['a']], [undefined]])('refuses %j, which is no string', (source) => {
    expect(() => parse(source)).toThrow(expect.objectContaining({ code: 102 }));
  });

  it('refuses options by name', () => {
    expect(() => parse('a', 'g')).toThrow(expect.objectContaining({ code: 102, message: 'Bad $options value for query: g' }));
    expect(() => parse('a', 1)).toThrow(expect.objectContaining({ code: 102 }));
    expect(() => parse('a', null)).toThrow(expect.objectContaining({ code: 102 }));
  });

  it(`takes patterns of ${REGEX_LENGTH_MAX} characters and quotes of ${QUOTED_LENGTH_MAX}`, () => {
    const quoted = (length: number) => `^\\Q${'.'.repeat(length)}\\E`;
    expect(parse('a'.repeat(REGEX_LENGTH_MAX)).kind).toBe('regex');
    expect(() => parse('a'.repeat(REGEX_LENGTH_MAX + 1))).toThrow(expect.objectContaining({ code: 102 }));
    expect(parse(quoted(QUOTED_LENGTH_MAX)).kind).toBe('regex');
    expect(() => parse(quoted(QUOTED_LENGTH_MAX + 1))).toThrow(expect.objectContaining({ code: 102 }));
  });
});
