import { expect, it } from 'vitest';
import { assertNesting } from './assert-nesting.ts';

const nested = (levels: number, wrap: (inner: unknown) => unknown) => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
};

it.each<[string, (inner: unknown) => unknown]>([
  ['arrays', (inner) => [0, inner]],
  ['objects', (inner) => ({ a: null, b: inner })],
])('accepts 128 levels of %s and refuses more', (_, wrap) => {
  expect(() => assertNesting(nested(128, wrap))).not.toThrow();
  expect(() => assertNesting(nested(129, wrap))).toThrow(expect.objectContaining({ code: 107 }));
  expect(() => assertNesting(nested(10_000, wrap))).toThrow(expect.objectContaining({ code: 107 }));
});
