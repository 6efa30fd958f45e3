import { Bytes, bytesFromText } from './bytes.ts';
import { dateFromText } from './date.ts';
import { ParseFile } from './file.ts';
import { GeoPoint } from './geo-point.ts';
import type { UnknownObject } from './json.ts';
import { Pointer } from './pointer.ts';
import { Polygon, ringOf } from './polygon.ts';
import type { ReadForm } from './read-form.ts';
import { Relation } from './relation.ts';
import type { ParseValue } from './value.ts';

export const VALUE_FORM: ReadForm<ParseValue> = {
  date: (value) => value,
  systemDate: (value) => value,
  pointer: (className, objectId) => new Pointer(className, objectId),
  relation: (className) => new Relation(className),
  geoPoint: (latitude, longitude) => new GeoPoint(latitude, longitude),
  polygon: (ring) => new Polygon(ring),
  file: (name) => new ParseFile(name),
  bytes: (base64) => new Bytes(base64),
  typed: (json) => typedValue(json),
};

/** Without the checks of a client's JSON: stored values count as they are. */
function typedValue(json: UnknownObject): ParseValue | undefined {
  const { className, objectId, latitude, longitude, name, url } = json;
  switch (json['__type']) {
    case 'Pointer':
      return typeof className === 'string' && typeof objectId === 'string' ? new Pointer(className, objectId) : undefined;
    case 'Relation':
      return typeof className === 'string' ? new Relation(className) : undefined;
    case 'GeoPoint':
      return typeof latitude === 'number' && typeof longitude === 'number' ? new GeoPoint(latitude, longitude) : undefined;
    case 'File':
      return typeof name === 'string' ? new ParseFile(name, typeof url === 'string' ? url : undefined) : undefined;
    case 'Date':
      return dateFromText(json['iso']);
    case 'Bytes':
      return bytesFromText(json['base64']);
    case 'Polygon':
      return polygonValue(json['coordinates']);
    default:
      return undefined;
  }
}

function polygonValue(coordinates: unknown): Polygon | undefined {
  const ring = ringOf(coordinates, false);
  return ring === undefined ? undefined : new Polygon(ring);
}
