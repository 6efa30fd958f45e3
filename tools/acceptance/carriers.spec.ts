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
