import { expect, it } from 'vitest';
import { controlledState, stepsOf } from './steps.ts';

it.each([
  ['pending', false, ['cancel']],
  ['scheduled', false, ['pause', 'cancel', 'remove']],
  ['running', true, ['pause', 'cancel']],
  ['paused', false, ['resume', 'cancel', 'remove']],
  ['paused', true, ['resume', 'cancel']],
  ['canceling', true, []],
  ['succeeded', true, []],
  ['failed', false, []],
])('PSH-21 a push that is %s, begun: %s, can take the steps %j', (state, begun, steps) => {
  expect(stepsOf(state, begun)).toEqual(steps);
});

it('an experiment takes the steps of those of its versions that can still take one', () => {
  const stateOf = (...states: readonly string[]) => controlledState(states.map((state) => ({ state })));
  expect(stateOf('scheduled', 'scheduled')).toBe('scheduled');
  expect(stateOf('succeeded', 'scheduled')).toBe('scheduled');
  expect(stateOf('paused', 'running')).toBe('paused');
  expect(stateOf('succeeded', 'canceled')).toBe('succeeded');
});
