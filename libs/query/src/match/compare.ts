import { Bytes, GeoPoint, isDictionary, isList, ParseFile, Pointer, Polygon } from '@parlance/values';
import type { ParseDictionary, ParseValue } from '@parlance/values';

/**
 * Equality of two values as MongoDB has it on stored values: numbers by value, dictionaries with the same keys in the same order,
 * and of no other type equal to each other.
 *
 * @param own the values are a field's own: of a file only the name is stored there
 */
export function isEqual(a: ParseValue, b: ParseValue, own: boolean): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Number.isNaN(a) && Number.isNaN(b);
  if (isList(a)) return isList(b) && areEqualLists(a, b);
  if (isDictionary(a)) return isDictionary(b) && areEqualDictionaries(a, b);
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime();
  if (a instanceof Pointer) return b instanceof Pointer && a.objectId === b.objectId && a.className === b.className;
  if (a instanceof GeoPoint) return b instanceof GeoPoint && a.latitude === b.latitude && a.longitude === b.longitude;
  if (a instanceof ParseFile) return b instanceof ParseFile && a.name === b.name && (own || a.url === b.url);
  if (a instanceof Bytes) return b instanceof Bytes && a.base64 === b.base64;
  if (a instanceof Polygon) return b instanceof Polygon && areEqualLists(a.coordinates, b.coordinates);
  return false;
}

function areEqualLists(a: readonly ParseValue[], b: readonly ParseValue[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!isEqual(a[at] as ParseValue, b[at] as ParseValue, false)) return false;
  return true;
}

function areEqualDictionaries(a: ParseDictionary, b: ParseDictionary): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as string;
    if (key !== others[at] || !isEqual(a[key] as ParseValue, b[key] as ParseValue, false)) return false;
  }
  return true;
}

/** Negative, zero or positive as `a` sorts before, with or behind `b`; NaN, which no comparison accepts, when they have no order. */
export function order(a: ParseValue | undefined, b: number | string | Date): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN;
  if (typeof a === 'string' && typeof b === 'string') return orderOfTexts(a, b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  return NaN;
}

/** By code points, which is the order of UTF-8 bytes. JavaScript's own order puts surrogates, the highest code points, too low. */
function orderOfTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates behind everything else. */
function rank(code: number): number {
  if (code < 0xd800) return code;
  return code < 0xe000 ? code + 0x2000 : code - 0x800;
}
