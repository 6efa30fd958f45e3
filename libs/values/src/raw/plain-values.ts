import { BSON_TYPE, type BsonReader } from './bson-reader.ts';
import { BYTE, type JsonWriter } from './json-writer.ts';
import { utf8 } from './utf8.ts';
import { DEPTH_MAX, writeList } from './write-list.ts';

/**
 * Writes values that are the same in BSON and in JSON, and lists and dictionaries of those; by itself that is how the inside of typed
 * values is shown. Each method tells whether it could: if not, its output is no JSON, and the reader stands anywhere.
 */
export class PlainValues {
  readonly #reader: BsonReader;
  readonly #writer: JsonWriter;
  readonly #element = (type: number, depth: number): boolean => this.value(type, depth);

  constructor(reader: BsonReader, writer: JsonWriter) {
    this.#reader = reader;
    this.#writer = writer;
  }

  /** @param depth how many dictionaries and lists are around the value */
  value(type: number, depth: number): boolean {
    if (type === BSON_TYPE.document) return this.dictionary(depth);
    if (type === BSON_TYPE.array) return writeList(this.#reader, this.#writer, depth, this.#element);
    return this.scalar(type);
  }

  scalar(type: number): boolean {
    switch (type) {
      case BSON_TYPE.string:
        return this.text();
      case BSON_TYPE.int32:
        this.#writer.number(this.#reader.int32());
        return true;
      case BSON_TYPE.double:
        this.#writer.number(this.#reader.double());
        return true;
      case BSON_TYPE.boolean:
        this.#writer.bytes(this.#reader.boolean() ? TRUE : FALSE);
        return true;
      case BSON_TYPE.null:
        this.#writer.bytes(NULL);
        return true;
      default:
        return false;
    }
  }

  text(): boolean {
    const reader = this.#reader;
    reader.text();
    return this.#writer.text(reader.bytes, reader.from, reader.to);
  }

  /** @returns false also for a member named `$…`: the driver takes some of those for references */
  dictionary(depth: number): boolean {
    if (depth >= DEPTH_MAX) return false;
    const reader = this.#reader;
    const writer = this.#writer;
    const end = reader.enter();
    writer.byte(BYTE.openingBrace);
    let separator = false;
    for (let type = reader.next(end); type !== 0; type = reader.next(end)) {
      reader.name();
      if (reader.bytes[reader.from] === BYTE.dollar) return false;
      if (separator) writer.byte(BYTE.comma);
      separator = true;
      if (!writer.key(reader.bytes, reader.from, reader.to) || !this.value(type, depth + 1)) return false;
    }
    writer.byte(BYTE.closingBrace);
    return true;
  }
}

const TRUE = utf8('true');
const FALSE = utf8('false');
const NULL = utf8('null');
