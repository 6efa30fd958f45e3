import { describe, expect, it } from 'vitest';
import { BSON_TYPE, BsonReader } from './bson-reader.ts';

/** `{"a": <value>}` of a type, with a length that fits unless told. */
function documentOf(type: number, value: readonly number[], length = value.length + 8): Uint8Array {
  return Uint8Array.from([length, 0, 0, 0, type, 0x61, 0, ...value, 0]);
}

function skipAll(document: Uint8Array): boolean {
  const reader = new BsonReader();
  const end = reader.open(document);
  for (let type = reader.next(end); type !== 0; type = reader.next(end)) {
    reader.name();
    if (!reader.skip(type)) return false;
  }
  return true;
}

describe('BsonReader', () => {
  it.each([-1n, 0n, 2n ** 32n - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)])('reads the Int64 %d as the nearest number', (value) => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, value, true);
    const reader = new BsonReader();
    const end = reader.open(documentOf(BSON_TYPE.int64, [...bytes]));
    expect(reader.next(end)).toBe(BSON_TYPE.int64);
    reader.name();
    expect(reader.int64()).toBe(Number(value));
  });

  it.each([
    ['nothing', Uint8Array.of()],
    ['less than a length', Uint8Array.of(5, 0)],
    ['a length that is too small', Uint8Array.of(4, 0, 0, 0, 0)],
    ['a negative length', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0)],
    ['a length beyond the end', Uint8Array.of(6, 0, 0, 0, 0)],
    ['bytes after the end', Uint8Array.of(5, 0, 0, 0, 0, 0)],
    ['no zero at the end', Uint8Array.of(5, 0, 0, 0, 1)],
    ['a zero before the end', Uint8Array.of(6, 0, 0, 0, 0, 0)],
    ['a name without end', Uint8Array.of(7, 0, 0, 0, 10, 0x61, 0)],
    ['a number that is cut', documentOf(BSON_TYPE.int32, [1, 2])],
    ['a double that is cut', documentOf(BSON_TYPE.double, [1, 2, 3, 4])],
    ['an ObjectId that is cut', documentOf(BSON_TYPE.objectId, [1, 2, 3, 4])],
    ['a boolean of neither value', documentOf(BSON_TYPE.boolean, [2])],
    ['a string of no length', documentOf(BSON_TYPE.string, [0, 0, 0, 0])],
    ['a string of negative length', documentOf(BSON_TYPE.string, [0xff, 0xff, 0xff, 0xff, 0])],
    ['a string beyond the end', documentOf(BSON_TYPE.string, [9, 0, 0, 0, 0x61, 0])],
    ['a string without its zero', documentOf(BSON_TYPE.string, [1, 0, 0, 0, 0x61])],
    ['binary data beyond the end', documentOf(BSON_TYPE.binary, [9, 0, 0, 0, 0, 1])],
    ['binary data of negative length', documentOf(BSON_TYPE.binary, [0xff, 0xff, 0xff, 0xff, 0])],
    ['a document beyond the end', documentOf(BSON_TYPE.document, [99, 0, 0, 0, 0])],
    ['a list without its zero', documentOf(BSON_TYPE.array, [5, 0, 0, 0, 1])],
  ])('throws on %s', (_what, document) => {
    expect(() => skipAll(document)).toThrow(RangeError);
  });

  it('passes over every type it knows, and tells the others', () => {
    expect(skipAll(documentOf(BSON_TYPE.null, []))).toBe(true);
    expect(skipAll(documentOf(BSON_TYPE.string, [2, 0, 0, 0, 0x61, 0]))).toBe(true);
    expect(skipAll(documentOf(BSON_TYPE.document, [5, 0, 0, 0, 0]))).toBe(true);
    expect(skipAll(documentOf(BSON_TYPE.date, [1, 2, 3, 4, 5, 6, 7, 8]))).toBe(true);
    expect(skipAll(documentOf(0x13, new Array<number>(16).fill(0)))).toBe(false);
  });
});
