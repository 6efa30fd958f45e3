/** Nest's token of the connection to Redis for counters that replicas share. */
export const COUNTERS = Symbol('counters');
