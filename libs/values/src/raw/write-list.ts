import type { BsonReader } from './bson-reader.ts';
import { BYTE, type JsonWriter } from './json-writer.ts';

/** As deep as MongoDB stores documents; deeper values are left to others. */
export const DEPTH_MAX = 200;

/**
 * Writes the list that the reader stands at, each element by `element`, which tells whether it could.
 *
 * @param depth how many dictionaries and lists are around the list
 * @returns whether it could: if not, the part that it has written is no JSON, and the reader stands anywhere
 */
export function writeList(
  reader: BsonReader,
  writer: JsonWriter,
  depth: number,
  element: (type: number, depth: number) => boolean,
): boolean {
  if (depth >= DEPTH_MAX) return false;
  const end = reader.enter();
  writer.byte(BYTE.openingBracket);
  let separator = false;
  for (let type = reader.next(end); type !== 0; type = reader.next(end)) {
    reader.name();
    if (separator) writer.byte(BYTE.comma);
    separator = true;
    if (!element(type, depth + 1)) return false;
  }
  writer.byte(BYTE.closingBracket);
  return true;
}
