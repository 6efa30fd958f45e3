import { ALL, both, NONE, type Access } from './access.ts';
import { classAccess } from './assert-class-access.ts';
import type { ClassDecision, GuardedClass } from './class-access.ts';
import type { Identity } from './identity.ts';
import { objectAccess } from './object-access.ts';

declare const seal: unique symbol;

/** A request the ACL engine has seen. Stores accept nothing else, so an unchecked access does not compile. */
export type Authorized<Q> = Q & { readonly [seal]: true };

/** A request with the caller's access; a store must narrow its filter by `access`. */
export type AuthorizedAccess<Q> = Authorized<Q & { readonly access: Access }>;

/** Operations on objects that exist. */
export type ObjectOperation = 'get' | 'find' | 'count' | 'update' | 'delete';

/**
 * Both layers for operations on objects that exist: refuses operations that the class level forbids, and says which objects pointer
 * permissions and ACLs leave.
 *
 * @throws OperationForbidden (119); ObjectNotFound (101), see classAccess
 */
export function accessTo(identity: Identity, guarded: GuardedClass, operation: ObjectOperation): Access {
  return accessUnder(classAccess(identity, guarded, operation), identity, guarded.className, operation);
}

/**
 * The objects to which the class level lets the caller give new fields; whether they may be updated at all is asked apart.
 *
 * @throws as accessTo
 */
export function accessToGrow(identity: Identity, guarded: GuardedClass): Access {
  const decision = classAccess(identity, guarded, 'addField', 'update');
  if (decision.kind === 'allowed') return ALL;
  if (decision.kind === 'nothing' || identity.kind !== 'user') return NONE;
  return both(ALL, { userId: identity.userId, anyOf: decision.fields });
}

/** The objects that a decision of the class level leaves. */
export function accessUnder(decision: ClassDecision, identity: Identity, className: string, operation: ObjectOperation): Access {
  if (decision.kind !== 'allowed' && decision.kind !== 'pointed') return NONE;
  const objects = objectAccess(identity, className, operation === 'update' || operation === 'delete' ? 'write' : 'read');
  if (decision.kind === 'allowed' || identity.kind !== 'user') return objects;
  return both(objects, { userId: identity.userId, anyOf: decision.fields });
}

/** Seals `request` together with accessTo of the same arguments. */
export function authorize<Q extends object>(
  identity: Identity,
  guarded: GuardedClass,
  operation: ObjectOperation,
  request: Q,
): AuthorizedAccess<Q> {
  return { ...request, access: accessTo(identity, guarded, operation) } as unknown as AuthorizedAccess<Q>;
}

/** The same for an update that gives an object fields which its class does not have. @throws as accessTo, for both operations */
export function authorizeGrowth<Q extends object>(identity: Identity, guarded: GuardedClass, request: Q): AuthorizedAccess<Q> {
  const growing = accessToGrow(identity, guarded);
  const updating = accessTo(identity, guarded, 'update');
  const access = growing.kind === 'some' ? (growing.pointers ?? []).reduce(both, updating) : growing.kind === 'none' ? NONE : updating;
  return { ...request, access } as unknown as AuthorizedAccess<Q>;
}

/** Seals the creation of an object, which has no ACL to ask yet. @throws as accessTo */
export function authorizeCreate<Q extends object>(identity: Identity, guarded: GuardedClass, request: Q): Authorized<Q> {
  classAccess(identity, guarded, 'create');
  return request as Authorized<Q>;
}
