import { BSON_TYPE, type BsonReader } from './bson-reader.ts';
import { BYTE, type JsonWriter } from './json-writer.ts';
import { sameBytes, utf8 } from './utf8.ts';

/** Entries are compared with one another; of longer lists that would cost more than it saves. */
const ENTRIES_MAX = 32;

/** Where the stored lists of one document are, -1 for those it does not have. */
export interface StoredLists {
  readonly readersAt: number;
  readonly writersAt: number;
}

type Entry = readonly [from: number, to: number];

/**
 * Writes the ACL that the stored lists of a document make (acl-form.ts), one of which it has.
 * @returns false when a list is long or holds something that is no entry; the written part is no JSON then
 */
export function writeAcl(reader: BsonReader, writer: JsonWriter, { readersAt, writersAt }: StoredLists): boolean {
  const readers = entriesAt(reader, readersAt);
  const writers = entriesAt(reader, writersAt);
  if (readers === undefined || writers === undefined) return false;
  const { bytes } = reader;
  writer.byte(BYTE.openingBrace);
  let separator = false;
  for (const entry of readers) {
    if (separator) writer.byte(BYTE.comma);
    separator = true;
    if (!writer.key(bytes, entry[0], entry[1])) return false;
    writer.bytes(includes(bytes, writers, entry) ? READ_AND_WRITE : READ);
  }
  for (const entry of writers) {
    if (includes(bytes, readers, entry)) continue;
    if (separator) writer.byte(BYTE.comma);
    separator = true;
    if (!writer.key(bytes, entry[0], entry[1])) return false;
    writer.bytes(WRITE);
  }
  writer.byte(BYTE.closingBrace);
  return true;
}

/** Each entry once; undefined for a list that is not handled. */
function entriesAt(reader: BsonReader, at: number): Entry[] | undefined {
  const entries: Entry[] = [];
  if (at < 0) return entries;
  reader.at = at;
  const end = reader.enter();
  for (let type = reader.next(end); type !== 0; type = reader.next(end)) {
    reader.name();
    if (type !== BSON_TYPE.string || entries.length === ENTRIES_MAX) return undefined;
    reader.text();
    const entry: Entry = [reader.from, reader.to];
    if (sameBytes(reader.bytes, reader.from, reader.to, PROTOTYPE)) return undefined;
    if (!includes(reader.bytes, entries, entry)) entries.push(entry);
  }
  return entries;
}

function includes(bytes: Uint8Array, entries: readonly Entry[], [from, to]: Entry): boolean {
  const length = to - from;
  for (const [otherFrom, otherTo] of entries) {
    if (otherTo - otherFrom !== length) continue;
    let same = 0;
    while (same < length && bytes[from + same] === bytes[otherFrom + same]) same++;
    if (same === length) return true;
  }
  return false;
}

const PROTOTYPE = utf8('__proto__');
const READ = utf8('{"read":true}');
const WRITE = utf8('{"write":true}');
const READ_AND_WRITE = utf8('{"read":true,"write":true}');
