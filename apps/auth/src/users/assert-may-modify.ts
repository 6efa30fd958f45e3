import { refusal, writesEverything, type Identity } from '@parlance/acl';

/**
 * Asked before anything is read or hashed: other faults of the request are not everybody's business.
 * @throws SessionMissing (206), OperationForbidden (119) a session made for another device
 */
export function assertMayModify(userId: string, identity: Identity): void {
  if (writesEverything(identity)) return;
  if (identity.kind !== 'user' || identity.userId !== userId) {
    throw refusal({ kind: 'SessionMissing', inFull: `Cannot modify user ${userId.slice(0, 100)}.` });
  }
  if (identity.restricted === true) throw refusal({ inFull: 'A session that was made for another device does not change users.' });
}
