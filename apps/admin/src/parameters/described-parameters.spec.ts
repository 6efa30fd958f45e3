import { describe, expect, it } from 'vitest';
import { differences, parametersOf, typeOf } from './described-parameters.ts';

describe('parameters as administrators see them', () => {
  it.each([
    ['a', 'String'],
    [1, 'Number'],
    [true, 'Boolean'],
    [{ __type: 'Date', iso: '2026-11-30T10:00:00.000Z' }, 'Date'],
    [{ __type: 'File', name: 'a' }, 'File'],
    [{ __type: 'GeoPoint', latitude: 1, longitude: 2 }, 'GeoPoint'],
    [[1], 'Array'],
    [{ a: 1 }, 'Object'],
    [null, 'Null'],
  ])('CFG-02 %j has the type %s', (value, type) => {
    expect(typeOf(value)).toBe(type);
  });

  it('SEC-39 the audit tells of values that are or were hidden from clients only that they are set, and of secrets by name', () => {
    const before = parametersOf({ plain: 1, hidden: 'xx-1', shownNow: 'xx-2', apiKey: 'xx-3' }, { hidden: true, shownNow: true }, {});
    const after = parametersOf({ plain: 2, hidden: 'xx-4', shownNow: 'xx-2', apiKey: 'xx-5', hiddenNow: 'x' }, { hidden: true }, {});
    const changes = differences(before, after);
    expect(JSON.stringify(changes)).not.toContain('xx-');
    expect(changes.map(({ name }) => name)).toEqual([
      'parameter apiKey',
      'parameter hidden',
      'parameter plain',
      'parameter shownNow',
      'parameter hiddenNow',
    ]);
    expect(changes[2]).toEqual({
      name: 'parameter plain',
      before: { value: 1, masterKeyOnly: false, conditions: [] },
      after: { value: 2, masterKeyOnly: false, conditions: [] },
    });
    expect(changes[4]).toMatchObject({ before: null, after: { value: 'x' } });
  });
});
