import { ParseError } from '@parlance/errors';
import { assertNoForbiddenKeys, shown, type UnknownObject } from '@parlance/values';

/** Query parameters as a client sent them: strings from a query string, any JSON value from a body. */
export type Parameters = UnknownObject;

/** Parameters that SDKs send without expecting anything of them. */
const IGNORED: ReadonlySet<string> = new Set(['trace']);

/** @throws InvalidQuery (102) for a name that is not among `known`; `text` says so to the client */
export function assertKnown(parameters: Parameters, known: ReadonlySet<string>, text: (name: string) => string): void {
  for (const name of Object.keys(parameters)) {
    if (!known.has(name) && !IGNORED.has(name)) throw new ParseError('InvalidQuery', text(shown(name)));
  }
}

/** A switch: true, a number other than 0, or such a string. */
export function parseFlag(name: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (value === '1' || value === 'true') return true;
  if (value === '0' || value === 'false' || value === '') return false;
  throw wrong(name, 'true, false, 1 or 0');
}

/** True for a parameter that was not set: SDKs send null for these, which in a query string is a word. */
export function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === 'null';
}

/** Names as a comma list, a JSON array, or the JSON of either; empty names are left out. */
export function parseNames(name: string, value: unknown): readonly string[] {
  if (isUnset(value) || value === '') return NO_NAMES;
  const list = typeof value === 'string' ? namesOf(value) : value;
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) throw wrong(name, 'names with commas between them');
  return list.map((item) => item.trim()).filter((item) => item !== '');
}

const NO_NAMES: readonly string[] = Object.freeze([]);

function namesOf(text: string): unknown {
  if (text.startsWith('[')) return jsonOr(text, undefined);
  const names = text.startsWith('"') ? jsonOr(text, text) : text;
  return typeof names === 'string' ? names.split(',') : names;
}

/** The value a string holds as JSON, or `otherwise`. @throws InvalidFieldName (105) for a forbidden key */
export function jsonOr(text: string, otherwise: unknown): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return otherwise; // parameters of a query string may be JSON and need not be
  }
  assertNoForbiddenKeys(json, text);
  return json;
}

/** @throws InvalidQuery (102) when there are more than `most` */
export function assertCount(name: string, count: number, most: number): void {
  if (count > most) throw new ParseError('InvalidQuery', `${name} has at most ${most} entries.`);
}

export function wrong(name: string, expected: string): ParseError {
  return new ParseError('InvalidQuery', `${name} must be ${expected}.`);
}
