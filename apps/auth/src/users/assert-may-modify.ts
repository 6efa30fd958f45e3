import { writesEverything, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';

/**
 * Asked before anything is read or hashed: other faults of the request are not everybody's business.
 * @throws SessionMissing (206), OperationForbidden (119) a session made for another device
 */
export function assertMayModify(userId: string, identity: Identity): void {
  if (writesEverything(identity)) return;
  if (identity.kind !== 'user' || identity.userId !== userId) {
    throw new ParseError('SessionMissing', `Cannot modify user ${userId.slice(0, 100)}.`);
  }
  if (identity.restricted === true) throw new ParseError('OperationForbidden', 'Permission denied');
}
