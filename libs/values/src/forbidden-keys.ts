import { ParseError } from '@parlance/errors';
import { isObject } from './json.ts';
import { FORBIDDEN_KEYS } from './names.ts';

/** A string without any of these holds no forbidden key, not even a written-out one such as `"\u005f_proto__"`. */
const TRACES = ['proto', 'constructor', '_bsontype', '\\u'] as const;

/** Deeper than any body or query may be: those limits are for others to tell, this one ends the recursion. */
const DEPTH_MAX = 200;

/**
 * Refuses JSON with a forbidden key at any depth. Code that parses JSON from outside calls this at once, so that no step behind has to
 * think of such keys, whatever it does with the value.
 *
 * @param json the result of JSON.parse for `text`
 * @throws InvalidFieldName (105); InvalidJson (107) for JSON that holds traces of such a key and is too deep to look through
 *
 * Cost: four searches of the text. Only JSON whose text shows traces is looked through.
 */
export function assertNoForbiddenKeys(json: unknown, text: string): void {
  if (TRACES.some((trace) => text.includes(trace))) visit(json, 1);
}

/** @throws InvalidFieldName (105) */
export function assertKeyAllowed(key: string): void {
  if (FORBIDDEN_KEYS.has(key)) throw new ParseError('InvalidFieldName', refusal(key, false));
}

/** In Parse Server's words: it knows `_bsontype` as a name that no field has, and inside of values as a keyword with a value. */
function refusal(key: string, inside: boolean): string {
  if (key !== '_bsontype') return `Prohibited keyword in request data: ${JSON.stringify({ key })}.`;
  return inside ? 'Prohibited keyword in request data: {"key":"_bsontype","value":"Code"}.' : `Invalid field name: ${key}.`;
}

function visit(json: unknown, depth: number): void {
  if (typeof json !== 'object' || json === null) return;
  if (depth > DEPTH_MAX) throw new ParseError('InvalidJson', `The JSON is nested deeper than ${DEPTH_MAX} levels.`);
  if (Array.isArray(json)) for (const item of json) visit(item, depth + 1);
  else if (isObject(json)) {
    for (const key of Object.keys(json)) {
      if (FORBIDDEN_KEYS.has(key)) throw new ParseError('InvalidFieldName', refusal(key, depth > 1));
      visit(json[key], depth + 1);
    }
  }
}
