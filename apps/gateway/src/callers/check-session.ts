import type { Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';

/**
 * Who asks, once the session has been looked at. Privileged callers send the token of their last user along; it is not looked at.
 * No service issues sessions, so no token of another caller can be a live one.
 *
 * @throws ParseError InvalidSessionToken
 */
export function checkSession(identity: Identity, sessionToken: string | undefined): Identity {
  if (sessionToken !== undefined && identity.kind === 'public') throw new ParseError('InvalidSessionToken', 'Invalid session token');
  return identity;
}
