import type { OperatorUpdate } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import type { ObjectChange } from './object.store.ts';
import { isShareable, statementsFor, type SharedChange } from './shared-statements.ts';

function change(objectId: string, update: OperatorUpdate, more: Partial<ObjectChange> = {}): ObjectChange {
  const show = Object.keys(update['$inc'] ?? {});
  const written = { update, retry: undefined };
  return { objectId, update: written, show, condition: undefined, relations: [], updateBytes: 100, ...more } as unknown as ObjectChange;
}

const shared = (objectId: string, update: OperatorUpdate): SharedChange => ({
  change: change(objectId, update),
  filter: { _id: objectId, _wperm: { $in: [null, '*'] } },
});
const adding = (n: number): OperatorUpdate => ({ $inc: { n }, $set: { _updated_at: 1 } });
const planned = (changes: readonly SharedChange[], stored: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  statementsFor(changes, new Map(Object.entries(stored))).map((statement) => statement && [statement.filter['n'], statement.document]);

describe('isShareable', () => {
  it.each<[string, ObjectChange]>([
    ['plain values', change('a', { $set: { n: 1 }, $unset: { m: '' } })],
    ['an increment', change('a', adding(1))],
    ['an increment that is not shown', change('a', { $inc: { n: 1 } }, { show: [] })],
  ])('takes %s', (_what, one) => {
    expect(isShareable(one)).toBe(true);
  });

  it.each<[string, ObjectChange]>([
    ['a pipeline', change('a', {}, { update: { update: [{ $set: { n: 1 } }], retry: undefined } })],
    ['an operation on a list', change('a', { $push: { n: { $each: [1] } } })],
    ['an increment within a dictionary', change('a', { $inc: { 'n.m': 1 } })],
    ['a condition', change('a', adding(1), { condition: { kind: 'and', items: [] } })],
    ['relation changes', change('a', adding(1), { relations: [{ field: 'r', add: [], remove: [] }] })],
    ['a large value', change('a', adding(1), { updateBytes: 100_000 })],
  ])('leaves alone %s', (_what, one) => {
    expect(isShareable(one)).toBe(false);
  });
});

describe('statementsFor', () => {
  it('insists on the number that was read, and tells the sum', () => {
    expect(planned([shared('a', adding(2)), shared('b', adding(3))], { a: { n: 5 }, b: { n: 0.5 } })).toEqual([
      [5, { _id: 'a', n: 7 }],
      [0.5, { _id: 'b', n: 3.5 }],
    ]);
  });

  it('counts an absent field from nothing, and only if it is still absent', () => {
    expect(planned([shared('a', adding(2))], { a: {} })).toEqual([[{ $exists: false }, { _id: 'a', n: 2 }]]);
  });

  it('counts on from what the statements before leave', () => {
    const changes = [adding(1), adding(1), { $set: { n: 10 } }, adding(1), { $unset: { n: '' } }, adding(4)];
    expect(
      planned(
        changes.map((update) => shared('a', update)),
        { a: { n: 1 } },
      ),
    ).toEqual([
      [1, { _id: 'a', n: 2 }],
      [2, { _id: 'a', n: 3 }],
      [undefined, { _id: 'a' }],
      [10, { _id: 'a', n: 11 }],
      [undefined, { _id: 'a' }],
      [{ $exists: false }, { _id: 'a', n: 4 }],
    ]);
  });

  it.each<[string, Readonly<Record<string, Readonly<Record<string, unknown>>>>]>([
    ['no object', {}],
    ['null', { a: { n: null } }],
    ['a list', { a: { n: [1] } }],
    ['a number beyond those that are exact', { a: { n: 2 ** 53 } }],
    ['a sum beyond them', { a: { n: Number.MAX_SAFE_INTEGER } }],
    ['no number', { a: { n: Number.NaN } }],
  ])('computes no answer from %s', (_what, stored) => {
    expect(planned([shared('a', adding(1))], stored)).toEqual([undefined]);
  });

  it.each<[string, OperatorUpdate]>([
    ['sets a list', { $set: { n: [1] } }],
    ['sets a place inside', { $set: { 'n.m': 1 } }],
    ['unsets a place inside', { $unset: { 'n.m': '' } }],
  ])('computes no answer after a statement that %s', (_what, update) => {
    expect(planned([shared('a', update), shared('a', adding(1))], { a: { n: 1 } })).toEqual([[undefined, { _id: 'a' }], undefined]);
  });
});
