import { decideClassAccess, type ClassDecision, type GuardedClass } from '@parlance/acl';
import type { data } from '@parlance/contracts';

type Outcome = data.PermissionChange['before'];

const OUTCOMES: Readonly<Record<ClassDecision['kind'], Outcome>> = {
  allowed: 'allowed',
  pointed: 'some',
  nothing: 'refused',
  denied: 'refused',
  unauthenticated: 'refused',
};

const NOBODY_ROLE = 'public';
const WITHOUT_ROLES = 'users without roles';

/**
 * The sampled requests that other permissions would treat otherwise, most requests first. The permissions of the class decide; ACLs of objects
 * and other rules stay as they are, and are not asked.
 */
export function rehearse(samples: readonly data.AccessSample[], before: GuardedClass, after: GuardedClass): data.PermissionRehearsal {
  const changes = new Map<string, data.PermissionChange>();
  const roles = new Map<string, { role: string; refused: number; allowed: number }>();
  for (const { operation, identity, objects } of samples) {
    const [was, becomes] = [before, after].map((guarded) => OUTCOMES[decideClassAccess(identity, guarded, operation).kind]);
    if (was === undefined || becomes === undefined || was === becomes) continue;
    const named = identity.kind === 'user' ? identity.roles.toSorted() : [];
    const user = identity.kind === 'user' ? identity.userId : null;
    const key = JSON.stringify([operation, user, named]);
    const known = changes.get(key) ?? {
      operation,
      caller: identity.kind,
      user,
      roles: named,
      before: was,
      after: becomes,
      requests: 0,
      objects: 0,
    };
    changes.set(key, { ...known, requests: known.requests + 1, objects: known.objects + objects });
    const counted = identity.kind === 'public' ? [NOBODY_ROLE] : named.length === 0 ? [WITHOUT_ROLES] : named;
    for (const role of counted) {
      const entry = roles.get(role) ?? { role, refused: 0, allowed: 0 };
      roles.set(role, { ...entry, ...(isLess(becomes, was) ? { refused: entry.refused + 1 } : { allowed: entry.allowed + 1 }) });
    }
  }
  const oldest = samples.reduce((least, { at }) => Math.min(least, at), Infinity);
  return {
    sampled: samples.length,
    since: oldest === Infinity ? null : new Date(oldest).toISOString(),
    changes: [...changes.values()].sort((one, other) => other.requests - one.requests),
    roles: [...roles.values()].sort((one, other) => other.refused + other.allowed - one.refused - one.allowed),
  };
}

const ORDER: readonly Outcome[] = ['refused', 'some', 'allowed'];

function isLess(one: Outcome, other: Outcome): boolean {
  return ORDER.indexOf(one) < ORDER.indexOf(other);
}
