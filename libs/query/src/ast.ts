import type { GeoPoint, ParseValue, Pointer } from '@parlance/values';

/**
 * A field of an object as clients name it, or a dotted path into one: `score`, `stats.wins`, `list.0`. Checked by
 * parse/field-path.ts, so that no segment is empty, forbidden, or could be read as an operator. Members of stored documents that
 * belong to the platform stand under their own names, such as `_rperm`.
 */
export type FieldPath = string;

/** A value that has an order of its own, apart from equality. */
export type Sortable = number | string | Date;

export interface OrderTerm {
  readonly field: FieldPath;
  readonly descending: boolean;
}

/** `and` of nothing is everything, `or` of nothing is nothing, `nor` of nothing is everything. */
export interface Group<K extends 'and' | 'or' | 'nor', Item = Condition> {
  readonly kind: K;
  readonly items: readonly Item[];
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
 * A string, or an element of a list, in which the pattern is found. `source` is the pattern as sent, with `\Q…\E` in it;
 * `options` are letters out of `imsx`, sorted, each once.
 */
export interface Regex {
  readonly kind: 'regex';
  readonly field: FieldPath;
  readonly source: string;
  readonly options: string;
}

/**
 * A GeoPoint field whose distance from `point`, on the sphere and in radians, lies between the bounds, both included. Objects come
 * nearest first, unless the query has an order. At most one in a query, and never below `or` or `nor`.
 */
export interface Near {
  readonly kind: 'near';
  readonly field: FieldPath;
  readonly point: GeoPoint;
  readonly minRadians: number | undefined;
  readonly maxRadians: number | undefined;
}

/** A GeoPoint field between two latitudes and two longitudes, borders included. The box does not cross the date line. */
export interface WithinBox {
  readonly kind: 'withinBox';
  readonly field: FieldPath;
  readonly southwest: GeoPoint;
  readonly northeast: GeoPoint;
}

/** A GeoPoint field inside a ring whose sides are straight lines on a map of latitudes and longitudes. Three points or more. */
export interface WithinPolygon {
  readonly kind: 'withinPolygon';
  readonly field: FieldPath;
  readonly points: readonly GeoPoint[];
}

/** A GeoPoint field at most so far from `center`, on the sphere. */
export interface WithinCircle {
  readonly kind: 'withinCircle';
  readonly field: FieldPath;
  readonly center: GeoPoint;
  readonly radians: number;
}

/** A Polygon field that contains the point; the polygon's sides are great circles. */
export interface Intersects {
  readonly kind: 'intersects';
  readonly field: FieldPath;
  readonly point: GeoPoint;
}

/** Words of a string field, as the database's text index understands them. At most one in a query, never below `or` or `nor`. */
export interface TextSearch {
  readonly kind: 'text';
  readonly field: FieldPath;
  readonly term: string;
  readonly language?: string | undefined;
  readonly caseSensitive: boolean;
  readonly diacriticSensitive: boolean;
  /** Fields that are hidden from the caller: an index that covers one of them must not answer. */
  readonly hidden?: ReadonlySet<FieldPath>;
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
  | Regex
  | Near
  | WithinBox
  | WithinPolygon
  | WithinCircle
  | Intersects
  | TextSearch;

export type ConditionKind = Condition['kind'];
export type ConditionOf<K extends ConditionKind> = Extract<Condition, { readonly kind: K }>;
/** A condition on one field. */
export type FieldCondition = Extract<Condition, { readonly field: FieldPath }>;

/** Objects of another class. Without a limit all are meant that match. */
export interface Subquery {
  readonly className: string;
  readonly condition: AskedCondition;
  readonly order: readonly OrderTerm[];
  readonly limit: number | undefined;
  readonly skip: number;
  /** The class of this relation is meant instead: SDKs ask so that do not know it. */
  readonly redirectClassNameForKey?: FieldPath | undefined;
}

/** A pointer, or a list or relation with a pointer, to one (`notInQuery`: to none) of the subquery's objects. */
export interface InQuery<K extends 'inQuery' | 'notInQuery'> {
  readonly kind: K;
  readonly field: FieldPath;
  readonly subquery: Subquery;
}

/** Equal to the value of `key` in one (`dontSelect`: in none) of the subquery's objects. */
export interface SelectKey<K extends 'select' | 'dontSelect'> {
  readonly kind: K;
  readonly field: FieldPath;
  readonly subquery: Subquery;
  readonly key: FieldPath;
}

/** The members of the owner's relation `key`. */
export interface RelatedTo {
  readonly kind: 'relatedTo';
  readonly owner: Pointer;
  readonly key: string;
}

/** A part that can only be decided after other objects are read. Asking replaces it by a Condition (asked.ts). */
export type AskedNode = InQuery<'inQuery'> | InQuery<'notInQuery'> | SelectKey<'select'> | SelectKey<'dontSelect'> | RelatedTo;

/** A client's `where`, as parsed: a condition, in which parts may depend on other objects. Each Condition is one. */
export type AskedCondition =
  Condition | AskedNode | Group<'and', AskedCondition> | Group<'or', AskedCondition> | Group<'nor', AskedCondition>;
