/** The one source of time of the push engine. Tests drive one of their own; nothing in the engine asks the system. */
export interface Clock {
  now(): Date;
}

/** The time of the machine. */
export const SYSTEM_CLOCK: Clock = { now: () => new Date() };
