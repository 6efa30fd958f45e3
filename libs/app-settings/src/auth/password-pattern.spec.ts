import { describe, expect, it } from 'vitest';
import { passwordPattern } from './password-pattern.ts';

describe('patterns for passwords', () => {
  it.each([
    ['^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.{8,})', ['abcABC123'], ['abcabc123', 'abC1', 'ABCABC123']],
    ['^(?=.*[A-Z])(?=.*\\d).{8,}$', ['Abcdefg1', '1bcdefgH!'], ['abcdefg1', 'Abcdef1', '']],
    ['^(?!.*password)(?=.*\\d).+$', ['abc1'], ['mypassword1', 'abc']],
    ['^(?=.*[)\\]])(?=.*\\()x', ['x)(', 'x](', 'x()'], [')x(', 'x)']],
    ['.{8,}', ['12345678', 'x12345678'], ['1234567']],
    ['^[a-z]+$', ['abc'], ['abc1', 'abc\n']],
    ['\\u0041', ['xAx'], ['xax']],
    ['^(?=.*(?:a|b))c|d$', [], []],
  ] as const)('agrees with JavaScript on %s', (pattern, fitting, others) => {
    const test = passwordPattern(pattern);
    const script = new RegExp(pattern);
    for (const password of [...fitting, ...others]) {
      expect(test?.(password), password).toBe(script.test(password));
      expect(test?.(password), password).toBe((fitting as readonly string[]).includes(password));
    }
  });

  it.each(['(?=a)b', '^(?=a)b|c', '^(?=a)*b', '^((?=a)b)', '(?<=a)b', '(a)\\1', '(', '[', '^(?=a', `^${'(?=a)'.repeat(21)}`])(
    'does not read %s',
    (pattern) => {
      expect(passwordPattern(pattern)).toBeUndefined();
    },
  );

  it('SEC-22 answers at once for patterns that others never finish', () => {
    const text = `${'a'.repeat(50_000)}!`;
    for (const pattern of ['^(a+)+$', '^(?=(a|aa)+$).*$', '^(a|a)*$', '(.*a){12}$'])
      expect(passwordPattern(pattern)?.(text), pattern).toBe(false);
  });
});
