/** BSON's number of the type string. */
const TEXT = 2;
/** A document begins with its length; then come members as type, name, NUL, value. A string is its length, its bytes and NUL. */
const FIRST_MEMBER_AT = 4;
const LENGTH_BYTES = 4;

/**
 * The string that a document of one member holds, read from its BSON without decoding the document.
 *
 * @param name of the member, in ASCII
 * @returns undefined when the document begins with something else
 */
export function onlyText(raw: Uint8Array, name: string): string | undefined {
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const nameAt = FIRST_MEMBER_AT + 1;
  const lengthAt = nameAt + name.length + 1;
  if (buffer[FIRST_MEMBER_AT] !== TEXT || buffer[lengthAt - 1] !== 0) return undefined;
  for (let at = 0; at < name.length; at++) if (buffer[nameAt + at] !== name.charCodeAt(at)) return undefined;
  const from = lengthAt + LENGTH_BYTES;
  return buffer.toString('utf8', from, from + buffer.readInt32LE(lengthAt) - 1);
}
