import { readFileSync } from 'node:fs';

export const KEY_BYTES = 32;
const HOW_TO_MAKE_ONE = '`openssl rand -base64 32` makes one.';

/** Keys in a variable, or in the file that another one names; at most one of the two is set. */
export interface KeySource {
  /** Name of the variable with the keys themselves; the one with the file has `_FILE` behind it. */
  readonly variable: string;
  readonly keys: string | undefined;
  readonly file: string | undefined;
}

/**
 * The keys of a source, the current one first.
 *
 * @returns undefined when neither variable is set
 * @throws Error that names the variable which is wrong, and never a key
 */
export function loadKeys({ variable, keys, file }: KeySource): readonly Buffer[] | undefined {
  if (keys !== undefined && file !== undefined) throw new Error(`Set ${variable} or ${variable}_FILE, not both.`);
  if (keys !== undefined) return parseKeys(keys, variable);
  return file === undefined ? undefined : parseKeys(readKeyFile(file, variable), `${variable}_FILE (${file})`);
}

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

function readKeyFile(file: string, variable: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${variable}_FILE (${file}) cannot be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
}
