import { describe, expect, it } from 'vitest';
import { linearRegex } from './linear.ts';

const finds = (text: string, options: string, subject: string) => linearRegex(text, options)?.test(subject);

describe('linearRegex', () => {
  it.each([
    ['a$', '', 'a', true],
    ['a$', '', 'a\n', true],
    ['a$', '', 'a\n\n', false],
    ['a$', '', 'a\nb', false],
    ['a$', 'm', 'a\nb', true],
    ['(a$|b$)', '', 'xb\n', true],
    ['a\\Z', 'm', 'a\n', true],
    ['a\\z', '', 'a\n', false],
    ['a\\$', '', 'a$', true],
    ['[a$]', '', '$', true],
    ['[]$]', '', ']', true],
    ['[^]x]', '', ']', false],
    ['\\s', '', '\v', true],
    ['[\\s]', '', '\v', true],
    ['^\\S$', '', '\v', false],
    ['a b # c', 'x', 'ab', true],
    ['a[ ]b', 'x', 'a b', true],
    ['a # b\nc', 'x', 'ac', true],
    ['é', 'i', 'É', true],
    ['^.$', '', '\u{1f600}', true],
  ])('%s with %j on %j', (text, options, subject, expected) => {
    expect(finds(text, options, subject)).toBe(expected);
  });

  it.each(['(?=a)', '(?<!a)b', '(a)\\1', 'a$b', '\\Za', '(?m)^a', '(?i-x)a', '(', 'a{1001}', '((a{1000}){1000}){1000}'])(
    'gives up %s',
    (text) => {
      expect(linearRegex(text, '')).toBeUndefined();
    },
  );

  it('QRY-28 SEC-22 is not delayed by patterns that make others backtrack', () => {
    const subject = 'x'.repeat(50_000);
    const start = performance.now();
    for (const text of ['(x+x+)+y', '^(x*)*y$', '(x|xx)+y', '(.*)*y', '^(([x])+.)+y']) expect(finds(text, '', subject)).toBe(false);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
