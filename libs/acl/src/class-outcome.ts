import type { ClassDecision, ClassOperation, GuardedClass } from './class-access.ts';
import type { Identity } from './identity.ts';

/** One rule that was asked, its answer, and the reason, as a sentence. Names no token and no key. */
export interface RuleOutcome {
  readonly rule: 'closed class' | 'class rules' | 'class permissions' | 'pointer permissions' | 'own object' | 'ACL' | 'protected fields';
  readonly outcome: 'allows' | 'refuses' | 'hides';
  readonly because: string;
}

/** A decision of class permissions as the answer of a rule. */
export function classOutcome(decision: ClassDecision, { classPermissions }: GuardedClass, operation: ClassOperation): RuleOutcome {
  const rule = 'class permissions';
  switch (decision.kind) {
    case 'allowed':
      return {
        rule,
        outcome: 'allows',
        because: classPermissions === undefined ? 'the class has no permissions of its own' : `they allow ${operation}`,
      };
    case 'pointed':
      return {
        rule,
        outcome: 'allows',
        because: `they allow ${operation} to users that an object points to by ${decision.fields.join(', ')}`,
      };
    case 'nothing':
      return { rule, outcome: 'refuses', because: `they allow ${operation} to users that an object points to, and there is no session` };
    case 'unauthenticated':
      return { rule, outcome: 'refuses', because: `they allow ${operation} to logged-in users, and there is no session` };
    case 'denied':
      return { rule, outcome: 'refuses', because: `they do not grant ${operation}` };
  }
}

/** The caller, as the beginning of a sentence, for the log: names of roles are an app's data, and stay out of it. */
export function describeIdentity(identity: Identity): string {
  return describe(identity, (roles) => (roles.length === 1 ? 'one role' : `${roles.length} roles`));
}

/** The same with the names of roles, for somebody who may read them. */
export function describeIdentityInFull(identity: Identity): string {
  return describe(identity, (roles) => `${roles.length === 1 ? 'the role' : `${roles.length} roles:`} ${shownEntries(roles)}`);
}

function describe(identity: Identity, describeRoles: (roles: readonly string[]) => string): string {
  switch (identity.kind) {
    case 'public':
      return 'A caller without session';
    case 'user':
      return `User ${identity.userId} ${identity.roles.length === 0 ? 'without roles' : `with ${describeRoles(identity.roles)}`}`;
    case 'master':
      return 'The master key';
    case 'readOnlyMaster':
      return 'The read-only master key';
    case 'maintenance':
      return 'The maintenance key';
    case 'platform':
      return 'The platform';
  }
}

const ENTRIES_SHOWN_MAX = 10;

/** The first of many entries, and how many there are more. */
export function shownEntries(entries: readonly string[]): string {
  const shown = entries.slice(0, ENTRIES_SHOWN_MAX).join(', ');
  return entries.length > ENTRIES_SHOWN_MAX ? `${shown} and ${entries.length - ENTRIES_SHOWN_MAX} more` : shown;
}
