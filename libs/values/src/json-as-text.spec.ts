import { expect, it } from 'vitest';
import { jsonAsText } from './json-as-text.ts';

it.each([
  [null, 'null'],
  [undefined, 'undefined'],
  [true, 'true'],
  [5, '5'],
  ['a', 'a'],
  [[], ''],
  [[1, [2, null], 'x'], '1,2,,x'],
  [{}, '[object Object]'],
  [[{ a: 1 }], '[object Object]'],
])('says %j as JavaScript does', (json, text) => {
  expect(jsonAsText(json)).toBe(text);
});

it.each([{ toString: 5 }, [{ toString: { a: 1 }, valueOf: 1 }]])('asks nothing of %j', (json) => {
  expect(jsonAsText(json)).toBe('[object Object]');
});
