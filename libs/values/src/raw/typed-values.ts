import type { FileUrl } from '../file.ts';
import { TYPES_STORED_AS_JSON } from '../json-form.ts';
import { BSON_TYPE, type BsonReader } from './bson-reader.ts';
import { BYTE, type JsonWriter } from './json-writer.ts';
import { sameBytes, textOf, utf8 } from './utf8.ts';

/** JavaScript's dates reach this far from 1970, BSON's further. */
const DATE_MS_MAX = 8.64e15;

/**
 * Writes typed values. Each method tells whether it could: if not, its output is no JSON, and the reader stands anywhere.
 */
export class TypedValues {
  readonly #reader: BsonReader;
  readonly #writer: JsonWriter;
  readonly #fileUrl: FileUrl | undefined;

  constructor(reader: BsonReader, writer: JsonWriter, fileUrl: FileUrl | undefined) {
    this.#reader = reader;
    this.#writer = writer;
    this.#fileUrl = fileUrl;
  }

  /** Null beyond the calendar. */
  date(): boolean {
    return this.#date(DATE_BEGIN, TEXT_END);
  }

  /** createdAt and updatedAt are plain strings. */
  systemDate(): boolean {
    return this.#date(QUOTE, QUOTE);
  }

  /** Binary data of any subtype but the old one that holds its length twice. */
  bytes(): boolean {
    const reader = this.#reader;
    if (reader.binary() === SUBTYPE_OLD) return false;
    const { buffer, byteOffset } = reader.bytes;
    this.#writer.bytes(BYTES_BEGIN);
    this.#writer.ascii(Buffer.from(buffer, byteOffset + reader.from, reader.to - reader.from).toString('base64'));
    this.#writer.bytes(TEXT_END);
    return true;
  }

  /** From the string of a pointer field whose class name ends at `split`. */
  pointer(from: number, split: number, to: number): boolean {
    const writer = this.#writer;
    const { bytes } = this.#reader;
    writer.bytes(POINTER_BEGIN);
    if (!writer.textPart(bytes, from, split)) return false;
    writer.bytes(POINTER_ID);
    if (!writer.textPart(bytes, split + 1, to)) return false;
    writer.bytes(TEXT_END);
    return true;
  }

  /** From the name of a file, which is all that a File field stores. */
  file(from: number, to: number): boolean {
    const { bytes } = this.#reader;
    this.#writer.bytes(FILE_BEGIN);
    if (!this.#writer.text(bytes, from, to)) return false;
    if (this.#fileUrl !== undefined) {
      this.#writer.bytes(FILE_URL);
      this.#writer.json(JSON.stringify(this.#fileUrl(textOf(bytes, from, to))));
    }
    this.#writer.byte(BYTE.closingBrace);
    return true;
  }

  /** From a typed File inside a value; its address is made anew. */
  fileWithin(): boolean {
    const reader = this.#reader;
    const end = reader.enter();
    let from = -1;
    let to = -1;
    for (let type = reader.next(end); type !== 0; type = reader.next(end)) {
      reader.name();
      if (reader.bytes[reader.from] === BYTE.dollar) return false;
      const isName = sameBytes(reader.bytes, reader.from, reader.to, NAME);
      if (!reader.skip(type)) return false;
      if (!isName) continue;
      if (type !== BSON_TYPE.string) return false;
      ({ from, to } = reader);
    }
    return from >= 0 && this.#fileUrl !== undefined && this.file(from, to);
  }

  /** @returns which type the string that was read last names, undefined when it is none whose values have a form of their own */
  namedType(): TypeName | undefined {
    const { bytes, from, to } = this.#reader;
    for (const [name, text] of TYPE_NAMES) if (sameBytes(bytes, from, to, text)) return name;
    return undefined;
  }

  #date(begin: Uint8Array, end: Uint8Array): boolean {
    const ms = this.#reader.int64();
    const writer = this.#writer;
    if (Math.abs(ms) > DATE_MS_MAX) {
      writer.ascii('null');
      return true;
    }
    writer.bytes(begin);
    writer.isoDate(ms);
    writer.bytes(end);
    return true;
  }
}

export type TypeName = (typeof TYPES_STORED_AS_JSON)[number] | 'File';
const TYPE_NAMES = [...TYPES_STORED_AS_JSON, 'File' as const].map((name) => [name, utf8(name)] as const);

/** The subtype that has its length twice. */
const SUBTYPE_OLD = 2;
const NAME = utf8('name');
const QUOTE = utf8('"');
const DATE_BEGIN = utf8('{"__type":"Date","iso":"');
const BYTES_BEGIN = utf8('{"__type":"Bytes","base64":"');
const POINTER_BEGIN = utf8('{"__type":"Pointer","className":"');
const POINTER_ID = utf8('","objectId":"');
const FILE_BEGIN = utf8('{"__type":"File","name":');
const FILE_URL = utf8(',"url":');
const TEXT_END = utf8('"}');
