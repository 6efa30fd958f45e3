import { describe, expect, it } from 'vitest';
import type { ClassTriggers } from '../triggers/class-triggers.ts';
import { changedQuery, findTriggersOf, shownQuery } from './find-triggers.ts';

describe('a query as triggers are shown it', () => {
  it('has its where as an object, numbers as numbers, and names with commas', () => {
    const parameters = { where: '{"a":1}', limit: '5', skip: 2, keys: ['a', 'b'], include: 'c', order: '-a', count: '1' };
    expect(shownQuery(parameters)).toEqual({ where: { a: 1 }, limit: 5, skip: 2, keys: 'a,b', include: 'c', order: '-a' });
  });

  it('has no members that were sent without a value', () => {
    expect(shownQuery({ where: undefined, limit: null, skip: 'null', keys: '' })).toEqual({ where: {} });
  });
});

describe('the query that a beforeFind leaves', () => {
  it('keeps the members that are absent, empty or 0 in the change', () => {
    const query = { where: { a: 1 }, limit: 5, keys: 'a' };
    expect(changedQuery(query, {})).toBe(query);
    expect(changedQuery(query, { query: { limit: 0, keys: '', skip: undefined } })).toBe(query);
    expect(changedQuery(query, { query: { where: {}, limit: 7 } })).toEqual({ where: {}, limit: 7, keys: 'a' });
  });

  it('is not changed in members that no trigger changes', () => {
    expect(changedQuery({}, { query: { count: 1, redirectClassNameForKey: 'x', pipeline: [] } })).toEqual({});
  });
});

describe('the triggers of a find', () => {
  const find: ClassTriggers = { afterFind: ({ objects }) => Promise.resolve(objects) };
  const triggers: Record<string, ClassTriggers> = { Found: find, Saved: { beforeSave: () => Promise.resolve(undefined) } };
  const app = { slots: { triggers: (name: string) => triggers[name] } };

  it('are those of classes that have some, for everybody but the platform', () => {
    expect(findTriggersOf(app, 'Found', { kind: 'public' })).toBe(find);
    expect(findTriggersOf(app, 'Found', { kind: 'platform' })).toBeUndefined();
    expect(findTriggersOf(app, 'Saved', { kind: 'public' })).toBeUndefined();
    expect(findTriggersOf(app, 'Other', { kind: 'public' })).toBeUndefined();
    expect(findTriggersOf({ slots: {} }, 'Found', { kind: 'public' })).toBeUndefined();
  });
});
