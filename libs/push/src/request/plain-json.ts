import { ParseError } from '@parlance/errors';
import { assertKeyAllowed, BODY_DEPTH_MAX, isObject, KEY_LENGTH_MAX } from '@parlance/values';

/**
 * Refuses JSON that no later step should have to think of. Members of a payload are the sender's own, so that names with dots and `$` are
 * allowed in it, unlike in objects.
 *
 * @throws InvalidFieldName (105) a forbidden key such as `__proto__`; InvalidJson (107) nested too deep, a key that is too long, a string
 *   with lone surrogates, a number beyond the range of doubles
 */
export function assertPlainJson(value: unknown, depth = 1): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new ParseError('InvalidJson', 'A string is not valid Unicode.');
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ParseError('InvalidJson', 'A number is out of range.');
  } else if (typeof value === 'object' && value !== null) {
    if (depth > BODY_DEPTH_MAX) throw new ParseError('InvalidJson', `The body is nested deeper than ${BODY_DEPTH_MAX} levels.`);
    if (Array.isArray(value)) for (const item of value) assertPlainJson(item, depth + 1);
    else if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        assertKeyAllowed(key);
        if (key.length > KEY_LENGTH_MAX) throw new ParseError('InvalidJson', `A key is longer than ${KEY_LENGTH_MAX} characters.`);
        assertPlainJson(key);
        assertPlainJson(member, depth + 1);
      }
    }
  }
}
