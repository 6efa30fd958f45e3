import type { ParseValue } from '@parlance/values';

/**
 * A field of an object as clients name it, or a dotted path into one: `score`, `stats.wins`, `list.0`. Checked by
 * parse/field-path.ts, so that no segment is empty, forbidden, or could be read as an operator. Members of stored documents that
 * belong to the platform stand under their own names, such as `_rperm`.
 */
export type FieldPath = string;

/** What has an order of its own, apart from equality. */
export type Sortable = number | string | Date;

/** `and` of nothing is everything, `or` of nothing is nothing, `nor` of nothing is everything. */
export interface Group<K extends 'and' | 'or' | 'nor'> {
  readonly kind: K;
  readonly items: readonly Condition[];
}

/** A list matches `eq` when it, or one of its elements, is the operand. A null operand stands for an absent field too. `ne` is not `eq`. */
export interface Compare<K extends 'eq' | 'ne'> {
  readonly kind: K;
  readonly field: FieldPath;
  readonly operand: ParseValue;
}

/** Only values of the operand's own type have an order with it. A list matches when one of its elements does. */
export interface Range<K extends 'lt' | 'lte' | 'gt' | 'gte'> {
  readonly kind: K;
  readonly field: FieldPath;
  readonly operand: Sortable;
}

/**
 * `in`: equal to one of the operands; `nin`: to none; `all`: equal to each of them, as a list can be, and to something;
 * `containedBy`: not a list with an element outside of the operands.
 */
export interface Membership<K extends 'in' | 'nin' | 'all' | 'containedBy'> {
  readonly kind: K;
  readonly field: FieldPath;
  readonly operands: readonly ParseValue[];
}

/** A field that holds null is present. */
export interface Exists {
  readonly kind: 'exists';
  readonly field: FieldPath;
  readonly present: boolean;
}

/**
 * A text, or an element of a list, in which the pattern is found. `source` is the pattern as sent, with `\Q…\E` in it;
 * `options` are letters out of `imsx`, sorted, each once.
 */
export interface Regex {
  readonly kind: 'regex';
  readonly field: FieldPath;
  readonly source: string;
  readonly options: string;
}

/**
 * Which objects of a class are meant: plain, immutable data in the normal form of build.ts. To add a constraint, add its interface
 * here; every executor (filter, match, print, validate) then fails to build until it has a handler for the new kind.
 */
export type Condition =
  | Group<'and'>
  | Group<'or'>
  | Group<'nor'>
  | Compare<'eq'>
  | Compare<'ne'>
  | Range<'lt'>
  | Range<'lte'>
  | Range<'gt'>
  | Range<'gte'>
  | Membership<'in'>
  | Membership<'nin'>
  | Membership<'all'>
  | Membership<'containedBy'>
  | Exists
  | Regex;

export type ConditionKind = Condition['kind'];
export type ConditionOf<K extends ConditionKind> = Extract<Condition, { readonly kind: K }>;
/** A condition on one field. */
export type FieldCondition = Extract<Condition, { readonly field: FieldPath }>;
