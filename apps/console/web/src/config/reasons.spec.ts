import { expect, it } from 'vitest';
import { reasonsOf } from './reasons.ts';

const plain = { name: 'a', value: 1, masterKeyOnly: false, checked: [] };

it('tells why somebody gets a value', () => {
  expect(reasonsOf(plain)).toEqual(['No condition: everybody gets this value.']);
  const failed = { condition: 'german', holds: false, because: 'the language is en' };
  expect(reasonsOf({ ...plain, checked: [failed] })).toEqual([
    'german does not hold: the language is en',
    'No condition holds: the value for everybody.',
  ]);
  expect(reasonsOf({ ...plain, condition: 'ios', checked: [failed, { condition: 'ios', holds: true }] })).toEqual([
    'german does not hold: the language is en',
    'The condition ios holds.',
  ]);
  expect(reasonsOf({ ...plain, masterKeyOnly: true, experiment: { objectId: 'x', name: 'Loud', variant: 'B' } })).toEqual([
    'Clients do not get it: master key only.',
    'The experiment Loud gives variant B.',
  ]);
});
