import { holdsUsers } from '@parlance/platform-classes';
import { idAsText } from '@parlance/values';
import { entriesOf } from './object-access.ts';
import { accessUnder, type ObjectOperation } from './authorize.ts';
import { decideClassAccess, type ClassOperation, type GuardedClass } from './class-access.ts';
import { classOutcome, describeIdentityInFull, shownEntries, type RuleOutcome } from './class-outcome.ts';
import { isClosedClass } from './closed-classes.ts';
import { readsEverything, writesEverything, type Identity } from './identity.ts';
import { protectedFieldsOf, type HidingSettings } from './protected-fields.ts';
import { reaches, type GuardedDocument } from './reaches.ts';

export interface Explanation {
  readonly allowed: boolean;
  /** Every rule that was asked, in order; the last one decided. */
  readonly rules: readonly RuleOutcome[];
  /** Question and decision in one sentence. */
  readonly summary: string;
}

/**
 * Why an identity may do something with an object, or with a class, or may not: the decisions of authorize, one by one.
 *
 * @param document as stored; undefined to ask about the class alone, and about new fields of new objects
 * @param app the fields that it hides by its settings
 * @param earlier rules that the caller of this function has asked before, such as those of a class that this lib does not know; a refusal
 *   among them decides
 */
export function explain(
  identity: Identity,
  guarded: GuardedClass,
  operation: ClassOperation,
  document: GuardedDocument | undefined,
  app: HidingSettings,
  earlier: readonly RuleOutcome[] = [],
): Explanation {
  const isRefused = earlier.some(({ outcome }) => outcome === 'refuses');
  const rules = isRefused ? earlier : [...earlier, ...rulesAsked(identity, guarded, operation, document, app)];
  const allowed = rules.every(({ outcome }) => outcome !== 'refuses');
  const last = rules.findLast(({ outcome }) => outcome !== 'hides');
  const what = `${operation} ${guarded.className}${document === undefined ? '' : ` ${idAsText(document['_id'])}`}`;
  const summary = `${describeIdentityInFull(identity)} ${allowed ? 'may' : 'may not'} ${what}: ${last?.because ?? 'nothing stands in the way'}.`;
  return { allowed, rules, summary };
}

function* rulesAsked(
  identity: Identity,
  guarded: GuardedClass,
  operation: ClassOperation,
  document: GuardedDocument | undefined,
  app: HidingSettings,
): Generator<RuleOutcome> {
  if (isClosedClass(guarded.className) && !readsEverything(identity)) {
    yield { rule: 'closed class', outcome: 'refuses', because: `${guarded.className} is open to the master key only` };
    return;
  }
  const decision = decideClassAccess(identity, guarded, operation, document === undefined ? 'create' : 'update');
  const onClass = classOutcome(decision, guarded, operation);
  yield onClass;
  if (onClass.outcome === 'refuses' || document === undefined) return;
  if (decision.kind === 'pointed') {
    const pointed = pointerOutcome(identity, decision.fields, document);
    yield pointed;
    if (pointed.outcome === 'refuses') return;
  }
  if (operation === 'create' || operation === 'addField') return;
  yield objectOutcome(identity, guarded, operation, document);
  const hidden = protectedFieldsOf(identity, guarded, document, app);
  if (hidden.size > 0) yield { rule: 'protected fields', outcome: 'hides', because: `class and settings hide ${[...hidden].join(', ')}` };
}

function pointerOutcome(identity: Identity, fields: readonly string[], document: GuardedDocument): RuleOutcome {
  const rule = 'pointer permissions';
  const userId = identity.kind === 'user' ? identity.userId : '';
  const field = fields.find((name) => reaches({ kind: 'some', pointers: [{ userId, anyOf: [name] }] }, document));
  if (field === undefined) return { rule, outcome: 'refuses', because: `none of ${fields.join(', ')} of the object points to the user` };
  return { rule, outcome: 'allows', because: `${field} of the object points to the user` };
}

function objectOutcome(
  identity: Identity,
  { className }: GuardedClass,
  operation: ObjectOperation,
  document: GuardedDocument,
): RuleOutcome {
  const isWrite = operation === 'update' || operation === 'delete';
  const access = accessUnder({ kind: 'allowed' }, identity, className, operation);
  const outcome = reaches(access, document) ? 'allows' : 'refuses';
  if (access.kind !== 'some' || access.acl === undefined) {
    const because = isWrite ? writesEverything(identity) : readsEverything(identity);
    if (because) return { rule: 'ACL', outcome, because: 'the key passes every ACL' };
    if (holdsUsers(className)) return { rule: 'own object', outcome, because: `an object of ${className} is written with a session only` };
    return { rule: 'own object', outcome, because: `an object of ${className} belongs to its user alone, whatever its ACL says` };
  }
  const { member, orUnlisted } = access.acl;
  if (orUnlisted !== undefined && (document[member] ?? null) === null) {
    return { rule: 'own object', outcome, because: `an object of ${className} without an ACL is written by its user alone` };
  }
  return { rule: 'ACL', outcome, because: aclReason(identity, document[member], isWrite ? 'write' : 'read') };
}

function aclReason(identity: Identity, list: unknown, mode: 'read' | 'write'): string {
  if (list === undefined || list === null) return `the object has no ACL, so everybody may ${mode} it`;
  const entries = (Array.isArray(list) ? list : [list]).filter((entry) => typeof entry === 'string');
  const mine = entries.find((entry) => entriesOf(identity).includes(entry));
  if (mine !== undefined) return `its ACL grants ${mode} to ${mine === '*' ? 'everybody' : mine}`;
  return entries.length === 0 ? `its ACL grants ${mode} to nobody` : `its ACL grants ${mode} to ${shownEntries(entries)} only`;
}
