import { expect, it } from 'vitest';
import { bytesText } from './bytes.ts';

it.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1 KB'],
  [1536, '1.5 KB'],
  [5 * 1024 ** 3, '5 GB'],
  [2 * 1024 ** 5, '2,048 TB'],
])('%i bytes are told as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));
