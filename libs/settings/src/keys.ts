export const KEY_BYTES = 32;
const HOW_TO_MAKE_ONE = '`openssl rand -base64 32` makes one.';

/**
 * Reads keys: 32 bytes in base64 each, separated by blanks or line ends, the current one first. A line that begins with # is a comment.
 *
 * @param place names the source in messages, which never contain a key
 * @throws Error when there is none, or one cannot be read
 */
export function parseKeys(text: string, place: string): readonly Buffer[] {
  const lines = text.split(/\r?\n/).filter((line) => !line.trimStart().startsWith('#'));
  const words = lines
    .join(' ')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  if (words.length === 0) throw new Error(`${place} holds no key. ${HOW_TO_MAKE_ONE}`);
  return words.map((word, index) => keyOf(word, index, place));
}

function keyOf(word: string, index: number, place: string): Buffer {
  const bytes = Buffer.from(word, 'base64');
  if (bytes.length === KEY_BYTES && bytes.toString('base64') === word) return bytes;
  throw new Error(`${place}: key ${index + 1} must be ${KEY_BYTES} bytes in base64. ${HOW_TO_MAKE_ONE}`);
}
