import { describe, expect, it } from 'vitest';
import { outcomeOf, valueOf } from './hook-answer.ts';

describe('an answer of a webhook', () => {
  it('is its success value, or its error', () => {
    expect(valueOf(200, '{"success":[1]}')).toEqual([1]);
    expect(valueOf(302, '')).toBeUndefined();
    expect(() => valueOf(200, '{"error":"no"}')).toThrow(expect.objectContaining({ code: 141, message: 'no' }));
    expect(() => valueOf(200, '{"error":{"code":7,"error":"mine"}}')).toThrow(expect.objectContaining({ code: 7, message: 'mine' }));
    expect(() => valueOf(200, '{"error":{"a":1}}')).toThrow(expect.objectContaining({ code: 141, message: '{"a":1}' }));
    expect(() => valueOf(404, '{"success":1}')).toThrow(expect.objectContaining({ code: 143 }));
    expect(() => valueOf(200, 'no JSON')).toThrow(expect.objectContaining({ code: 143 }));
    expect(() => valueOf(200, '{"success":{"constructor":1}}')).toThrow(expect.objectContaining({ code: 105 }));
  });
});

describe('the outcome of a trigger that a webhook has answered', () => {
  const shown = { title: 'Go', reads: 2, tags: [1] };
  const update = { title: 'Go', reads: { __op: 'Increment', amount: 1 }, gone: { __op: 'Delete' }, 'deep.a': 1 };

  it('beforeSave keeps changes of members that come back as they were, and sets those that do not', () => {
    const value = { ...shown, reads: 2, title: 'Chess', extra: true, className: 'Game', createdAt: 'x', objectId: 'a' };
    expect(outcomeOf('beforeSave', value, { original: { objectId: 'a' }, update }, shown)).toEqual({
      update: { title: 'Chess', reads: update.reads, gone: update.gone, extra: true },
    });
  });

  it('beforeSave leaves out members that do not come back, and gives a new object the id that it says', () => {
    expect(outcomeOf('beforeSave', { objectId: 'mine', reads: 2 }, { update: { title: 'Go', reads: 2 } }, shown)).toEqual({
      update: { reads: 2, objectId: 'mine' },
    });
  });

  it.each([true, undefined, 'text', null])('beforeSave changes nothing by %j', (value) => {
    expect(outcomeOf('beforeSave', value, { update }, shown)).toEqual({});
  });

  it('afterFind takes a list, afterSave an object, and others nothing', () => {
    expect(outcomeOf('afterFind', [{ objectId: 'a' }], {}, undefined)).toEqual({ objects: [{ objectId: 'a' }] });
    expect(outcomeOf('afterFind', {}, {}, undefined)).toEqual({});
    expect(outcomeOf('afterSave', { a: 1 }, {}, undefined)).toEqual({ object: { a: 1 } });
    expect(outcomeOf('beforeDelete', { a: 1 }, {}, undefined)).toEqual({});
  });
});
