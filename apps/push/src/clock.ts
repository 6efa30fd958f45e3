/** The provider of the time of the engine. */
export const PUSH_CLOCK = Symbol('clock of pushes');
