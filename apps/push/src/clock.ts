import type { Clock } from '@parlance/push';

/** The provider of the time of the engine. */
export const PUSH_CLOCK = Symbol('clock of pushes');

export const SYSTEM_CLOCK: Clock = { now: () => new Date() };
