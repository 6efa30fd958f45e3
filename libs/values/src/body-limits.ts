import { ParseError } from '@parlance/errors';
import { assertKeyAllowed } from './forbidden-keys.ts';
import { BODY_LIMITS, type BodyLimits } from './limits.ts';
import { shown } from './names.ts';

/**
 * Looks once over a parsed body, whatever is in it, and refuses everything that no later step should have to think of.
 *
 * @param body the result of JSON.parse for the body of one object
 * @throws InvalidJson (107) body is not an object, nested too deep, too many fields, too many or too long keys, a string with lone
 *   surrogates, a number beyond the range of doubles; InvalidFieldName (105) a forbidden key or one with NUL; InvalidNestedKey (121) a nested key with
 *   `$` or `.`
 *
 * Keys of the body itself are left to assertFieldName: there a `.` may be a path, and a `$` is 105. JSON.parse makes `__proto__` an
 * own member, so it is seen here like any other. Cost: one visit per value. The recursion ends at the depth limit.
 */
export function assertBodyLimits(body: unknown, limits: BodyLimits = BODY_LIMITS): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ParseError('InvalidJson', 'The body must be a JSON object.');
  }
  const count = { keys: 0 };
  visitObject(body as Record<string, unknown>, 1, count, limits);
}

function visit(value: unknown, depth: number, count: { keys: number }, limits: BodyLimits): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw notWellFormed();
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new ParseError('InvalidJson', 'A number is out of range.');
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= limits.depth) throw new ParseError('InvalidJson', `The body is nested deeper than ${limits.depth} levels.`);
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at++) visit(value[at], depth + 1, count, limits);
    } else {
      visitObject(value as Record<string, unknown>, depth + 1, count, limits);
    }
  }
}

function visitObject(object: Record<string, unknown>, depth: number, count: { keys: number }, limits: BodyLimits): void {
  const keys = Object.keys(object);
  if (depth === 1 && keys.length > limits.fields) throw new ParseError('InvalidJson', `One save changes at most ${limits.fields} fields.`);
  count.keys += keys.length;
  if (count.keys > limits.keys) throw new ParseError('InvalidJson', `The body has more than ${limits.keys} keys.`);
  for (const key of keys) {
    assertKey(key, depth > 1, limits);
    visit(object[key], depth, count, limits);
  }
}

function assertKey(key: string, nested: boolean, limits: BodyLimits): void {
  if (key.length > limits.keyLength) throw new ParseError('InvalidJson', `A key is longer than ${limits.keyLength} characters.`);
  assertKeyAllowed(key);
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    if (code === 0) throw new ParseError('InvalidFieldName', `Invalid field name: ${shown(key)}.`);
    if (nested && (code === DOLLAR || code === DOT)) {
      throw new ParseError('InvalidNestedKey', "Nested keys should not contain the '$' or '.' characters");
    }
  }
  if (!key.isWellFormed()) throw notWellFormed();
}

const DOLLAR = 36;
const DOT = 46;

function notWellFormed(): ParseError {
  return new ParseError('InvalidJson', 'A string is not valid Unicode.');
}
