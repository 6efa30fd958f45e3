import { describe, expect, it } from 'vitest';
import { badgeOf } from './badge.ts';

describe('PSH-10 a badge', () => {
  it.each<[unknown, unknown]>([
    [5, { kind: 'set', value: 5 }],
    [0, { kind: 'set', value: 0 }],
    ['7', { kind: 'set', value: 7 }],
    ['Increment', { kind: 'increment', amount: 1 }],
    ['INCREMENT', { kind: 'increment', amount: 1 }],
    [
      { __op: 'Increment', amount: 3 },
      { kind: 'increment', amount: 3 },
    ],
    [
      { __op: 'increment', amount: -1 },
      { kind: 'increment', amount: -1 },
    ],
    ...[-1, 1.5, 2 ** 31, Number.NaN, '', 'one', '-1', '99999999999', true, null, [], {}].map(
      (bad) => [bad, undefined] as [unknown, unknown],
    ),
    ...[0, 0.5, '1', null, 2 ** 40].map((amount) => [{ __op: 'Increment', amount }, undefined] as [unknown, unknown]),
    [{ __op: 'Delete' }, undefined],
  ])('of %j is %j', (badge, read) => {
    expect(badgeOf({ badge })).toEqual(read);
  });
});
