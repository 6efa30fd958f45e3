import { ParseError } from '@parlance/errors';

/**
 * The refusal of a JSON value for a field of another type, in Parse Server's words.
 * @param expected the type of the field, `String`
 */
export function wrongType(className: string, field: string, expected: string, json: unknown): ParseError {
  return new ParseError('IncorrectType', `schema mismatch for ${className}.${field}; expected ${expected} but got ${jsonType(json)}`);
}

function jsonType(json: unknown): string {
  if (json === null) return 'null';
  const type = Array.isArray(json) ? 'array' : typeof json;
  return `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}
