import { expect, it } from 'vitest';
import { compilePaths } from './request-paths.ts';

it.each<[string, string, boolean]>([
  ['classes/Game', '/classes/Game', true],
  ['/classes/Game', '/classes/Game/x1', true],
  ['.*', '/anything', true],
  ['Game', '/classes/Game', false],
  ['a|b', '/b', true],
  ['a|b', '/c/b', false],
  ['(', '/(', false],
])('%s on %s: %s', (pattern, path, expected) => {
  expect(compilePaths([pattern]).some((compiled) => compiled.test(path))).toBe(expected);
});
