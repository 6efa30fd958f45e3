import { Bytes, bytesToJson } from './bytes.ts';
import { dateToJson } from './date.ts';
import { fileToJson, ParseFile, type FileUrl } from './file.ts';
import { GeoPoint, geoPointToJson } from './geo-point.ts';
import type { Json } from './json.ts';
import { Pointer, pointerToJson } from './pointer.ts';
import { Polygon, polygonToJson } from './polygon.ts';
import { Relation, relationToJson } from './relation.ts';
import { isDictionary, isList, type ParseDictionary, type ParseValue } from './value.ts';

/**
 * One value as a client sees it. Parts without typed values inside are shared with `value`, not copied.
 *
 * @param fileUrl gives files their address; without it they keep the one they were sent with, if any
 */
export function encodeValue(value: ParseValue, fileUrl?: FileUrl): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return encodeList(value, fileUrl);
  if (isDictionary(value)) return encodeDictionary(value, fileUrl);
  if (value instanceof Date) return dateToJson(value);
  if (value instanceof Pointer) return pointerToJson(value.className, value.objectId);
  if (value instanceof GeoPoint) return geoPointToJson(value.latitude, value.longitude);
  if (value instanceof ParseFile) return fileToJson(value.name, fileUrl === undefined ? value.url : fileUrl(value.name));
  if (value instanceof Bytes) return bytesToJson(value.base64);
  if (value instanceof Polygon) return polygonToJson(value.coordinates);
  if (value instanceof Relation) return relationToJson(value.className);
  return encodeDictionary(value, fileUrl);
}

function encodeList(value: readonly ParseValue[], fileUrl: FileUrl | undefined): readonly Json[] {
  let encoded: Json[] | undefined;
  for (let at = 0; at < value.length; at++) {
    const member = value[at] as ParseValue;
    const json = encodeValue(member, fileUrl);
    if (json !== member) (encoded ??= value.slice() as Json[])[at] = json;
  }
  return encoded ?? (value as readonly Json[]);
}

function encodeDictionary(value: ParseDictionary, fileUrl: FileUrl | undefined): Json {
  let encoded: Record<string, Json> | undefined;
  for (const key of Object.keys(value)) {
    const member = value[key] as ParseValue;
    const json = encodeValue(member, fileUrl);
    if (json !== member) (encoded ??= { ...value } as Record<string, Json>)[key] = json;
  }
  return encoded ?? (value as Json);
}
