import { expect, it } from 'vitest';
import { CorsPolicy } from './cors.ts';

const originFor = (allowOrigin: string | string[], origin: string | undefined) => {
  const fields = new CorsPolicy({ allowOrigin, allowHeaders: [] }).fieldsFor(origin);
  return [fields[fields.indexOf('Access-Control-Allow-Origin') + 1], fields.includes('Vary')];
};

it.each<[string | string[], string | undefined, string, boolean]>([
  ['*', 'https://a', '*', false],
  ['*', undefined, '*', false],
  ['https://a', 'https://b', 'https://a', false],
  [['https://a', 'https://b'], 'https://b', 'https://b', true],
  [['https://a', 'https://b'], 'https://c', 'https://a', true],
  [['https://a', 'https://b'], undefined, 'https://a', true],
  [['https://a', '*'], 'https://c', '*', false],
])('SEC-29 with %o, a page of %s is told %s', (allowed, origin, expected, varies) => {
  expect(originFor(allowed, origin)).toEqual([expected, varies]);
});
