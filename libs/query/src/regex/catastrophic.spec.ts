import { describe, expect, it } from 'vitest';
import { regex } from '../build.ts';
import { matches } from '../match/matches.ts';
import { parseWhere } from '../parse/where.ts';

/** Ample for linear work, on any machine; a backtracking engine would take longer than the universe has lasted. */
const ENDS_IN_MS = 20_000;

const LENGTH = 20_000;
const a = 'a'.repeat(LENGTH);

/** Patterns with which backtracking engines were stalled in the field, each with a string that does it, and the right answer. */
const CATASTROPHIC: readonly (readonly [pattern: string, text: string, found: boolean, options: string])[] = [
  ['(a+)+$', `${a}!`, false, ''],
  ['^(a+)+$', `${a}!`, false, ''],
  ['^(a|a)*$', `${a}!`, false, ''],
  ['^(a|aa)+$', `${a}!`, false, ''],
  ['(a*)*b', a, false, ''],
  ['^(a*)*b$', `${a}b`, true, ''],
  ['(x+x+)+y', 'x'.repeat(LENGTH), false, ''],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', a, false, ''],
  ['([a-zA-Z]+)*1', a, false, ''],
  ['(a|b|ab)*c', 'ab'.repeat(LENGTH / 2), false, ''],
  ['^(.*?,){11}P', '1,'.repeat(LENGTH / 2), false, ''],
  ['(.*)*=.*', a, false, ''],
  ['\\s+$', `${' '.repeat(LENGTH)}x`, false, ''],
  ['^\\s+|\\s+$', `x${' '.repeat(LENGTH)}x`, false, ''],
  ['^([\\w.-]+)+@([\\w-]+\\.)+[a-z]{2,}$', `${a}@`, false, ''],
  ['^(\\w+\\s?)*$', `${'word '.repeat(LENGTH / 5)}!`, false, ''],
  ['^((ab)*)+$', `${'ab'.repeat(LENGTH / 2)}c`, false, ''],
  ['(\\d+)*\\.(\\d+)*$', `${'1'.repeat(LENGTH)}x`, false, ''],
  ['<[^>]*(>[^<]*<)*[^>]*$', '<'.repeat(LENGTH), true, ''],
  ['^(?:(?:a?){1,50}){1,10}b$', a, false, ''],
  ['(A+)+$', `${a}!`, false, 'i'],
  ['^(a+ )* b$', `${a}!`, false, 'x'],
  ['^(\\n|.)*z$', `${'a\n'.repeat(LENGTH / 2)}y`, false, 'ms'],
];

describe('patterns against the engine in memory', () => {
  it.each(CATASTROPHIC)('SEC-22 QRY-28 %s ends, with the right answer', { timeout: ENDS_IN_MS }, (pattern, text, found, options) => {
    const condition = parseWhere({ s: { $regex: pattern, ...(options === '' ? {} : { $options: options }) } });
    expect(condition).toEqual(regex('s', pattern, options));
    expect(matches(regex('s', pattern, options), { s: text })).toBe(found);
  });

  it.each(['(a+)\\1+$', '^(?=(a+)+b).*$', '^(?!(a+)+b).*$', '(?<=(a+)+)b', '(?<!a*)b', '(?<x>a+)\\k<x>', '(?>a+)+b', 'a++b', '(a)(?1)*b'])(
    'SEC-22 refuses %s, which takes a backtracking engine',
    { timeout: ENDS_IN_MS },
    (pattern) => {
      const condition = regex('s', pattern);
      expect(() => matches(condition, { s: a })).toThrow(expect.objectContaining({ kind: 'InvalidQuery', code: 102 }));
    },
  );

  it('SEC-22 patterns that multiply out are refused or end', { timeout: ENDS_IN_MS }, () => {
    for (const pattern of ['((a{0,100}){0,100}){0,100}b', '(((a{1,50}){1,50}){1,50}){1,50}', 'a{1000}{1000}', '(a{1,1000}){1,1000}$']) {
      let answer: unknown;
      try {
        answer = matches(regex('s', pattern), { s: a });
      } catch (error) {
        answer = (error as { code: number }).code;
      }
      expect([true, false, 102], pattern).toContain(answer);
    }
  });
});
