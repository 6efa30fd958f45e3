import { ParseError } from '@parlance/errors';

/** The text is Parse Server's, since apps in the field compare it. */
export function tooLarge(): ParseError {
  return new ParseError('RequestTooLarge', 'request entity too large');
}
