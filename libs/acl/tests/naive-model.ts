/**
 * Access of callers, as the contract's prose says it (docs/contract/04-roles-acl-clp.md), sentence by sentence and with no regard for
 * speed or elegance. It shares no code with the engine, so that both being wrong in the same way is unlikely.
 */

export type Who = 'public' | 'owner' | 'roleMember' | 'nestedRoleMember' | 'stranger' | 'master' | 'readOnlyMaster';
/** `newField` adds a field with a new object, `addField` to one that is there. */
export type What = 'get' | 'find' | 'count' | 'create' | 'update' | 'delete' | 'addField' | 'newField';
export type Verdict = 'yes' | 'no such object' | 'forbidden' | 'log in first';

/** The users of the table. The nested member is in Child, which Parent contains, and so has both. */
export const USERS: Readonly<Record<string, { id: string; roles: readonly string[] }>> = {
  owner: { id: 'owner00001', roles: [] },
  roleMember: { id: 'member0001', roles: ['Parent'] },
  nestedRoleMember: { id: 'nested0001', roles: ['Child', 'Parent'] },
  stranger: { id: 'stranger01', roles: ['Others'] },
};

export interface Facts {
  readonly className: string;
  readonly acl: Readonly<Record<string, { read?: boolean; write?: boolean }>> | undefined;
  readonly clp: Readonly<Record<string, unknown>> | undefined;
  /** Ids of the users that the field `holder` and the list `friends` point to; for `_User` the id of the object itself. */
  readonly holder: string | undefined;
  readonly friends: readonly string[];
  readonly objectId: string;
  /** For `_Session`: whose it is. */
  readonly user: string;
}

export function naiveVerdict(who: Who, what: What, facts: Facts): Verdict {
  if (who === 'master') return 'yes';
  const reading = what === 'get' || what === 'find' || what === 'count';
  if (who === 'readOnlyMaster') return reading ? 'yes' : 'forbidden';
  const user = USERS[who];

  // The class level.
  let mustPoint: string[] | undefined;
  if (facts.clp !== undefined) {
    const entry = (facts.clp[what === 'newField' ? 'addField' : what] ?? {}) as Record<string, unknown>;
    let open = entry['*'] === true;
    if (user !== undefined && entry[user.id] === true) open = true;
    for (const role of user?.roles ?? []) if (entry[`role:${role}`] === true) open = true;
    if (!open) {
      if (user === undefined && entry['requiresAuthentication'] === true) return 'log in first';
      mustPoint = [];
      if (what === 'newField' && ((facts.clp['writeUserFields'] ?? []) as string[]).length > 0) return 'yes';
      if (what !== 'create' && what !== 'newField') {
        for (const field of (entry['pointerFields'] ?? []) as string[]) mustPoint.push(field);
        const group = reading ? facts.clp['readUserFields'] : facts.clp['writeUserFields'];
        for (const field of (group ?? []) as string[]) mustPoint.push(field);
      }
      if (mustPoint.length === 0) {
        // Open to every session, and no pointer says otherwise.
        if (user === undefined || entry['requiresAuthentication'] !== true) return 'forbidden';
        mustPoint = undefined;
      }
    }
  }
  if (what === 'create' || what === 'newField') return 'yes';

  // Pointer permissions.
  if (mustPoint !== undefined) {
    if (user === undefined) return 'no such object';
    const pointed =
      (mustPoint.includes('holder') && facts.holder === user.id) || (mustPoint.includes('friends') && facts.friends.includes(user.id));
    if (!pointed) return 'no such object';
  }

  // The object; of a new field's the update is asked for it.
  if (what === 'addField') return 'yes';
  if (facts.className === '_Session') return user !== undefined && facts.user === user.id ? 'yes' : 'no such object';
  if (facts.className === '_User' && !reading) {
    if (user === undefined) return 'no such object';
    if (facts.acl === undefined) return facts.objectId === user.id ? 'yes' : 'no such object';
  }
  if (facts.acl === undefined) return 'yes';
  const right = reading ? 'read' : 'write';
  if (facts.acl['*']?.[right] === true) return 'yes';
  if (user !== undefined && facts.acl[user.id]?.[right] === true) return 'yes';
  for (const role of user?.roles ?? []) if (facts.acl[`role:${role}`]?.[right] === true) return 'yes';
  return 'no such object';
}
