/** The rights of one party: `*` is the public, `role:Name` a role, anything else the objectId of a user. */
export interface AclEntry {
  readonly who: string;
  readonly read: boolean;
  readonly write: boolean;
}

const PUBLIC = '*';

/** The entries of an ACL of REST, the public first. An object without ACL is open to the public, as the server has it. */
export function entriesOf(acl: unknown): readonly AclEntry[] {
  const given =
    typeof acl === 'object' && acl !== null
      ? (acl as Record<string, { read?: boolean; write?: boolean }>)
      : { [PUBLIC]: { read: true, write: true } };
  const entries = Object.entries(given).map(([who, { read = false, write = false }]) => ({ who, read, write }));
  return entries.some(({ who }) => who === PUBLIC) ? entries : [{ who: PUBLIC, read: false, write: false }, ...entries];
}

/** The ACL of REST; parties without any right are left out. */
export function aclOf(entries: readonly AclEntry[]): Record<string, { read?: true; write?: true }> {
  return Object.fromEntries(
    entries
      .filter(({ read, write }) => read || write)
      .map(({ who, read, write }) => [who, { ...(read ? { read: true as const } : {}), ...(write ? { write: true as const } : {}) }]),
  );
}

export function withRight(entries: readonly AclEntry[], who: string, right: 'read' | 'write', on: boolean): readonly AclEntry[] {
  const known = entries.some((entry) => entry.who === who);
  const all = known ? entries : [...entries, { who, read: false, write: false }];
  return all.map((entry) => (entry.who === who ? { ...entry, [right]: on } : entry));
}
