import { expect, it } from 'vitest';
import { differencesOf, isSame } from './differences.ts';

const parameter = (name: string, value: unknown) => ({ name, type: 'String' as const, value, masterKeyOnly: false, conditions: [] });
const side = (value: unknown) => ({ value, masterKeyOnly: false, conditions: [] });

it('tells added, changed and removed parameters, by name', () => {
  const before = [parameter('b', 1), parameter('c', 1), parameter('same', 1)];
  const after = [parameter('same', 1), parameter('a', 1), parameter('b', 2)];
  expect(differencesOf(before, after)).toEqual([
    { name: 'a', after: side(1) },
    { name: 'b', before: side(1), after: side(2) },
    { name: 'c', before: side(1) },
  ]);
});

it('the address of a file, which is made anew for every answer, is no difference', () => {
  const file = (url: string) => side({ __type: 'File', name: 'a', url });
  expect(isSame(file('http://a'), file('http://b'))).toBe(true);
  expect(isSame(side(1), { ...side(1), masterKeyOnly: true })).toBe(false);
  expect([isSame(undefined, undefined), isSame(side(1), undefined)]).toEqual([true, false]);
});
