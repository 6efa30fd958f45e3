/** The types of members that can be read here; the others are exotic in Parse's data, and left to the driver. */
export const BSON_TYPE = {
  double: 1,
  string: 2,
  document: 3,
  array: 4,
  binary: 5,
  objectId: 7,
  boolean: 8,
  date: 9,
  null: 10,
  int32: 16,
  int64: 18,
} as const;

/**
 * Reads one BSON document front to back. No read goes beyond the document, each moves on, and lengths are checked before they are
 * believed; so whatever the bytes are, reading ends.
 *
 * Everything throws RangeError on damaged BSON. Numbers are little-endian. Source: https://bsonspec.org/spec.html.
 */
export class BsonReader {
  /** Where the next read begins. */
  at = 0;
  /** The find of text(), name() and binary(): bytes `from` until `to`. */
  from = 0;
  to = 0;
  bytes: Uint8Array = NOTHING;
  #view: DataView = new DataView(NOTHING.buffer);

  /** Begins a document. @returns where it ends */
  open(document: Uint8Array): number {
    this.bytes = document;
    this.#view = new DataView(document.buffer, document.byteOffset, document.byteLength);
    this.at = 0;
    const end = this.enter();
    if (end !== document.length) throw damaged();
    return end;
  }

  /** Enters a document or array within. @returns where it ends */
  enter(): number {
    const start = this.at;
    const end = start + this.int32();
    if (end < start + EMPTY_DOCUMENT_BYTES || end > this.bytes.length || this.bytes[end - 1] !== 0) throw damaged();
    return end;
  }

  /** @returns the type of the next member, 0 after the last one of the document that ends at `end` */
  next(end: number): number {
    const type = this.bytes[this.at++];
    if (type === undefined || (type === 0 && this.at !== end)) throw damaged();
    return type;
  }

  name(): void {
    const { bytes } = this;
    let at = (this.from = this.at);
    while (bytes[at] !== 0) if (++at >= bytes.length) throw damaged();
    this.to = at;
    this.at = at + 1;
  }

  text(): void {
    const length = this.int32();
    const to = this.at + length - 1;
    if (length < 1 || this.bytes[to] !== 0) throw damaged();
    this.from = this.at;
    this.to = to;
    this.at = to + 1;
  }

  /** @returns the subtype */
  binary(): number {
    const length = this.int32();
    const subtype = this.bytes[this.at++];
    if (subtype === undefined || length < 0 || length > this.bytes.length - this.at) throw damaged();
    this.from = this.at;
    this.at = this.to = this.from + length;
    return subtype;
  }

  int32(): number {
    const value = this.#view.getInt32(this.at, true);
    this.at += 4;
    return value;
  }

  /** The nearest number, as JavaScript has it. */
  int64(): number {
    const low = this.#view.getUint32(this.at, true);
    const high = this.#view.getInt32(this.at + 4, true);
    this.at += 8;
    return high * 0x1_0000_0000 + low;
  }

  double(): number {
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  boolean(): boolean {
    const value = this.bytes[this.at++];
    if (value !== 0 && value !== 1) throw damaged();
    return value === 1;
  }

  objectId(): void {
    this.from = this.at;
    this.#pass(OBJECT_ID_BYTES);
    this.to = this.at;
  }

  /** Passes over a value. @returns false for the exotic types, whose length is unknown here */
  skip(type: number): boolean {
    switch (type) {
      case BSON_TYPE.null:
        return true;
      case BSON_TYPE.boolean:
        this.boolean();
        return true;
      case BSON_TYPE.int32:
        this.#pass(4);
        return true;
      case BSON_TYPE.double:
      case BSON_TYPE.int64:
      case BSON_TYPE.date:
        this.#pass(8);
        return true;
      case BSON_TYPE.objectId:
        this.#pass(OBJECT_ID_BYTES);
        return true;
      case BSON_TYPE.string:
        this.text();
        return true;
      case BSON_TYPE.binary:
        this.binary();
        return true;
      case BSON_TYPE.document:
      case BSON_TYPE.array:
        this.at = this.enter();
        return true;
      default:
        return false;
    }
  }

  #pass(length: number): void {
    if (length > this.bytes.length - this.at) throw damaged();
    this.at += length;
  }
}

const NOTHING = new Uint8Array(0);
const EMPTY_DOCUMENT_BYTES = 5;
const OBJECT_ID_BYTES = 12;

function damaged(): RangeError {
  return new RangeError('A document is damaged BSON.');
}
