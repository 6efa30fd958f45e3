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

/** A reference to an object by class and id; whether the object exists is never checked. */
export class Pointer {
  readonly className: string;
  readonly objectId: string;
  constructor(className: string, objectId: string) {
    this.className = className;
    this.objectId = objectId;
  }
}

/** The stub an owner shows for a relation field; its members live in the join collection. */
export class Relation {
  readonly className: string;
  constructor(className: string) {
    this.className = className;
  }
}

/** Degrees, latitude within ±90, longitude within ±180. */
export class GeoPoint {
  readonly latitude: number;
  readonly longitude: number;
  constructor(latitude: number, longitude: number) {
    this.latitude = latitude;
    this.longitude = longitude;
  }
}

/** A closed ring of at least three distinct points, as `[latitude, longitude]` pairs; the last pair repeats the first. */
export class Polygon {
  readonly coordinates: readonly (readonly [latitude: number, longitude: number])[];
  constructor(coordinates: readonly (readonly [number, number])[]) {
    this.coordinates = coordinates;
  }
}

/** A file by its stored name. `url` is what the sender wrote, kept only inside arrays and dictionaries; readers rebuild it. */
export class ParseFile {
  readonly name: string;
  readonly url: string | undefined;
  constructor(name: string, url?: string) {
    this.name = name;
    this.url = url;
  }
}

/** Binary data, kept as canonical base64, the form both clients and comparisons use. */
export class Bytes {
  readonly base64: string;
  constructor(base64: string) {
    this.base64 = base64;
  }
}
