import { isDictionary, isList, Relation, toStoredInterior, GeoPoint, ParseFile, Pointer, Polygon } from '@parlance/values';
import type { ParseDictionary, ParseValue } from '@parlance/values';
import type { FieldPath } from '../ast.ts';

/**
 * Looks at a value a path leads to, undefined where it leads to nothing. `own` tells that the value is a field's own, not an element
 * of its list or a member of its dictionary. True ends the walk.
 */
export type Visit = (value: ParseValue | undefined, own: boolean) => boolean;

/**
 * Shows `visit` every value that MongoDB would compare for `field`, until it answers true, and tells whether it did.
 *
 * - a list at the end of the path is shown element by element, then as a whole; `whole` shows only the latter
 * - a list on the way is entered at each of its dictionaries, and at the element whose index the path names next
 * - an element found by its index is shown as it is, even when it is a list
 * - a path through a list without dictionaries shows nothing at all; one that ends early otherwise shows undefined
 *
 * Typed values inside lists and dictionaries are stored as typed JSON, so a path leads into them; fields' own typed values have no
 * inside. Source: MongoDB manual, "Query an Array", "Query an Array of Embedded Documents"; proved by tests/random.spec.ts.
 */
export function someAt(object: ParseDictionary, field: FieldPath, whole: boolean, visit: Visit): boolean {
  const dot = field.indexOf('.');
  if (dot === -1) return someOf(memberOf(object, field), whole, true, visit);
  const path = field.split('.');
  const head = memberOf(object, path[0] as string);
  if (head === undefined || !(isList(head) || isDictionary(head))) return visit(undefined, false);
  return someBelow(head, path, 1, whole, visit);
}

function memberOf(object: ParseDictionary, key: string): ParseValue | undefined {
  if (!Object.hasOwn(object, key)) return undefined;
  const value = object[key];
  return value instanceof Relation ? undefined : value; // nothing of it is stored in the owner
}

function someOf(value: ParseValue | undefined, whole: boolean, own: boolean, visit: Visit): boolean {
  if (!whole && value !== undefined && isList(value)) for (const item of value) if (visit(item, false)) return true;
  return visit(value, own);
}

/** `at` is the index of the segment that comes next below `value`. */
function someBelow(value: ParseValue | undefined, path: readonly string[], at: number, whole: boolean, visit: Visit): boolean {
  if (at === path.length) return someOf(value, whole, false, visit);
  if (value === undefined) return visit(undefined, false);
  if (isList(value)) return someInList(value, path, at, whole, visit);
  const inside = insideOf(value);
  if (inside === undefined) return visit(undefined, false);
  const key = path[at] as string;
  return someBelow(Object.hasOwn(inside, key) ? inside[key] : undefined, path, at + 1, whole, visit);
}

function someInList(list: readonly ParseValue[], path: readonly string[], at: number, whole: boolean, visit: Visit): boolean {
  const isLast = at + 1 === path.length;
  for (let index = 0; index < list.length; index++) {
    const item = list[index] as ParseValue;
    const named = path[at] === String(index);
    const inside = insideOf(item);
    if (inside !== undefined) {
      if (someBelow(item, path, at, whole, visit)) return true;
      if (named && (isLast ? visit(item, false) : someBelow(item, path, at + 1, whole, visit))) return true;
    } else if (named) {
      if (isLast ? visit(item, false) : isList(item) && someInList(item, path, at + 1, whole, visit)) return true;
    }
  }
  return false;
}

/** The members a stored dictionary or typed JSON has; undefined for scalars, lists, dates and bytes. */
function insideOf(value: ParseValue): ParseDictionary | undefined {
  if (typeof value !== 'object' || value === null || isList(value)) return undefined;
  if (isDictionary(value)) return value;
  const typed = value instanceof Pointer || value instanceof GeoPoint || value instanceof ParseFile || value instanceof Polygon;
  return typed ? (toStoredInterior(value) as ParseDictionary) : undefined;
}
