import type { Bytes } from './bytes.ts';
import type { ParseFile } from './file.ts';
import type { GeoPoint } from './geo-point.ts';
import type { Pointer } from './pointer.ts';
import type { Polygon } from './polygon.ts';
import type { Relation } from './relation.ts';

/**
 * Parse's values, decoded once from JSON or from a stored document into types that cannot be wrong. Dates are JavaScript Dates; the
 * other typed values are small classes, so that a user's dictionary can never be mistaken for one of them. All are immutable.
 *
 * Source: docs/contract/01-objects.md section 3, docs/contract/20-rest-protocol.md section 6.
 */
export type ParseValue =
  | null
  | boolean
  | number
  | string
  | Date
  | Pointer
  | Relation
  | GeoPoint
  | Polygon
  | ParseFile
  | Bytes
  | readonly ParseValue[]
  | ParseDictionary;

/** A nested dictionary. Its keys hold no `$`, no `.`, no `__type`, and none of the forbidden names. */
export interface ParseDictionary {
  readonly [key: string]: ParseValue;
}

export function isList(value: ParseValue): value is readonly ParseValue[] {
  return Array.isArray(value);
}

/** True for a user's dictionary, false for every other value. Dictionaries are plain objects; no typed value is one. */
export function isDictionary(value: ParseValue): value is ParseDictionary {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
