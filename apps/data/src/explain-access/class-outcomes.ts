import type { ClassOperation, Identity, RuleOutcome } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { platformClass } from '@parlance/platform-classes';
import { assertReadable, assertWritable, type ClassPolicy } from '../classes/class-policy.ts';

/** A question about a class of the platform, or an object of it. */
export interface PolicyQuestion {
  readonly className: string;
  readonly policy: ClassPolicy;
  readonly identity: Identity;
  readonly operation: ClassOperation;
  readonly objectId: string | undefined;
}

/** The outcomes of the policy of a class and of its own rules, which are asked before its permissions. None for ordinary classes. */
export function classOutcomes(question: PolicyQuestion): readonly RuleOutcome[] {
  const { className, policy, identity, operation } = question;
  const isRead = operation === 'get' || operation === 'find' || operation === 'count';
  if ((isRead ? policy.readers : policy.writers) !== 'permission') {
    return [{ rule: 'closed class', outcome: 'refuses', because: `${className} belongs to the platform and is closed to clients` }];
  }
  const madeBy = platformClass(className)?.madeBy;
  if (operation === 'create' && madeBy !== undefined) {
    const isOpen = !madeBy.needsSession || identity.kind === 'user';
    const because = `its objects are made by ${madeBy.route}${isOpen ? '' : ', for which a session is needed'}`;
    return [{ rule: 'class rules', outcome: isOpen ? 'allows' : 'refuses', because }];
  }
  const { findsOnly } = policy.rules ?? {};
  if (findsOnly !== undefined && (operation === 'find' || operation === 'count')) {
    return [{ rule: 'class rules', outcome: 'allows', because: findsOnly }];
  }
  const because = refusalOf(() => (isRead ? assertMayRead(question) : assertMayWrite(question)));
  return because === undefined ? [] : [{ rule: 'class rules', outcome: 'refuses', because }];
}

function assertMayRead({ className, policy, identity, operation }: PolicyQuestion): void {
  assertReadable(policy, className, identity, operation === 'get' ? 'get' : 'find');
}

/** For the class alone the question is whether the caller may write any of its objects: their own, if only those. */
function assertMayWrite({ className, policy, identity, operation, objectId }: PolicyQuestion): void {
  if (operation !== 'create' && operation !== 'update' && operation !== 'delete') return;
  const asked = objectId ?? (identity.kind === 'user' ? identity.userId : undefined);
  assertWritable(policy, className, { identity, operation, objectId: asked, trusted: false });
}

/** @returns the text of the refusal as the end of a sentence; undefined when there is none */
function refusalOf(ask: () => void): string | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return `the class answers "${error.refusal?.inFull ?? error.message}"`;
  }
}
