import type { Access, AclRestriction, AuthorizedAccess, PointerRestriction, SomeAccess } from '@parlance/acl';
import { USER } from '@parlance/platform-classes';
import { compileFilter } from '@parlance/query';
import type { ObjectChange } from './object.store.ts';

type Filter = Record<string, unknown>;

/**
 * The filter, narrowed to the objects that the caller can reach. Both may speak of the same member: the maintenance key
 * asks for `_rperm`.
 */
export function narrowed(filter: Filter, access: Access): Filter {
  if (access.kind === 'all') return filter;
  if (access.kind === 'none') throw new Error('Nothing can be reached; the caller of narrowed() has to see to that.');
  const { acl, pointers } = access;
  if (acl !== undefined && acl.orUnlisted === undefined && pointers === undefined) {
    return acl.member in filter ? { $and: [filter, permitted(acl)] } : { ...filter, [acl.member]: { $in: acl.anyOf } };
  }
  return { $and: [filter, ...restrictions(access)] };
}

/** The object of a change, if it meets the condition and is the caller's. */
export function targetFilter({ objectId, condition, schema, access }: AuthorizedAccess<ObjectChange>): Filter {
  const target = { _id: objectId };
  return narrowed(condition === undefined ? target : { $and: [target, compileFilter(condition, schema)] }, access);
}

function restrictions({ acl, pointers = [] }: SomeAccess): readonly Filter[] {
  const filters = pointers.map(pointing);
  if (acl === undefined) return filters;
  const { member, orUnlisted } = acl;
  filters.push(orUnlisted === undefined ? permitted(acl) : { $or: [permitted(acl), { _id: orUnlisted, [member]: null }] });
  return filters;
}

function permitted({ member, anyOf }: AclRestriction): Filter {
  return { [member]: { $in: anyOf } };
}

/** A field may be a pointer or a list of pointers; which of them, the stored form tells. */
function pointing({ userId, anyOf }: PointerRestriction): Filter {
  const stored = `${USER}$${userId}`;
  const pointer = { className: USER, objectId: userId };
  return { $or: anyOf.flatMap((field) => [{ [`_p_${field}`]: stored }, { [field]: { $elemMatch: pointer } }]) };
}
