import { expect, it } from 'vitest';
import { parseForm } from './parse-form.ts';

it.each<[string, Record<string, string>]>([
  ['', {}],
  ['a=1', { a: '1' }],
  ['a=1&&b=2&', { a: '1', b: '2' }],
  ['a', { a: '' }],
  ['a==b=', { a: '=b=' }],
  ['a+b=c+d%2B', { 'a b': 'c d+' }],
  ['where=%7B%22a%22%3A%22%C3%A4%22%7D', { where: '{"a":"ä"}' }],
  ['valueOf=1&toString=2', { valueOf: '1', toString: '2' }],
])('reads %s', (text, members) => {
  expect(parseForm(text)).toEqual(members);
});

it.each([
  ['a=1&a=1', 107],
  ['a=1&%61=2', 107],
  ['a=%', 107],
  ['a=%ff', 107],
  ['%ff=a', 107],
  ['__proto__=1', 105],
  ['__proto%5F_=1', 105],
  ['a=1&constructor=2', 105],
  ['_bsontype', 105],
])('ERR-14 refuses %s', (text, code) => {
  expect(() => parseForm(text)).toThrow(expect.objectContaining({ code }));
});

it('refuses more than a thousand parameters', () => {
  const pairs = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=`).join('&');
  expect(Object.keys(parseForm(pairs(1_000)))).toHaveLength(1_000);
  expect(() => parseForm(pairs(1_001))).toThrow(expect.objectContaining({ code: 107 }));
});
