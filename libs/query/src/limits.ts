/**
 * Bounds of a query, each refused before work is done.
 * Source: docs/contract/40-security.md section 7, docs/contract/00-README.md "Settled: limits".
 */

/** Objects and arrays inside one another in a `where`, itself included. Deeper is no query but an attack on recursion. */
export const QUERY_DEPTH_MAX = 64;
/** `$or`, `$and`, `$nor` inside one another: the planner's work grows with the product of the branches. */
export const LOGICAL_DEPTH_MAX = 10;
/** Constraints and groups of one `where` together. */
export const CONDITIONS_MAX = 500;
/** Values of one `$in`, `$nin`, `$all` or `$containedBy`. */
export const OPERANDS_MAX = 10_000;
/** Keys of all objects inside operands together. */
export const OPERAND_KEYS_MAX = 100_000;
/** Subqueries of one query together, and inside one another. */
export const SUBQUERIES_MAX = 10;
export const SUBQUERY_DEPTH_MAX = 3;
/** Corners of a polygon: the cost of comparing a point with it grows with them. */
export const POLYGON_POINTS_MAX = 1_000;
/** Characters of a text search. */
export const SEARCH_LENGTH_MAX = 4_096;
/** A near query without a distance reaches this far under classicLimits, in radians: 100 miles. */
export const CLASSIC_NEAR_RADIANS = 100 / 3_958.8;
/** Characters of a dotted path, as of any key. */
export const PATH_LENGTH_MAX = 1_024;
/** Segments of a dotted path: nothing stored is deeper. */
export const PATH_SEGMENTS_MAX = 100;
/** Characters of a pattern outside of `\Q…\E`: a backtracking engine can be made to suffer from these. */
export const REGEX_LENGTH_MAX = 256;
/** Characters inside `\Q…\E` of one pattern. They are compared, not interpreted, and MongoDB takes patterns up to 32 KB. */
export const QUOTED_LENGTH_MAX = 4_096;
/** The bound of `$all` in the hosted service of old; under classicLimits. */
export const CLASSIC_ALL_MAX = 9;
export const INCLUDE_PATHS_MAX = 100;
export const INCLUDE_DEPTH_MAX = 10;
export const KEYS_MAX = 500;
export const ORDER_TERMS_MAX = 10;
/** Characters of `comment` and of an index name in `hint`. */
export const NOTE_LENGTH_MAX = 1_024;
/** Fields of an index in `hint`: MongoDB has none with more. */
export const HINT_FIELDS_MAX = 32;

/** Limits that depend on the app's settings and on the caller. */
export interface QueryLimits {
  /** Results of a query that names no limit. */
  readonly defaultLimit: number;
  /** Higher limits are lowered silently; null for none. */
  readonly maxLimit: number | null;
  /** The app's setting of that name. */
  readonly classicLimits: boolean;
  /** The caller has the master or the maintenance key: internal members may be named in `where`, `order` and `keys`. */
  readonly internalNames: boolean;
  /** Hashes of passwords may be named too: by services, in conditions of their own writes. Off when left out. */
  readonly secretNames?: boolean;
  /** Characters of a pattern outside of `\Q…\E`. */
  readonly patternLength: number;
  /** The time that relative dates start from; without it they are refused. */
  readonly now?: Date | undefined;
}

/** The limits for a client of an app with default settings. */
export const QUERY_LIMITS: QueryLimits = Object.freeze({
  defaultLimit: 100,
  maxLimit: null,
  classicLimits: false,
  internalNames: false,
  patternLength: REGEX_LENGTH_MAX,
});
