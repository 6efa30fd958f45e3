import { PLATFORM, readsEverything, refusal, refusesClients, writesEverything, type Identity } from '@parlance/acl';
import {
  INSTALLATION,
  isInternalCollection,
  PLATFORM_CLASSES,
  PRODUCT,
  platformClass,
  ROLE,
  SESSION,
  USER,
  type OpenTo,
} from '@parlance/platform-classes';
import { isClassName } from '@parlance/values';
import type { AskedWrite, ClassRules } from './class-rules.ts';
import { INSTALLATION_RULES } from './installation-rules.ts';
import { PRODUCT_RULES } from './product-rules.ts';
import { ROLE_RULES } from './role-rules.ts';
import { SESSION_RULES } from './session-rules.ts';
import { USER_RULES } from './user-rules.ts';

/** The callers that a class lets in at all, before its permissions are asked, and the steps it adds to reading and writing. */
export interface ClassPolicy {
  readonly readers: OpenTo;
  readonly writers: OpenTo;
  /** Present, perhaps empty, for every class of the platform: such a class is there before its first object. */
  readonly rules?: ClassRules;
}

const ORDINARY: ClassPolicy = { readers: 'permission', writers: 'permission' };
const INTERNAL: ClassPolicy = { readers: 'nobody', writers: 'nobody' };

/** Steps of classes of the platform. A declared class that is not named here adds none. */
const RULES: ReadonlyMap<string, ClassRules> = new Map<string, ClassRules>([
  [USER, USER_RULES],
  [SESSION, SESSION_RULES],
  [ROLE, ROLE_RULES],
  [INSTALLATION, INSTALLATION_RULES],
  [PRODUCT, PRODUCT_RULES],
]);

const POLICIES: ReadonlyMap<string, ClassPolicy> = new Map(
  PLATFORM_CLASSES.map(({ name, readers, writers }) => [name, { readers, writers, rules: RULES.get(name) ?? {} }]),
);

/** The steps that a class of the platform adds to reading and writing; undefined for the classes of apps. */
export function rulesOf(className: string): ClassRules | undefined {
  return className.startsWith('_') ? POLICIES.get(className)?.rules : undefined;
}

/** The policy of a class by its name; undefined when no class can have that name. */
export function classPolicy(className: string): ClassPolicy | undefined {
  if (!className.startsWith('_')) return isClassName(className) ? ORDINARY : undefined;
  return POLICIES.get(className) ?? (isInternalCollection(className) ? INTERNAL : undefined);
}

export function isReadable({ readers }: ClassPolicy, identity: Identity): boolean {
  switch (readers) {
    case 'permission':
      return true;
    case 'master':
      return readsEverything(identity);
    case 'owner':
      return identity.kind === 'platform';
    case 'nobody':
      return false;
  }
}

function isWritable({ writers }: ClassPolicy, identity: Identity): boolean {
  switch (writers) {
    case 'permission':
      return identity.kind !== 'readOnlyMaster';
    case 'master':
      return writesEverything(identity);
    case 'owner':
      return identity.kind === 'platform';
    case 'nobody':
      return false;
  }
}

/** @throws OperationForbidden (119) when the policy keeps this caller from reading; the errors of the class's own rules */
export function assertReadable(policy: ClassPolicy, className: string, identity: Identity, operation: 'find' | 'get'): void {
  if (!isReadable(policy, identity)) throw refusesClients(identity, className, operation);
  policy.rules?.assertReader?.(identity);
}

/**
 * @throws OperationForbidden (119) when the policy closes the class to this caller's writes, or the caller's session was made for another
 *   device and the class is not for those; the errors of the class's own rules
 */
export function assertWritable(policy: ClassPolicy, className: string, asked: AskedWrite): void {
  const { identity, operation, trusted } = asked;
  // A service that the class belongs to writes it, whoever it writes for.
  if (!isWritable(policy, trusted ? PLATFORM : identity)) throw refusesClients(identity, className, operation);
  if (identity.kind === 'readOnlyMaster') throw refusesClients(identity, className, operation);
  if (identity.kind === 'user' && identity.restricted === true && platformClass(className)?.closedToRestrictedSessions) {
    throw refusal({ inFull: `A session that was made for another device does not ${operation} objects of ${className}.` });
  }
  policy.rules?.assertWriter?.(asked);
}
