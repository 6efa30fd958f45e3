import type { JsonObject } from '@parlance/values';
import { decideClassAccess, type ClassOperation } from './class-access.ts';
import type { Identity } from './identity.ts';

const OUTCOMES = {
  allowed: 'class-level permissions allow it; the ACL of each object decides',
  nothing: 'only objects that point to the caller are open, and a caller without session is pointed to by none',
  denied: 'class-level permissions do not grant it',
  unauthenticated: 'class-level permissions ask for a session',
} as const;

/** The class-level decision as a sentence, for logs and the console. Names no token and no key. */
export function explain(identity: Identity, className: string, permissions: JsonObject | undefined, operation: ClassOperation): string {
  const outcome = OUTCOMES[decideClassAccess(identity, permissions, operation)];
  const basis = permissions === undefined ? 'the class has no permission object' : 'the class has a permission object';
  return `${describe(identity)} asks to ${operation} ${className}: ${outcome} (${basis}).`;
}

function describe(identity: Identity): string {
  switch (identity.kind) {
    case 'public':
      return 'A caller without session';
    case 'user':
      return `User ${identity.userId} (roles: ${identity.roles.length})`;
    case 'master':
      return 'The master key';
    case 'readOnlyMaster':
      return 'The read-only master key';
    case 'maintenance':
      return 'The maintenance key';
  }
}
