import { grants, ROLE_NAMES, ROLES, SCOPES, type Role, type Scope } from './scopes.ts';

/** Rights as they are kept: a role by name or scopes, and maybe limits. */
export interface GivenRights {
  readonly role?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly apps?: readonly string[] | undefined;
}

/** Rights as they count. */
export interface Rights {
  readonly scopes: readonly Scope[];
  readonly apps: 'all' | readonly string[];
}

/** The rights behind names. A role or a scope that there is no more gives none. */
export function rightsOf({ role, scopes = [], apps }: GivenRights): Rights {
  const ofRole: readonly Scope[] = ROLE_NAMES.some((name) => name === role) ? ROLES[role as Role] : [];
  return { scopes: SCOPES.filter((scope) => ofRole.includes(scope) || scopes.includes(scope)), apps: apps ?? 'all' };
}

/** The rights that two have in common: a token of an administrator has no others. */
export function commonRights(one: Rights, other: Rights): Rights {
  const scopes = SCOPES.filter((scope) => grants(one.scopes, scope) && grants(other.scopes, scope));
  if (one.apps === 'all') return { scopes, apps: other.apps };
  const { apps } = other;
  return { scopes, apps: apps === 'all' ? one.apps : one.apps.filter((app) => apps.includes(app)) };
}

/** The first right of `given` that `giver` lacks, in words; undefined where they may give all of them. */
export function lackingRight(giver: Rights, given: Rights): string | undefined {
  const scope = given.scopes.find((one) => !grants(giver.scopes, one));
  if (scope !== undefined) return `the scope ${scope}`;
  const { apps } = giver;
  if (apps === 'all') return undefined;
  if (given.apps === 'all') return 'the right to all apps';
  const app = given.apps.find((one) => !apps.includes(one));
  return app === undefined ? undefined : `the right to the app ${app}`;
}
