/**
 * How long a class is believed without reading it again, whether events arrive or not: permissions are part of it, and the removal of
 * the values of a field waits until nobody can believe in the field any more. Milliseconds since the reading began.
 */
export const BELIEVED_MS = 1_000;

/** A write that took no longer than this was in time, however little remained of the class it believed in (late-writes.ts). */
export const LATE_AFTER_MS = 200;

/**
 * How long after a field or a class is gone nothing is written any more by somebody who still believes in it: no process believes longer
 * in a class it has read, and a write that takes longer than that looks whether it was too late.
 */
export const GRACE_MS = BELIEVED_MS + LATE_AFTER_MS;
