import { readsEverything, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { isClassName } from '@parlance/values';
import type { AskedWrite, ClassRules } from './class-rules.ts';
import { INSTALLATION_RULES } from './installation-rules.ts';
import { ROLE_RULES } from './role-rules.ts';
import { SESSION_RULES } from './session-rules.ts';
import { USER_RULES } from './user-rules.ts';

/** Who may use a class at all, before its own permissions are asked, and what the class adds to reading and writing. */
export interface ClassPolicy {
  /** Everyone, as far as the class's permissions go; or nobody but the master key. */
  readonly read: 'open' | 'master' | 'nobody';
  readonly write: 'open' | 'nobody';
  readonly rules?: ClassRules;
}

const ORDINARY: ClassPolicy = { read: 'open', write: 'open' };
const CLOSED: ClassPolicy = { read: 'master', write: 'nobody' };
const INTERNAL: ClassPolicy = { read: 'nobody', write: 'nobody' };

/**
 * Classes of the platform. Those whose rules are not registered here are closed: a push status that is saved like any object would be
 * worse than a refusal.
 */
const SYSTEM_CLASSES: ReadonlyMap<string, ClassPolicy> = new Map<string, ClassPolicy>([
  ['_User', { ...ORDINARY, rules: USER_RULES }],
  ['_Session', { ...ORDINARY, rules: SESSION_RULES }],
  ['_Role', { ...ORDINARY, rules: ROLE_RULES }],
  ['_Installation', { ...ORDINARY, rules: INSTALLATION_RULES }],
  ['_Product', CLOSED],
  ['_Audience', CLOSED],
  ['_PushStatus', CLOSED],
  ['_JobStatus', CLOSED],
  ['_JobSchedule', CLOSED],
  ['_Hooks', CLOSED],
  ['_GlobalConfig', CLOSED],
  ['_GraphQLConfig', CLOSED],
]);

/** Classes that a session made for another device does not write. */
const NOT_FOR_RESTRICTED: ReadonlySet<string> = new Set(['_User', '_Session', '_Role']);

/** Collections that look like classes and are none, for any caller. */
const INTERNAL_NAMES: ReadonlySet<string> = new Set(['_Idempotency', '_SCHEMA']);
const JOIN_PREFIX = '_Join:';

/** What a class of the platform adds to reading and writing; undefined for ordinary classes. */
export function rulesOf(className: string): ClassRules | undefined {
  return className.startsWith('_') ? SYSTEM_CLASSES.get(className)?.rules : undefined;
}

/** The rules of a class by its name; undefined when no class can have that name. */
export function classPolicy(className: string): ClassPolicy | undefined {
  if (!className.startsWith('_')) return isClassName(className) ? ORDINARY : undefined;
  if (INTERNAL_NAMES.has(className) || className.startsWith(JOIN_PREFIX)) return INTERNAL;
  return SYSTEM_CLASSES.get(className);
}

export function isReadable({ read }: ClassPolicy, identity: Identity): boolean {
  return read === 'open' || (read === 'master' && readsEverything(identity));
}

/** @throws OperationForbidden (119) when the policy keeps this caller from reading; what the class's own rules throw */
export function assertReadable(policy: ClassPolicy, identity: Identity): void {
  if (!isReadable(policy, identity)) throw refusal();
  policy.rules?.assertReader?.(identity);
}

/**
 * @throws OperationForbidden (119) when the policy closes the class to writes, or the caller may write nothing at all; what the class's
 *   own rules throw
 */
export function assertWritable(policy: ClassPolicy, className: string, asked: AskedWrite): void {
  const { identity, trusted } = asked;
  if (policy.write === 'nobody' && !trusted) throw refusal(); // the service that the class belongs to writes it
  if (identity.kind === 'readOnlyMaster') throw refusal();
  if (identity.kind === 'user' && identity.restricted === true && NOT_FOR_RESTRICTED.has(className)) throw refusal();
  policy.rules?.assertWriter?.(asked);
}

/** The text is the protocol's: it names neither the class nor the reason (docs/contract/20-rest-protocol.md, 3.2). */
function refusal(): ParseError {
  return new ParseError('OperationForbidden', 'Permission denied');
}
