import { bytesToJson } from './bytes.ts';
import { dateToJson, isoText } from './date.ts';
import { fileToJson } from './file.ts';
import { geoPointToJson } from './geo-point.ts';
import type { Json } from './json.ts';
import { pointerToJson } from './pointer.ts';
import { polygonToJson } from './polygon.ts';
import type { ReadForm } from './read-form.ts';
import { relationToJson } from './relation.ts';

/** Types whose stored interior form is their JSON form, given back as it is. */
export const TYPES_STORED_AS_JSON = ['Pointer', 'GeoPoint', 'Date', 'Polygon', 'Bytes', 'Relation'] as const;
const STORED_AS_JSON: ReadonlySet<unknown> = new Set(TYPES_STORED_AS_JSON);

export const JSON_FORM: ReadForm<Json> = {
  date: dateToJson,
  systemDate: isoText,
  pointer: pointerToJson,
  relation: relationToJson,
  geoPoint: geoPointToJson,
  polygon: polygonToJson,
  file: (name, fileUrl) => fileToJson(name, fileUrl?.(name)),
  bytes: bytesToJson,
  typed: (json, fileUrl) => {
    const { __type: type, name, url } = json;
    if (type === 'File' && typeof name === 'string') {
      return fileToJson(name, fileUrl === undefined ? textOrUndefined(url) : fileUrl(name));
    }
    return STORED_AS_JSON.has(type) ? (json as Json) : undefined;
  },
};

function textOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
