import type { UnknownObject } from '@parlance/values';

/**
 * The string whose MD5, in hexadecimal, is the `push_hash` of a push, by which SDKs name it when it is opened. It is Parse Server's: the
 * alert, or its JSON where it is an object, or nothing. The callers hash it, since this lib has no cryptography.
 *
 * @param group of a push in an experiment, its own id: two groups have two hashes, even where their texts are equal
 */
export function hashedText(data: UnknownObject, group?: string): string {
  const { alert } = data;
  const text = typeof alert === 'string' ? alert : typeof alert === 'object' ? JSON.stringify(alert) : '';
  return group === undefined ? text : `${group}\n${text}`;
}
