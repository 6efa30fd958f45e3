import { grants, refusal, writesEverything, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import type { UserRecord } from '../records/user-record.ts';

/**
 * Runs a change of a user. The ACL decides who may make it; a caller who may not is told so in the way of requests without a session,
 * since clients know that answer.
 *
 * @throws SessionMissing (206) without a session, and for a user who is not there or not the caller's to write; OperationForbidden (119)
 *   in a session that was made for another device; what the work throws
 */
export async function modifying<Result>(userId: string, identity: Identity, work: () => Promise<Result>): Promise<Result> {
  if (identity.kind === 'public') throw refusal({ kind: 'SessionMissing', inFull: `Cannot modify user ${userId.slice(0, 100)}.` });
  if (identity.kind !== 'user') return work();
  if (identity.restricted === true) throw refusal({ inFull: 'A session that was made for another device does not change users.' });
  try {
    return await work();
  } catch (error) {
    throw error instanceof ParseError && error.kind === 'ObjectNotFound' ? mayNot() : error;
  }
}

/**
 * Asked before anything is hashed, counted or sent on behalf of a user. The write itself asks again, by its filter.
 * @throws SessionMissing (206)
 */
export function assertMayWrite({ guarded }: UserRecord, identity: Identity): void {
  const isOwnUnlisted = identity.kind === 'user' && identity.userId === guarded['_id'];
  const isOpen = writesEverything(identity) || (guarded['_wperm'] === undefined ? isOwnUnlisted : grants(identity, guarded, 'write'));
  if (!isOpen) throw mayNot();
}

function mayNot(): ParseError {
  return refusal({ kind: 'SessionMissing', inFull: 'Insufficient auth.' });
}
