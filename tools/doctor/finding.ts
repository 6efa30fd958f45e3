/**
 * One thing that the doctor has seen.
 *
 * - `act`: the app, or some of its users or objects, do worse until somebody does something
 * - `differs`: something behaves otherwise than before
 * - `note`: good to know; nothing to do
 */
export interface Finding {
  /** Stable, for programs: `duplicate-values`. */
  readonly id: string;
  readonly level: Level;
  /** The place: an option, a class, a member: `_User.username`. */
  readonly about: string;
  /** Whole sentences, with the remedy where there is one. No values of the database: ids, names and counts alone. */
  readonly text: string;
  /** How many of them; exact, unless the text says how many were looked at. */
  readonly count?: number;
  /** Ids or names, a few of them. */
  readonly examples?: readonly string[];
  /** The page that says more. */
  readonly see?: string;
}

export const LEVELS = ['act', 'differs', 'note'] as const;
export type Level = (typeof LEVELS)[number];

/** `1 user`, `2 users`, `1 index`, `3 indexes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
