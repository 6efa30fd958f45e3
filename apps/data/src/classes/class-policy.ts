import type { Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { isClassName } from '@parlance/values';

/** Who may use a class at all, before its own permissions are asked. */
export interface ClassPolicy {
  /** Everyone, as far as the class's permissions go; or nobody but the master key. */
  readonly read: 'open' | 'master' | 'nobody';
  readonly write: 'open' | 'nobody';
}

const ORDINARY: ClassPolicy = { read: 'open', write: 'open' };
const CLOSED: ClassPolicy = { read: 'master', write: 'nobody' };
const INTERNAL: ClassPolicy = { read: 'nobody', write: 'nobody' };

/**
 * Classes with rules of their own. All of them are closed until the steps that carry their rules (sign-up, role membership, session
 * immutability, installation upsert) are registered here: a saved `_User` without a password hash would be worse than a refusal.
 */
const SYSTEM_CLASSES: ReadonlyMap<string, ClassPolicy> = new Map(
  [
    '_User',
    '_Session',
    '_Role',
    '_Installation',
    '_Product',
    '_Audience',
    '_PushStatus',
    '_JobStatus',
    '_JobSchedule',
    '_Hooks',
    '_GlobalConfig',
    '_GraphQLConfig',
  ].map((className) => [className, CLOSED]),
);

/** Collections that look like classes and are none, for any caller. */
const INTERNAL_NAMES: ReadonlySet<string> = new Set(['_Idempotency', '_SCHEMA']);
const JOIN_PREFIX = '_Join:';

/** The rules of a class by its name; undefined when no class can have that name. */
export function classPolicy(className: string): ClassPolicy | undefined {
  if (!className.startsWith('_')) return isClassName(className) ? ORDINARY : undefined;
  if (INTERNAL_NAMES.has(className) || className.startsWith(JOIN_PREFIX)) return INTERNAL;
  return SYSTEM_CLASSES.get(className);
}

export function isReadable({ read }: ClassPolicy, { kind }: Identity): boolean {
  return read === 'open' || (read === 'master' && (kind === 'master' || kind === 'readOnlyMaster'));
}

/** @throws OperationForbidden (119) when the policy keeps this caller from reading */
export function assertReadable(policy: ClassPolicy, identity: Identity): void {
  if (!isReadable(policy, identity)) throw refusal();
}

/** @throws OperationForbidden (119) when the policy closes the class to writes, or the caller may write nothing at all */
export function assertWritable(policy: ClassPolicy, identity: Identity): void {
  if (policy.write === 'nobody' || identity.kind === 'readOnlyMaster') throw refusal();
}

/** The text is the protocol's: it names neither the class nor the reason (docs/contract/20-rest-protocol.md, 3.2). */
function refusal(): ParseError {
  return new ParseError('OperationForbidden', 'Permission denied');
}
