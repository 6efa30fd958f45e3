import { expect, it } from 'vitest';
import { acceptsGzip } from './compress.ts';

it.each<[string | undefined, boolean]>([
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['GZIP', true],
  ['br, gzip;q=0.5', true],
  ['*', true],
  ['gzip;q=0', false],
  ['gzip; q=0.0', false],
  ['br, deflate', false],
  ['xgzip', false],
  ['identity', false],
])('%s: %s', (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected);
});
