import { decideClassAccess, type ClassDecision, type ClassOperation, type GuardedClass, type SaveKind } from './class-access.ts';
import type { Identity } from './identity.ts';
import { refusesClass } from './refusals.ts';

/** A decision that refuses nothing, even where it leaves no object. */
export type ClassAccess = Exclude<ClassDecision, { kind: 'denied' | 'unauthenticated' }>;

/**
 * The same as decideClassAccess, with refusals as errors.
 *
 * @throws OperationForbidden (119); ObjectNotFound (101) where a session is all that is missing
 */
export function classAccess(identity: Identity, guarded: GuardedClass, operation: ClassOperation, save?: SaveKind): ClassAccess {
  const decision = decideClassAccess(identity, guarded, operation, save);
  if (decision.kind === 'denied' || decision.kind === 'unauthenticated') throw refusesClass(identity, guarded, operation, decision);
  return decision;
}
