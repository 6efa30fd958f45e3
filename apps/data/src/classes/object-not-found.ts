import { ParseError } from '@parlance/errors';

/** The one answer for an object that does not exist and for one the caller may not reach: nobody can find out which it is. */
export function objectNotFound(): ParseError {
  return new ParseError('ObjectNotFound', 'Object not found.');
}
