import { BSON_TYPE, type BsonReader } from './bson-reader.ts';
import { BYTE, type JsonWriter } from './json-writer.ts';
import { sameBytes, utf8 } from './utf8.ts';

/**
 * Writes GeoPoint and Polygon fields, exactly as Parse stores them. Each method tells whether it could: if not, its output is
 * no JSON, and the reader stands anywhere.
 */
export class GeoValues {
  readonly #reader: BsonReader;
  readonly #writer: JsonWriter;
  #longitude = 0;
  #latitude = 0;

  constructor(reader: BsonReader, writer: JsonWriter) {
    this.#reader = reader;
    this.#writer = writer;
  }

  /** `[longitude, latitude]` */
  point(): boolean {
    if (!this.#readPair()) return false;
    const writer = this.#writer;
    writer.bytes(POINT_BEGIN);
    writer.number(this.#latitude);
    writer.bytes(POINT_LONGITUDE);
    writer.number(this.#longitude);
    writer.byte(BYTE.closingBrace);
    return true;
  }

  /** `{type: 'Polygon', coordinates: [[[longitude, latitude], …]]}` */
  polygon(): boolean {
    const reader = this.#reader;
    const end = reader.enter();
    if (!this.#nextIs(end, BSON_TYPE.string, TYPE)) return false;
    reader.text();
    if (!sameBytes(reader.bytes, reader.from, reader.to, POLYGON) || !this.#nextIs(end, BSON_TYPE.array, COORDINATES)) return false;
    const ringsEnd = reader.enter();
    if (!this.#nextIs(ringsEnd, BSON_TYPE.array)) return false;
    this.#writer.bytes(POLYGON_BEGIN);
    if (!this.#ring()) return false;
    this.#writer.bytes(POLYGON_END);
    return reader.next(ringsEnd) === 0 && reader.next(end) === 0;
  }

  #ring(): boolean {
    const writer = this.#writer;
    const end = this.#reader.enter();
    let separator = false;
    for (let type = this.#reader.next(end); type !== 0; type = this.#reader.next(end)) {
      this.#reader.name();
      if (type !== BSON_TYPE.array || !this.#readPair()) return false;
      if (separator) writer.byte(BYTE.comma);
      separator = true;
      writer.byte(BYTE.openingBracket);
      writer.number(this.#latitude);
      writer.byte(BYTE.comma);
      writer.number(this.#longitude);
      writer.byte(BYTE.closingBracket);
    }
    return true;
  }

  #readPair(): boolean {
    const reader = this.#reader;
    const end = reader.enter();
    const longitude = this.#readNumber(end);
    if (longitude === undefined) return false;
    const latitude = this.#readNumber(end);
    if (latitude === undefined || reader.next(end) !== 0) return false;
    this.#longitude = longitude;
    this.#latitude = latitude;
    return true;
  }

  #readNumber(end: number): number | undefined {
    const reader = this.#reader;
    const type = reader.next(end);
    if (type !== BSON_TYPE.double && type !== BSON_TYPE.int32) return undefined;
    reader.name();
    return type === BSON_TYPE.double ? reader.double() : reader.int32();
  }

  /** Moves on to the value of the next member, if it is of this type and name. */
  #nextIs(end: number, type: number, name?: Uint8Array): boolean {
    const reader = this.#reader;
    if (reader.next(end) !== type) return false;
    reader.name();
    return name === undefined || sameBytes(reader.bytes, reader.from, reader.to, name);
  }
}

const TYPE = utf8('type');
const POLYGON = utf8('Polygon');
const COORDINATES = utf8('coordinates');
const POINT_BEGIN = utf8('{"__type":"GeoPoint","latitude":');
const POINT_LONGITUDE = utf8(',"longitude":');
const POLYGON_BEGIN = utf8('{"__type":"Polygon","coordinates":[');
const POLYGON_END = utf8(']}');
