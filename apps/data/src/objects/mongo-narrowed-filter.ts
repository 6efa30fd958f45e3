import type { Access } from '@parlance/acl';

/** The filter and what the caller's access leaves of it. Both may speak of the same member: the maintenance key asks for `_rperm`. */
export function narrowed(filter: Record<string, unknown>, access: Access): Record<string, unknown> {
  if (access.kind === 'all') return filter;
  if (access.kind === 'none') throw new Error('Nothing can be reached; the caller of narrowed() has to see to that.');
  const permitted = { $in: access.anyOf };
  return access.member in filter ? { $and: [filter, { [access.member]: permitted }] } : { ...filter, [access.member]: permitted };
}
