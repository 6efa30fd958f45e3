/** The areas of administration: each is a service in gRPC, a group of subjects on NATS, and a command of the CLI. */
export const AREAS = [
  'apps',
  'keys',
  'settings',
  'administrators',
  'tokens',
  'audit',
  'schema',
  'indexes',
  'permissions',
  'data',
  'parameters',
  'users',
  'jobs',
  'push',
  'transfers',
  'usage',
  'analytics',
  'cloud',
  'fleet',
] as const;
export type Area = (typeof AREAS)[number];

/** A right: to look at an area, or to change it. The right to change includes the right to look. */
export type Scope = `${Area}:${'read' | 'write'}`;
export const SCOPES: readonly Scope[] = AREAS.flatMap((area) => [`${area}:read`, `${area}:write`] as const);

const EVERYWHERE_READ = AREAS.map((area): Scope => `${area}:read`);
/** Areas in which other administrators, keys and the deployment itself are decided on. */
const HIGH: readonly Area[] = ['apps', 'keys', 'administrators', 'tokens', 'fleet'];

/**
 * Roles of administrators: named sets of scopes.
 *
 * - `owner`: everything
 * - `developer`: all that belongs to building an app; neither apps, keys, people nor the deployment
 * - `marketer`: pushes, and figures
 * - `supporter`: users, and why somebody sees an object
 * - `viewer`: looks at everything, changes nothing
 */
export const ROLES = {
  owner: SCOPES,
  developer: [...EVERYWHERE_READ, ...AREAS.filter((area) => !HIGH.includes(area)).map((area): Scope => `${area}:write`)],
  marketer: ['apps:read', 'push:read', 'push:write', 'usage:read', 'analytics:read', 'analytics:write'],
  supporter: ['apps:read', 'users:read', 'users:write', 'permissions:read', 'push:read', 'audit:read'],
  viewer: EVERYWHERE_READ,
} as const satisfies Record<string, readonly Scope[]>;
export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** True when one of the scopes gives the right. */
export function grants(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes(needed) || (needed.endsWith(':read') && scopes.includes(needed.replace(/read$/, 'write') as Scope));
}
