import type { FileUrl } from '../file.ts';
import { BSON_TYPE, type BsonReader } from './bson-reader.ts';
import { BYTE, type JsonWriter } from './json-writer.ts';
import { PlainValues } from './plain-values.ts';
import { TypedValues, type TypeName } from './typed-values.ts';
import { sameBytes, utf8 } from './utf8.ts';
import { DEPTH_MAX, writeList } from './write-list.ts';

/**
 * Writes values that no column type explains, by their own types: read-interior.ts with json-form.ts, from BSON to JSON. Each method
 * tells whether it could: if not, its output is no JSON, and the reader stands anywhere.
 */
export class RawValues {
  readonly plain: PlainValues;
  readonly typed: TypedValues;
  readonly #reader: BsonReader;
  readonly #writer: JsonWriter;
  readonly #element = (type: number, depth: number): boolean => this.interior(type, depth);

  constructor(reader: BsonReader, writer: JsonWriter, fileUrl: FileUrl | undefined) {
    this.plain = new PlainValues(reader, writer);
    this.typed = new TypedValues(reader, writer, fileUrl);
    this.#reader = reader;
    this.#writer = writer;
  }

  /** @param depth how many dictionaries and lists are around the value */
  interior(type: number, depth: number): boolean {
    switch (type) {
      case BSON_TYPE.document:
        return this.#dictionary(depth);
      case BSON_TYPE.array:
        return writeList(this.#reader, this.#writer, depth, this.#element);
      case BSON_TYPE.date:
        return this.typed.date();
      case BSON_TYPE.int64:
        this.#writer.number(this.#reader.int64());
        return true;
      case BSON_TYPE.objectId:
        return this.objectId();
      case BSON_TYPE.binary:
        return this.typed.bytes();
      default:
        return this.plain.scalar(type);
    }
  }

  objectId(): boolean {
    const reader = this.#reader;
    reader.objectId();
    this.#writer.byte(BYTE.quote);
    this.#writer.hex(reader.bytes, reader.from, reader.to);
    this.#writer.byte(BYTE.quote);
    return true;
  }

  #dictionary(depth: number): boolean {
    if (depth >= DEPTH_MAX) return false;
    const reader = this.#reader;
    const writer = this.#writer;
    const begin = reader.at;
    const written = writer.at;
    const end = reader.enter();
    writer.byte(BYTE.openingBrace);
    let separator = false;
    for (let type = reader.next(end); type !== 0; type = reader.next(end)) {
      reader.name();
      const lead = reader.bytes[reader.from];
      if (lead === BYTE.dollar || (lead === LETTER_S && this.#isNamed(DAMAGED_BYTES))) return false;
      const mayBeTyped = lead === BYTE.underscore && type === BSON_TYPE.string && this.#isNamed(TYPE);
      if (separator) writer.byte(BYTE.comma);
      separator = true;
      if (!writer.key(reader.bytes, reader.from, reader.to)) return false;
      if (!this.interior(type, depth + 1)) return false;
      if (mayBeTyped) {
        const typeName = this.typed.namedType();
        if (typeName !== undefined) {
          reader.at = begin;
          writer.at = written;
          return this.#typedValue(typeName, depth);
        }
      }
    }
    writer.byte(BYTE.closingBrace);
    return true;
  }

  #typedValue(typeName: TypeName, depth: number): boolean {
    if (this.#isOdd()) return false;
    return typeName === 'File' ? this.typed.fileWithin() : this.plain.dictionary(depth);
  }

  /** True when a typed value has `__type` twice, as the last one would count, or exotic members. */
  #isOdd(): boolean {
    const reader = this.#reader;
    const begin = reader.at;
    const end = reader.enter();
    let times = 0;
    for (let type = reader.next(end); type !== 0; type = reader.next(end)) {
      reader.name();
      if (this.#isNamed(TYPE)) times++;
      if (!reader.skip(type)) return true;
    }
    reader.at = begin;
    return times > 1;
  }

  #isNamed(name: Uint8Array): boolean {
    const { bytes, from, to } = this.#reader;
    return sameBytes(bytes, from, to, name);
  }
}

const LETTER_S = 0x73;
const TYPE = utf8('__type');
/** A member of Bytes as Parse Server damages them. */
const DAMAGED_BYTES = utf8('sub_type');
