import { Bytes } from './bytes.ts';
import { ParseFile } from './file.ts';
import { GeoPoint } from './geo-point.ts';
import { Pointer } from './pointer.ts';
import { Polygon } from './polygon.ts';
import { Relation } from './relation.ts';
import { isDictionary, isList, type ParseDictionary, type ParseValue } from './value.ts';

/**
 * Deep JSON equality, as AddUnique and Remove have it: pointers by class and id, files by name, dictionaries whatever the order of
 * their keys, 1 equal to 1.0.
 */
export function sameValue(a: ParseValue, b: ParseValue): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a)) return isList(b) && sameList(a, b);
  if (isList(b)) return false;
  if (isDictionary(a)) return isDictionary(b) && sameDictionary(a, b);
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime();
  if (a instanceof Pointer) return b instanceof Pointer && a.className === b.className && a.objectId === b.objectId;
  if (a instanceof GeoPoint) return b instanceof GeoPoint && a.latitude === b.latitude && a.longitude === b.longitude;
  if (a instanceof ParseFile) return b instanceof ParseFile && a.name === b.name;
  if (a instanceof Bytes) return b instanceof Bytes && a.base64 === b.base64;
  if (a instanceof Polygon) return b instanceof Polygon && sameList(a.coordinates, b.coordinates);
  return a instanceof Relation && b instanceof Relation && a.className === b.className;
}

function sameList(a: readonly ParseValue[], b: readonly ParseValue[]): boolean {
  return a.length === b.length && a.every((value, at) => sameValue(value, b[at] as ParseValue));
}

function sameDictionary(a: ParseDictionary, b: ParseDictionary): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key] as ParseValue, b[key] as ParseValue))
  );
}

/**
 * The values without later repetitions, in order. Values are sorted into groups by a key that equal values share, so that a list of
 * many different values is not compared pair by pair.
 */
export function uniqueValues(values: readonly ParseValue[]): readonly ParseValue[] {
  const groups = new Map<unknown, ParseValue[]>();
  const unique: ParseValue[] = [];
  for (const value of values) {
    const key = groupOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else if (group.some((known) => sameValue(known, value))) continue;
    else group.push(value);
    unique.push(value);
  }
  return unique.length === values.length ? values : unique;
}

/**
 * Equal values have equal keys, and values of different kinds different ones, at any depth: no list of values is made up that all fall into one
 * group. Numbers and booleans are their own keys.
 */
function groupOf(value: ParseValue): unknown {
  return typeof value === 'object' || typeof value === 'string' ? keyOf(value) : value;
}

function keyOf(value: ParseValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(keyOf).join()}]`;
  if (isDictionary(value)) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${keyOf(value[name] as ParseValue)}`).join()}}`;
  }
  if (value instanceof Date) return `t${value.getTime()}`;
  if (value instanceof Pointer) return `p${value.className}$${JSON.stringify(value.objectId)}`;
  if (value instanceof ParseFile) return `f${JSON.stringify(value.name)}`;
  return `v${JSON.stringify(value)}`;
}
