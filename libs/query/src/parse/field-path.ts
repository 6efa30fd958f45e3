import { ParseError } from '@parlance/errors';
import { INTERNAL_MEMBERS } from '@parlance/platform-classes';
import { FORBIDDEN_KEYS, shown } from '@parlance/values';
import type { FieldPath } from '../ast.ts';
import { PATH_LENGTH_MAX, PATH_SEGMENTS_MAX, type QueryLimits } from '../limits.ts';

/** No key lets anybody ask by these: an answer that depends on a hash tells something about it. Services do, for their own writes. */
const NEVER_NAMED: ReadonlySet<string> = new Set(['_hashed_password', '_password_history']);

/** Stored names that clients of old write for fields which have a name of their own. */
const ALIASES: ReadonlyMap<string, FieldPath> = new Map([
  ['_created_at', 'createdAt'],
  ['_updated_at', 'updatedAt'],
]);

/**
 * A name out of `where`, `keys`, `include` and the like: a letter, then letters, digits, `_`, with dots between segments.
 * The master and the maintenance key may name internal members too.
 *
 * @throws InvalidFieldName (105)
 */
export function parseFieldPath(name: string, limits: QueryLimits): FieldPath {
  const path = pathOf(name, limits);
  if (path === undefined) throw new ParseError('InvalidFieldName', `Invalid key name: ${shown(name)}`);
  return path;
}

/** The same for a field that is compared: there stored names of old mean nothing to anybody. */
export function parseComparedPath(name: string, limits: QueryLimits): FieldPath {
  if (!ALIASES.has(name)) return parseFieldPath(name, limits);
  throw new ParseError('InvalidFieldName', `Invalid key name: ${shown(name)}`);
}

function pathOf(name: string, limits: QueryLimits): FieldPath | undefined {
  if (isPath(name)) return name;
  if (!limits.internalNames) return undefined;
  const alias = ALIASES.get(name);
  if (alias !== undefined) return alias;
  return INTERNAL_MEMBERS.has(name) && (limits.secretNames === true || !NEVER_NAMED.has(name)) ? name : undefined;
}

/** How well an object fits a text search: no field, but orders and selections may name it. */
export const TEXT_SCORE = '$score';

/** No class has such fields, and Parse Server refuses orders by them. */
const NEVER_ORDERED: ReadonlySet<string> = new Set(['className', 'length']);

/** The same for `keys`, where the score of a text search may stand. */
export function parseKeyPath(name: string, limits: QueryLimits): FieldPath {
  return name === TEXT_SCORE ? name : parseFieldPath(name, limits);
}

/**
 * The same for `order`, where everybody may write `_created_at` and `_updated_at` too.
 *
 * @throws InvalidFieldName (105), in the words that Parse Server has for orders
 */
export function parseOrderPath(name: string, limits: QueryLimits): FieldPath {
  const path = ALIASES.get(name) ?? (name === TEXT_SCORE ? name : pathOf(name, limits));
  if (path === undefined || NEVER_ORDERED.has(path)) throw new ParseError('InvalidFieldName', `Invalid field name: ${shown(name)}.`);
  return path;
}

function isPath(name: string): boolean {
  if (name.length === 0 || name.length > PATH_LENGTH_MAX || !isLetter(name.charCodeAt(0))) return false;
  let start = 0;
  let segments = 1;
  for (let at = 1; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code === DOT) {
      if (at === start || FORBIDDEN_KEYS.has(name.slice(start, at))) return false;
      start = at + 1;
      segments++;
    } else if (!isLetter(code) && !isDigit(code) && code !== UNDERSCORE) return false;
  }
  if (start === 0) return !FORBIDDEN_KEYS.has(name);
  return start < name.length && segments <= PATH_SEGMENTS_MAX && !FORBIDDEN_KEYS.has(name.slice(start));
}

const DOT = 46;
const UNDERSCORE = 95;

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
