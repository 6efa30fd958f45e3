import type { ParseValue, Pointer } from './value.ts';

/** What a write does to one field. Plain values are `set`; the others are Parse's `__op` forms. */
export type FieldChange =
  | { readonly kind: 'set'; readonly value: ParseValue }
  | { readonly kind: 'increment'; readonly amount: number }
  | { readonly kind: 'add'; readonly items: readonly ParseValue[] }
  | { readonly kind: 'addUnique'; readonly items: readonly ParseValue[] }
  | { readonly kind: 'remove'; readonly items: readonly ParseValue[] }
  | { readonly kind: 'unset' }
  /** Relation changes of one save; `Batch` is folded into one of these. `targetClass` is absent when both lists are empty. */
  | { readonly kind: 'relate'; readonly targetClass?: string; readonly add: readonly Pointer[]; readonly remove: readonly Pointer[] };

/**
 * A decoded body of a create or an update. Keys of `changes` are top-level names, or on updates dotted paths into a field.
 * `acl` is the ACL member as sent (undefined when absent), for libs/acl to parse.
 */
export interface ObjectWrite {
  readonly changes: ReadonlyMap<string, FieldChange>;
  readonly acl: unknown;
}
