import { ParseError } from '@parlance/errors';
import { assertBodyLimits, type UnknownObject } from '@parlance/values';

const LENGTH_MAX = 1_024;

/**
 * The address that somebody wants a mail to.
 * @throws EmailMissing (204), InvalidJson (107) for a string that is no Unicode, InvalidEmailAddress (125) for a value that is no string
 */
export function requestedAddress({ email }: UnknownObject): string {
  if (email === undefined || email === null || email === '') throw new ParseError('EmailMissing', 'you must provide an email');
  if (typeof email === 'string') assertBodyLimits({ email });
  if (typeof email === 'string' && email.length <= LENGTH_MAX && !email.includes('\0')) return email;
  throw new ParseError('InvalidEmailAddress', 'you must provide a valid email string');
}
