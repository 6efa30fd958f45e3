import { ParseError } from '@parlance/errors';
import { assertNoForbiddenKeys } from '@parlance/values';

/**
 * Checks the context that a caller hands to triggers and functions: an object, or a string of its JSON. Nothing that is served takes
 * one, so it goes no further; a caller who gets it wrong hears of it all the same.
 *
 * @param context X-Parse-Cloud-Context, or `_context` of the body; undefined when there is none
 * @throws ParseError InvalidJson; InvalidFieldName for a forbidden key
 */
export function assertContext(context: unknown): void {
  if (context === undefined) return;
  const value = typeof context === 'string' ? parse(context) : context;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidContext();
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
