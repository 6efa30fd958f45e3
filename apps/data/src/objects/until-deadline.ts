/** The time limit that MongoDB keeps for a command. */
export interface TimeLimit {
  readonly maxTimeMS: number;
}

/** For small commands whose answer several requests share, such as the description of a class: as long as a request lasts by default. */
export const WITHIN_A_REQUEST: TimeLimit = { maxTimeMS: 9_000 };

/**
 * The one place that says how long MongoDB may work on a command of a request: as long as somebody waits for it. A write that comes to its
 * turn later, behind a lock or a long scan, is not made any more: its caller has been told 124 and may have sent it again.
 *
 * @param deadline epoch milliseconds
 */
export function untilDeadline(deadline: number): TimeLimit {
  return { maxTimeMS: Math.max(deadline - Date.now(), 1) }; // 0 would be no limit
}
