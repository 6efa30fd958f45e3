import { ParseError } from '@parlance/errors';
import { assertNoForbiddenKeys } from '@parlance/values';

/** The context that a caller hands to triggers and functions: an object, or a string of its JSON. */
export type CodeContext = object | string;

const NONE = '{}';

/**
 * Checks the context that a caller hands to triggers and functions. An app without code has nobody to read it; a caller who gets it wrong
 * hears of it all the same.
 *
 * @param context X-Parse-Cloud-Context, or `_context` of the body; undefined when there is none
 * @throws ParseError InvalidJson; InvalidFieldName for a forbidden key
 */
export function readContext(context: unknown): CodeContext | undefined {
  if (context === undefined) return undefined;
  const value = typeof context === 'string' ? parse(context) : context;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidContext();
  return context as CodeContext;
}

/** Its JSON. */
export function contextJson(context: CodeContext | undefined): string {
  if (context === undefined) return NONE;
  return typeof context === 'string' ? context : JSON.stringify(context);
}

function parse(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidContext();
  }
  assertNoForbiddenKeys(value, text);
  return value;
}

function invalidContext(): ParseError {
  return new ParseError('InvalidJson', 'Invalid object for context.');
}
