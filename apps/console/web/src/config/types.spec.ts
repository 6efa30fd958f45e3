import { describe, expect, it } from 'vitest';
import { parseTyped, shownValue, storedJson, typedDraft, typeOf } from './types.ts';

describe('values of parameters', () => {
  it.each([
    ['text', 'String'],
    [1.5, 'Number'],
    [false, 'Boolean'],
    [{ __type: 'Date', iso: '2026-11-30T10:00:00.123Z' }, 'Date'],
    [{ __type: 'GeoPoint', latitude: 1, longitude: 2 }, 'GeoPoint'],
    [[1, null], 'Array'],
    [{ a: { b: 1 } }, 'Object'],
    [null, 'String'],
  ])('CFG-02 %j is edited as %s, and stays as it is while nobody changes it', (value, type) => {
    expect(typeOf(value)).toBe(type);
    expect(parseTyped(typedDraft(value))).toEqual({ value });
  });

  it('a draft that was changed is read anew', () => {
    expect(parseTyped({ type: 'Number', draft: { text: '2' } })).toEqual({ value: 2 });
    expect(parseTyped({ type: 'Number', draft: { text: 'two' } })).toHaveProperty('fault');
  });

  it('a file is its name: the address is made anew for every answer', () => {
    const file = { __type: 'File', name: 'a.txt', url: 'http://a/b' };
    expect(parseTyped(typedDraft(file))).toEqual({ value: { __type: 'File', name: 'a.txt' } });
    expect(storedJson(file)).toBe('{"__type":"File","name":"a.txt"}');
  });

  it('shows null as such', () => {
    expect(shownValue(null)).toBe('null');
  });
});
