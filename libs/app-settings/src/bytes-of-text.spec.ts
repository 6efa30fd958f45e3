import { expect, it } from 'vitest';
import { bytesOfText } from './bytes-of-text.ts';

it.each([
  ['30mb', 30 * 1024 ** 2],
  ['1kb', 1024],
  ['1.5MB', 1.5 * 1024 ** 2],
  ['1 gb', 1024 ** 3],
  ['500', 500],
  ['12b', 12],
  [1_000_000, 1_000_000],
  ['30 miles', '30 miles'],
  ['', ''],
  [null, null],
])('%j is %j', (value, bytes) => {
  expect(bytesOfText(value)).toBe(bytes);
});
