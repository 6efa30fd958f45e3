import { expect, it } from 'vitest';
import { and, eq, exists, nor, or } from './build.ts';
import { fieldsOf } from './fields.ts';

it('names the fields of a condition at any depth, those behind paths included', () => {
  const condition = and(eq('a', 1), or(exists('b.c'), nor(eq('d', 1), and(eq('a.x', 1), eq('e', 2)))));
  expect([...fieldsOf(condition)].sort()).toEqual(['a', 'b', 'd', 'e']);
});
