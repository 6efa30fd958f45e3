import type { JsonObject } from '@parlance/values';
import { classAccess } from './class-access.ts';
import type { Identity } from './identity.ts';
import { NONE, readAccess, writeAccess, type Access } from './object-access.ts';

declare const seal: unique symbol;

/** A request the ACL engine has seen. Stores accept nothing else, so an unchecked access does not compile. */
export type Authorized<Q> = Q & { readonly [seal]: true };

/** A request with what the caller may reach; a store must narrow its filter by `access`. */
export type AuthorizedAccess<Q> = Authorized<Q & { readonly access: Access }>;

/**
 * Both layers for operations on objects that exist: refuses what the class level forbids, and says which objects the ACLs leave.
 *
 * @param permissions of the class, as stored
 * @throws OperationForbidden (119); ObjectNotFound (101), see classAccess
 */
export function accessTo(
  identity: Identity,
  permissions: JsonObject | undefined,
  operation: 'get' | 'find' | 'count' | 'update' | 'delete',
): Access {
  if (!classAccess(identity, permissions, operation)) return NONE;
  return operation === 'update' || operation === 'delete' ? writeAccess(identity) : readAccess(identity);
}

/** Seals `request` together with accessTo of the same arguments. */
export function authorize<Q extends object>(
  identity: Identity,
  permissions: JsonObject | undefined,
  operation: 'get' | 'find' | 'count' | 'update' | 'delete',
  request: Q,
): AuthorizedAccess<Q> {
  return { ...request, access: accessTo(identity, permissions, operation) } as unknown as AuthorizedAccess<Q>;
}

/** Seals the creation of an object, which has no ACL to ask yet. @throws as accessTo */
export function authorizeCreate<Q extends object>(identity: Identity, permissions: JsonObject | undefined, request: Q): Authorized<Q> {
  classAccess(identity, permissions, 'create');
  return request as Authorized<Q>;
}
