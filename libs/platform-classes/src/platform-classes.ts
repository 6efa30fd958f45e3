import { GLOBAL_CONFIG_CLASS, GRAPHQL_CONFIG_CLASS } from './config.ts';
import { HOOKS_CLASS, JOB_SCHEDULE_CLASS, JOB_STATUS_CLASS } from './functions.ts';
import { IDEMPOTENCY_CLASS } from './idempotency.ts';
import { INSTALLATION_CLASS } from './installation.ts';
import type { PlatformClass } from './platform-class.ts';
import { PRODUCT_CLASS } from './product.ts';
import { AUDIENCE_CLASS, PUSH_STATUS_CLASS } from './push.ts';
import { ROLE_CLASS } from './role.ts';
import { SESSION_CLASS } from './session.ts';
import { USER_CLASS } from './user.ts';

/** Every class of the platform: the only classes whose names begin with an underscore. */
export const PLATFORM_CLASSES: readonly PlatformClass[] = [
  USER_CLASS,
  SESSION_CLASS,
  ROLE_CLASS,
  INSTALLATION_CLASS,
  PRODUCT_CLASS,
  PUSH_STATUS_CLASS,
  AUDIENCE_CLASS,
  JOB_STATUS_CLASS,
  JOB_SCHEDULE_CLASS,
  HOOKS_CLASS,
  GLOBAL_CONFIG_CLASS,
  GRAPHQL_CONFIG_CLASS,
  IDEMPOTENCY_CLASS,
];

const BY_NAME: ReadonlyMap<string, PlatformClass> = new Map(PLATFORM_CLASSES.map((declared) => [declared.name, declared]));

/** The declaration of a class of the platform; undefined for the classes of apps. */
export function platformClass(className: string): PlatformClass | undefined {
  return className.startsWith('_') ? BY_NAME.get(className) : undefined;
}

/** Stored members that documents of any class may hold beside their fields: ACLs in both forms, and a leftover of old servers. */
const INTERNAL_MEMBERS_OF_ALL = ['_rperm', '_wperm', '_acl', '_tombstone'] as const;

/** Stored members, of whichever class, that only the maintenance key and services of ours see and name. */
export const INTERNAL_MEMBERS: ReadonlySet<string> = new Set([
  ...PLATFORM_CLASSES.flatMap(({ internalMembers = [] }) => internalMembers),
  ...INTERNAL_MEMBERS_OF_ALL,
]);

/** Whether objects of the class hold secrets that let their users in. */
export function hasCredentials(className: string): boolean {
  return platformClass(className)?.secrets !== undefined;
}

/** Whether an object of the class is itself the user that owns it. */
export function holdsUsers(className: string): boolean {
  return platformClass(className)?.ownedBy === 'itself';
}
