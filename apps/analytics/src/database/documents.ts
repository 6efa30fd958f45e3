import type { analytics } from '@parlance/contracts';

/**
 * One event, in the collection of its day (`raw_<days kept>_<YYYYMMDD>`).
 *
 * `_id` is `<app>|<id of the event>`: a repetition finds it there. `s` is the number of the entry that brought it, by which the replay of an
 * entry is told from the repetition of a client.
 */
export interface EventDocument {
  readonly _id: string;
  readonly s: number;
  readonly a: string;
  readonly n: string;
  readonly t: Date;
  readonly d: readonly (readonly [string, string])[];
  readonly c: analytics.ClientFacts;
  readonly u?: string;
  readonly i?: string;
  /** Of an app-open: the hash and the id of the push that it names, and whether it counts as caused by one. */
  readonly p?: string;
  readonly pi?: string;
  readonly o?: true;
}

/** An app-open that names a push, until the push service was told of it. `_id` is that of its event, `s` when it was stored. */
export interface OpenDocument {
  readonly _id: string;
  readonly a: string;
  readonly i: string;
  readonly h?: string;
  readonly p?: string;
  readonly t: Date;
  readonly s: Date;
}

/**
 * Counts of one event (or of API requests) by the values of one dimension, in one span of time.
 *
 * `_id`: see ingest/rollup-id.ts. `q` is the number of the last entry that is counted in it: no entry is counted twice. `n` is the sum of `c`,
 * the counts of the values `k`; values beyond the bound are counted under OTHER.
 */
export interface RollupDocument {
  readonly _id: string;
  readonly q: number;
  readonly n: number;
  readonly k: readonly string[];
  readonly c: readonly number[];
  /** Latencies, as an encoded histogram, by the values `k`; absent where none are kept. */
  readonly h?: readonly string[];
  readonly exp: Date;
}

/** Somebody was active on a day: `_id` is `<app>|<i or u>|<YYYYMMDD>|<id>`, `f` the day of their first event. */
export interface ActiveDocument {
  readonly _id: string;
  readonly f: string;
  readonly exp: Date;
}

/** The day of the first event of an installation or a user: `_id` is `<app>|<i or u>|<id>`. */
export interface FirstDocument {
  readonly _id: string;
  readonly d: string;
}

/**
 * An installation that takes part in an experiment with Config parameters: `_id` is `<app>|<experiment>|<installation>`, the last in small
 * letters.
 *
 * - `e`: `<app>|<experiment>`; `g`: the place of its variant
 * - `t`: when it was given the variant first; absent while events alone have come
 * - `k`: whether it counts, as it is saved; `c`: whether it has reached the aim
 * - `b`: the latest event that may still count, should an earlier exposure arrive
 * - `r`, `w`: while it is not saved, when that is looked up again, and how long the wait was before, in milliseconds
 * - `v`: grows by one with each change
 */
export interface ParticipationDocument {
  readonly _id: string;
  readonly e: string;
  readonly g: number;
  readonly k: boolean;
  readonly c: boolean;
  readonly t?: Date;
  readonly b?: Date;
  readonly r?: Date;
  readonly w?: number;
  readonly exp: Date;
  readonly v: number;
}

/** How far the journal has been dealt with, and the process that does so now. */
export interface StateDocument {
  readonly _id: string;
  /** Of the last entry all of whose effects are stored; counted over all streams there were. */
  readonly number: number;
  /** Added to the numbers of the present stream. */
  readonly offset: number;
  /** When the present stream was made. */
  readonly created: string;
  readonly holder: string;
  /** The holder is believed to live until then, epoch milliseconds. */
  readonly until: number;
  /** Since when it has been the holder, epoch milliseconds; absent where a release did not note it. */
  readonly since?: number;
}
