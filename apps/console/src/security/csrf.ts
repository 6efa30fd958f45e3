import { createHmac, timingSafeEqual } from 'node:crypto';
import { ParseError } from '@parlance/errors';

export const CSRF_HEADER = 'x-csrf-token';
const PURPOSE = 'parlance console csrf';

/** The token that changes of a session carry besides its cookie: made of the session, so that every replica knows it, and none keeps it. */
export function csrfOf(session: string): string {
  return createHmac('sha256', session).update(PURPOSE).digest('base64url');
}

/** @throws ParseError OperationForbidden */
export function assertCsrf(session: string, given: unknown): void {
  const expected = Buffer.from(csrfOf(session));
  const sent = Buffer.from(typeof given === 'string' ? given : '');
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) {
    throw new ParseError('OperationForbidden', 'This request does not come from a page of the console: reload it.');
  }
}
