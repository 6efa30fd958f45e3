import { writesEverything, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';

/** Asked before anything is read or hashed: what else is wrong with the request is not everybody's business. @throws SessionMissing (206) */
export function assertMayModify(userId: string, identity: Identity): void {
  if (writesEverything(identity) || (identity.kind === 'user' && identity.userId === userId)) return;
  throw new ParseError('SessionMissing', `Cannot modify user ${userId.slice(0, 100)}.`);
}
