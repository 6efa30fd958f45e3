import { describe, expect, it } from 'vitest';
import { carriersIn } from './carriers.ts';
import { statementsIn } from './statements.ts';

describe('the acceptance list', () => {
  it('reads the numbered statements of a contract file and nothing else', () => {
    const markdown =
      '# 01 Objects\n1. An ordinary list item\n## Acceptance\n1. OBJ-01 Creating an object returns 201.\n12. QRY-63 Iterating works.\n';
    expect(statementsIn('01.md', markdown)).toEqual([
      { id: 'OBJ-01', text: 'Creating an object returns 201.', file: '01.md' },
      { id: 'QRY-63', text: 'Iterating works.', file: '01.md' },
    ]);
  });

  it('reads the invariants and the required tests of the push engine', () => {
    const markdown =
      '## 1. Invariants\n- I1 Accounting.\n## 2. Model\n- I2 no\n## 14. Tests that must exist\nT1 kill. T2 flush (T1).\nT10 time.\n';
    expect(statementsIn('30.md', markdown).map(({ id, text }) => [id, text])).toEqual([
      ['I1', 'Accounting.'],
      ['T1', 'kill.'],
      ['T2', 'flush (T1).'],
      ['T10', 'time.'],
    ]);
    const source = "  it('T1 I1 PSH-24 kills', () => {});\n  it('has no I1 of its own', () => {});\n    ['T2', 3],\n    ['T2 flushes', 3],";
    expect([...carriersIn('a.spec.ts', source).keys()]).toEqual(['PSH-24', 'T1', 'I1', 'T2']);
  });

  it('finds the tests that name a statement in their title, with their line', () => {
    const source = [
      "describe('objects', () => {",
      "  it('OBJ-07 and OBJ-09 increments', () => {});",
      '  // OBJ-10 is only a remark',
      "    ['OBJ-11 appends', [1], 'OBJ-12'],",
      "  ])('OBJ-13 refuses %s', () => {});",
      "  describe.skipIf(without)('OBJ-14 in a browser', () => {});",
      '});',
    ].join('\n');
    const carriers = carriersIn('a.spec.ts', source);
    expect([...carriers.keys()]).toEqual(['OBJ-07', 'OBJ-09', 'OBJ-11', 'OBJ-13', 'OBJ-14']);
    expect(carriers.get('OBJ-07')).toEqual([{ file: 'a.spec.ts', line: 2, title: 'OBJ-07 and OBJ-09 increments' }]);
  });
});
