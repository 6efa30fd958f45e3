import { describe, expect, it } from 'vitest';
import { conditionDraft, describeWhen, moved, newCondition, parseCondition } from './conditions.ts';

const FULL = {
  name: 'new Germans',
  when: {
    deviceType: ['ios', 'android'],
    localeIdentifier: ['de'],
    users: ['u1'],
    roles: ['admin'],
    appVersion: { from: '2.0', below: '3' },
    percentage: { from: 0, below: 10, salt: 'x' },
  },
  value: { __type: 'GeoPoint', latitude: 1, longitude: 2 },
};

describe('conditions of parameters', () => {
  it('a condition comes back from its inputs as it was', () => {
    expect(parseCondition(conditionDraft(FULL))).toEqual({ condition: FULL });
  });

  it('members that nobody has filled in are absent', () => {
    const draft = { ...newCondition('a', 'Number'), deviceType: ' ios, ios ,', value: { type: 'Number' as const, draft: { text: '5' } } };
    expect(parseCondition(draft)).toEqual({ condition: { name: 'a', when: { deviceType: ['ios'] }, value: 5 } });
  });

  it.each([
    ['nobody to be for', {}, 'Please say whom the condition is for.'],
    ['no name', { name: ' ', roles: 'a' }, 'Please name the condition.'],
    ['a share without its upper bound', { percentFrom: '5' }, 'A share is a number from 0 to 100, and needs its upper bound.'],
    ['a share above 100', { percentBelow: '101' }, 'A share is a number from 0 to 100, and needs its upper bound.'],
  ])('says that there is %s', (_, change, fault) => {
    expect(parseCondition({ ...newCondition('a', 'String'), ...change })).toEqual({ fault });
  });

  it('says a fault in the value', () => {
    const draft = { ...newCondition('a', 'Object'), roles: 'a', value: { type: 'Object' as const, draft: { text: '{' } } };
    expect(parseCondition(draft)).toEqual({ fault: expect.stringMatching(/^This is no JSON: /) as string });
  });

  it('are described in words', () => {
    expect(describeWhen({ deviceType: ['ios'], appVersion: { from: '2' }, percentage: { below: 10 } })).toBe(
      'device type is ios and app version from 2 and 0 to 10 % of installations',
    );
  });

  it('move up and down, and stay at the ends', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });
});
