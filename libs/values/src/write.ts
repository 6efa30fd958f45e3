import type { ParseValue } from './value.ts';
import type { Pointer } from './pointer.ts';

/** The effect of a write on one field. Plain values are `set`; the others are Parse's `__op` forms. */
export type FieldChange =
  | { readonly kind: 'set'; readonly value: ParseValue }
  | { readonly kind: 'increment'; readonly amount: number }
  | { readonly kind: 'add'; readonly items: readonly ParseValue[] }
  | { readonly kind: 'addUnique'; readonly items: readonly ParseValue[] }
  | { readonly kind: 'remove'; readonly items: readonly ParseValue[] }
  | { readonly kind: 'unset' }
  | RelationChange;

/**
 * Relation changes of one save; `Batch` is folded into one of these. Each member is in one list at most, and once. `targetClass` is
 * absent when no member names it; a plain Relation value is a change with a class and without members.
 */
export interface RelationChange {
  readonly kind: 'relate';
  readonly targetClass?: string;
  readonly add: readonly Pointer[];
  readonly remove: readonly Pointer[];
}

/**
 * A decoded body of a create or an update. Keys of `changes` are top-level names, or on updates dotted paths into a field; no key is
 * the beginning of another's path. `objectId` is the one a creator chose, where the app allows that. `acl` is the ACL member as sent
 * (undefined when absent), for libs/acl to parse.
 */
export interface ObjectWrite {
  readonly changes: ReadonlyMap<string, FieldChange>;
  readonly acl: unknown;
  readonly objectId?: string;
}
