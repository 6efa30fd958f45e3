import { describe, expect, it } from 'vitest';
import { canTake, isRemovable, PUSH_STATES, TERMINAL_STATES, TRANSITIONS, type PushState, type TransitionName } from './push-states.ts';

const NAMES = Object.keys(TRANSITIONS) as TransitionName[];
const possible = (status: PushState, startedAt?: Date) => NAMES.filter((name) => canTake(name, { status, startedAt }));

describe('PSH-26 T9 the states of a push', () => {
  it.each<[PushState, TransitionName[], TransitionName[]]>([
    ['pending', ['schedule', 'start', 'cancel', 'fail'], ['schedule', 'start', 'cancel', 'fail']],
    ['scheduled', ['start', 'pause', 'cancel', 'fail', 'expire'], ['start', 'pause', 'cancel', 'fail']],
    ['running', ['pause', 'cancel', 'finish', 'fail'], ['pause', 'cancel', 'finish', 'fail']],
    ['paused', ['resumeScheduled', 'cancel', 'fail', 'expire'], ['resume', 'cancel', 'fail']],
    ['canceling', ['settle'], ['settle']],
    ['canceled', [], []],
    ['succeeded', [], []],
    ['failed', [], []],
  ])('from %s', (status, waiting, started) => {
    expect(possible(status)).toEqual(waiting);
    expect(possible(status, new Date(0))).toEqual(started);
  });

  it('are left for good at the end', () => {
    expect(PUSH_STATES.filter((status) => possible(status).length === 0)).toEqual([...TERMINAL_STATES]);
  });

  it('PSH-21 allow removal as long as nothing was sent', () => {
    expect(PUSH_STATES.filter((status) => isRemovable({ status }))).toEqual(['pending', 'scheduled', 'paused']);
    expect(PUSH_STATES.filter((status) => isRemovable({ status, startedAt: new Date(0) }))).toEqual([]);
  });
});
