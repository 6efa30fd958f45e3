import { describe, expect, it } from 'vitest';
import { answerOf, changedMembers, sentMembers, valuesOf } from './trigger-changes.ts';

const NOBODY: ReadonlySet<string> = new Set();
const UNSET = { __op: 'Delete' };
const base = { objectId: 'a', createdAt: 'now' };
const save = { className: 'Game', original: undefined, update: {}, changed: {}, after: undefined };

describe('the changes of triggers', () => {
  it('are told of a body with the public members of services, and no others', () => {
    const body = { a: 1, objectId: 'x', createdAt: 'y', updatedAt: 'z', _rperm: [] };
    expect(sentMembers(body)).toEqual({ a: 1, objectId: 'x' });
    expect(sentMembers(body, { a: 2, email: 'e', _hashed_password: 'h' })).toEqual({ a: 2, objectId: 'x', email: 'e' });
  });

  it('are told of accounts of users by the name that code knows, and of no second factor', () => {
    const added = { _auth_data_google: { id: 'g' }, _auth_data_mfa: { secret: 's' }, _auth_data_apple: UNSET };
    expect(sentMembers({ a: 1 }, added)).toEqual({ a: 1, authData: { google: { id: 'g' }, apple: null } });
    expect(sentMembers({ a: 1 }, { _auth_data_mfa: {} })).toEqual({ a: 1 });
  });

  it.each([
    ['nothing', { a: 1 }, { a: 1 }, {}],
    ['a new member', { a: 1 }, { a: 1, b: 2 }, { b: 2 }],
    ['another value, whatever the order of keys', { a: { x: 1, y: 2 }, b: 1 }, { a: { y: 2, x: 1 }, b: 2 }, { b: 2 }],
    ['an operation in the place of a value', { a: 1 }, { a: UNSET }, { a: UNSET }],
    ['a member taken back that is stored', { old: 9 }, {}, { old: 1 }],
    ['a member taken back that is not', { other: 9 }, {}, { other: UNSET }],
    ['members of every object', { objectId: 'a' }, { objectId: 'b', createdAt: 'c' }, {}],
    ['a path, of which the whole field is left', { 'a.b': 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
  ])('are %s', (_what, sent, update, changed) => {
    expect(changedMembers(sent, update, { old: 1 })).toEqual(changed);
  });

  it('are values but for operations', () => {
    expect(valuesOf({ a: 1, b: null, c: UNSET, d: { __op: 'Increment', amount: 1 }, e: { __type: 'Date' } })).toEqual({
      a: 1,
      b: null,
      e: { __type: 'Date' },
    });
  });
});

describe('the answer to a save with triggers', () => {
  it('shows changed members, unset ones as operations, and computed ones by their values', () => {
    const changed = { a: 1, gone: UNSET, count: { __op: 'Increment', amount: 1 } };
    expect(answerOf({ ...save, changed }, { ...base, count: 5 }, NOBODY)).toEqual({ ...base, count: 5, a: 1, gone: UNSET });
  });

  it('shows of the object after the save what its sender cannot know', () => {
    const object = { objectId: 'b', createdAt: 'then', sent: 1, known: 2, other: 3, none: null, to: { __type: 'Pointer' } };
    const asked = { ...save, original: { known: 2 }, update: { sent: 1 }, after: { object } };
    expect(answerOf(asked, base, NOBODY)).toEqual({ ...base, other: 3 });
  });

  it('names users and roles whenever afterSave has a word in it', () => {
    const named = { username: 'u', name: 'n' };
    expect(answerOf({ ...save, className: '_User', update: named, after: { object: named } }, base, NOBODY)).toEqual({
      ...base,
      username: 'u',
    });
    expect(answerOf({ ...save, className: '_Role', update: named, after: { object: named } }, base, NOBODY)).toEqual({
      ...base,
      name: 'n',
    });
  });

  it('hides the fields that the sender may not see', () => {
    const asked = { ...save, changed: { secret: 1, a: 1 }, after: { object: { secret: 2, b: 2 } } };
    expect(answerOf(asked, base, new Set(['secret']))).toEqual({ ...base, a: 1, b: 2 });
  });

  it('is the JSON that afterSave answers with', () => {
    expect(answerOf({ ...save, changed: { a: 1 }, after: { answer: { done: true } } }, base, NOBODY)).toEqual({ done: true });
  });
});
