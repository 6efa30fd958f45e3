import { Bytes, bytesToStored } from './bytes.ts';
import { fileToJson, ParseFile } from './file.ts';
import { GeoPoint, geoPointToJson, geoPointToStored } from './geo-point.ts';
import { Pointer, pointerToJson, pointerToStored } from './pointer.ts';
import { Polygon, polygonToJson, polygonToStored } from './polygon.ts';
import { Relation, relationToJson } from './relation.ts';
import { isDictionary, isList, type ParseDictionary, type ParseValue } from './value.ts';

/**
 * A value as a field of a document holds it: pointers as strings, GeoPoints as `[lng, lat]`, polygons as GeoJSON, files by name. The
 * type of such a value is only known through the class's `_SCHEMA`.
 */
export function toStoredField(value: ParseValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Pointer) return pointerToStored(value);
  if (value instanceof GeoPoint) return geoPointToStored(value);
  if (value instanceof Polygon) return polygonToStored(value);
  if (value instanceof ParseFile) return value.name;
  return toStoredInterior(value);
}

/**
 * A value as documents hold it inside an Object or Array field: dates as BSON dates, bytes as Binary, everything else as its typed
 * JSON. Parts without typed values inside are shared with `value`, not copied.
 */
export function toStoredInterior(value: ParseValue): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (isList(value)) return toStoredList(value);
  if (isDictionary(value)) return toStoredDictionary(value);
  if (value instanceof Pointer) return pointerToJson(value.className, value.objectId);
  if (value instanceof GeoPoint) return geoPointToJson(value.latitude, value.longitude);
  if (value instanceof ParseFile) return fileToJson(value.name, value.url);
  if (value instanceof Bytes) return bytesToStored(value);
  if (value instanceof Polygon) return polygonToJson(value.coordinates);
  if (value instanceof Relation) return relationToJson(value.className);
  return toStoredDictionary(value);
}

function toStoredList(value: readonly ParseValue[]): readonly unknown[] {
  let stored: unknown[] | undefined;
  for (let at = 0; at < value.length; at++) {
    const member = toStoredInterior(value[at] as ParseValue);
    if (member !== value[at]) (stored ??= value.slice())[at] = member;
  }
  return stored ?? value;
}

function toStoredDictionary(value: ParseDictionary): Readonly<Record<string, unknown>> {
  let stored: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const member = toStoredInterior(value[key] as ParseValue);
    if (member !== value[key]) (stored ??= { ...value })[key] = member;
  }
  return stored ?? value;
}
