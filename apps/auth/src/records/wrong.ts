import { ParseError } from '@parlance/errors';

/** The answer to a wrong name, a wrong password, and the right ones of somebody who is locked. */
export function wrong(): ParseError {
  return new ParseError('ObjectNotFound', 'Invalid username/password.');
}
