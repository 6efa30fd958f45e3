/** States of a push, as `_PushStatus.status` has them. */
export const PUSH_STATES = ['pending', 'scheduled', 'running', 'paused', 'canceling', 'canceled', 'succeeded', 'failed'] as const;
export type PushState = (typeof PUSH_STATES)[number];

/** Those that a push never leaves. */
export const TERMINAL_STATES: readonly PushState[] = ['canceled', 'succeeded', 'failed'];

/** A step of a push. It is written by compare and set: it happens where the stored state is one of `from`, and nowhere else. */
export interface Transition {
  readonly from: readonly PushState[];
  readonly to: PushState;
  /** Another condition on the stored push, in the same compare and set. */
  readonly requires?: 'started' | 'notStarted';
}

/**
 * Every step there is. "Started" means that a worker may have handed something over: `startedAt` is set.
 * Source: docs/contract/30-push-engine.md section 4.
 */
export const TRANSITIONS = {
  /** A push with a push_time waits for it. */
  schedule: { from: ['pending'], to: 'scheduled' },
  /** Its first wave is due, and planned. */
  start: { from: ['pending', 'scheduled'], to: 'running' },
  pause: { from: ['scheduled', 'running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running', requires: 'started' },
  resumeScheduled: { from: ['paused'], to: 'scheduled', requires: 'notStarted' },
  cancel: { from: ['pending', 'scheduled', 'running', 'paused'], to: 'canceling' },
  /** No worker holds a part of it any more. */
  settle: { from: ['canceling'], to: 'canceled' },
  /** Every wave is terminal. */
  finish: { from: ['running'], to: 'succeeded' },
  /** The push could not be executed at all; devices that fail are no failure of the push. */
  fail: { from: ['pending', 'scheduled', 'running', 'paused'], to: 'failed' },
  /** It expired before anything was sent. */
  expire: { from: ['scheduled', 'paused'], to: 'failed', requires: 'notStarted' },
} as const satisfies Record<string, Transition>;
export type TransitionName = keyof typeof TRANSITIONS;

/** True where the step is possible for a push that was read; the compare and set decides anew. */
export function canTake(name: TransitionName, push: { readonly status: PushState; readonly startedAt?: unknown }): boolean {
  const transition: Transition = TRANSITIONS[name];
  if (!transition.from.includes(push.status)) return false;
  if (transition.requires === undefined) return true;
  return (transition.requires === 'started') === (push.startedAt !== undefined && push.startedAt !== null);
}

/** A push may be removed as long as it waits and nothing of it was handed over. */
export function isRemovable(push: { readonly status: PushState; readonly startedAt?: unknown }): boolean {
  return REMOVABLE.includes(push.status) && (push.startedAt === undefined || push.startedAt === null);
}

/** Part of the compare and set of a removal; the other part is that `startedAt` is absent. */
export const REMOVABLE: readonly PushState[] = ['pending', 'scheduled', 'paused'];
