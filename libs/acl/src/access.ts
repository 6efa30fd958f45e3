/**
 * The objects of a class that a caller may see or change. "Nothing" and "no restriction" are never the same value.
 *
 * `some`: objects that meet every restriction that is there. It is plain data, so that a store can make it part of its own filter, and
 * a revoked right cannot win a race.
 */
export type Access = { readonly kind: 'all' } | { readonly kind: 'none' } | SomeAccess;

export interface SomeAccess {
  readonly kind: 'some';
  readonly acl?: AclRestriction;
  /** Of each of these, the object points to the user. */
  readonly pointers?: readonly PointerRestriction[];
}

/** The stored list `member` holds one of `anyOf`. Null in it means objects without that list, which are public. */
export interface AclRestriction {
  readonly member: '_rperm' | '_wperm';
  readonly anyOf: readonly (string | null)[];
  /** Also the object of this id, while it has no such list. */
  readonly orUnlisted?: string;
}

/** One of the fields, pointers or lists of pointers, holds a pointer to the user. */
export interface PointerRestriction {
  readonly userId: string;
  readonly anyOf: readonly string[];
}

export const ALL: Access = Object.freeze({ kind: 'all' });
export const NONE: Access = Object.freeze({ kind: 'none' });

/** The part that both leave. */
export function both(one: Access, other: PointerRestriction): Access {
  if (one.kind === 'none') return NONE;
  if (one.kind === 'all') return { kind: 'some', pointers: [other] };
  return { ...one, pointers: [...(one.pointers ?? []), other] };
}
