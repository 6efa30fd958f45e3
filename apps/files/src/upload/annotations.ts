import { ParseError } from '@parlance/errors';
import type { Annotations } from '../store/file.store.ts';

const BYTES_MAX = 16 << 10;
const DEPTH_MAX = 10;
const KEYS_MAX = 1_000;
const KEY_LENGTH_MAX = 128;
/** Keys that have a meaning to JavaScript. */
const POLLUTING: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype', '_bsontype']);

/**
 * The metadata or the tags of a file, as a client sent them.
 *
 * @param word for it in messages: `metadata`
 * @throws InvalidJson (107) for anything but an object of a sensible size; InvalidFieldName (105) for a key that is not allowed
 */
export function annotationsOf(sent: unknown, word: string): Annotations {
  if (sent === undefined || sent === null) return {};
  if (typeof sent !== 'object' || Array.isArray(sent)) throw new ParseError('InvalidJson', `The ${word} of a file is an object.`);
  const seen = { keys: 0 };
  assertValue(sent, word, DEPTH_MAX, seen);
  if (Buffer.byteLength(JSON.stringify(sent)) > BYTES_MAX) {
    throw new ParseError('InvalidJson', `The ${word} of a file is larger than ${BYTES_MAX} bytes.`);
  }
  return sent as Annotations;
}

/** Tags are strings, so that every store can keep them. @throws as `annotationsOf` */
export function tagsOf(sent: unknown): Annotations {
  const tags = annotationsOf(sent, 'tags');
  for (const value of Object.values(tags)) {
    if (typeof value === 'object' && value !== null) throw new ParseError('InvalidJson', 'The tags of a file are strings.');
  }
  return tags;
}

function assertValue(value: unknown, word: string, depth: number, seen: { keys: number }): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === 0) throw new ParseError('InvalidJson', `The ${word} of a file is nested deeper than ${DEPTH_MAX} levels.`);
  for (const [key, member] of Object.entries(value)) {
    if (++seen.keys > KEYS_MAX) throw new ParseError('InvalidJson', `The ${word} of a file has more than ${KEYS_MAX} members.`);
    if (!Array.isArray(value)) assertKey(key, word);
    assertValue(member, word, depth - 1, seen);
  }
}

function assertKey(key: string, word: string): void {
  const isClean = key.length <= KEY_LENGTH_MAX && !key.startsWith('$') && !key.includes('.') && !key.includes('\0');
  if (POLLUTING.has(key)) throw new ParseError('InvalidFieldName', prohibited(key));
  if (!isClean) throw new ParseError('InvalidFieldName', `The ${word} of a file has a key that is not allowed.`);
}

/** In the words of Parse Server, which has one of them in its list with a value. */
function prohibited(key: string): string {
  const entry = key === '_bsontype' ? { key, value: 'Code' } : { key };
  return `Prohibited keyword in request data: ${JSON.stringify(entry)}.`;
}
