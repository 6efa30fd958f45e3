import { hash } from 'node:crypto';

const KEY_BYTES = 32;
const ID_LENGTH = 12;

/** A key of AES-256. Its id is derived from it, so that a key cannot be confused with another one by a name. */
export interface SecretsKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The keys of a deployment: the first encrypts, all decrypt. */
export interface KeyRing {
  readonly current: SecretsKey;
  find(id: string): SecretsKey | undefined;
}

/**
 * Reads keys: 32 bytes in base64 each, separated by blanks or line ends, the current one first. A line that begins with # is a comment.
 *
 * @param place names the source in messages, which never contain a key
 * @throws Error when there is none, or one cannot be read
 */
export function parseKeys(text: string, place: string): KeyRing {
  const lines = text.split(/\r?\n/).filter((line) => !line.trimStart().startsWith('#'));
  const keys = lines.join(' ').split(/[\s,]+/).filter((word) => word !== '').map((word, index) => keyOf(word, index, place)); // prettier-ignore
  const [current] = keys;
  if (current === undefined) throw new Error(`${place} holds no key. ${HOW_TO_MAKE_ONE}`);
  return { current, find: (id) => keys.find((key) => key.id === id) };
}

const HOW_TO_MAKE_ONE = '`openssl rand -base64 32` makes one.';

function keyOf(word: string, index: number, place: string): SecretsKey {
  const bytes = Buffer.from(word, 'base64');
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== word)
    throw new Error(`${place}: key ${index + 1} must be ${KEY_BYTES} bytes in base64. ${HOW_TO_MAKE_ONE}`);
  return { id: hash('sha256', Buffer.concat([Buffer.from('parlance secrets key id'), bytes]), 'hex').slice(0, ID_LENGTH), bytes };
}
