import { ParseError, type ErrorName } from '@parlance/errors';
import { INSTALLATION, platformClass, SESSION } from '@parlance/platform-classes';
import { decideClassAccess, type ClassDecision, type ClassOperation, type GuardedClass } from './class-access.ts';
import { classOutcome, describeIdentity } from './class-outcome.ts';
import { readsEverything, writesEverything, type Identity } from './identity.ts';

/**
 * Words every refusal of rights. The text for everybody names neither action nor reason; the text in full is for apps that have
 * `enableSanitizedErrorResponse` off; the reason is for the log alone.
 * Source: docs/contract/20-rest-protocol.md section 3.2.
 */
export interface RefusedAs {
  readonly kind?: ErrorName;
  readonly inFull: string;
  /** The rule that decided, as a sentence; without one, the text in full is all there is to say. */
  readonly because?: string;
}

const SANITISED = 'Permission denied';

export function refusal({ kind = 'OperationForbidden', inFull, because = inFull }: RefusedAs): ParseError {
  return new ParseError(kind, SANITISED, { refusal: { inFull, because } });
}

/**
 * An object that does not exist, or that the caller does not reach: the answer is one and the same, so that nobody finds out which it
 * is. It is found out by one query that both go into, so that the log cannot tell them apart either; `explain` can.
 */
export function refusesObject(
  identity: Identity,
  guarded: GuardedClass,
  operation: Exclude<ClassOperation, 'create' | 'addField'>,
  objectId: string,
): ParseError {
  const text = operation === 'delete' && guarded.className === SESSION ? 'Object not found for delete.' : 'Object not found.';
  const mode = operation === 'update' || operation === 'delete' ? 'write' : 'read';
  const passesAll = mode === 'write' ? writesEverything : readsEverything;
  if (passesAll(identity)) return new ParseError('ObjectNotFound', text);
  const decision = decideClassAccess(identity, guarded, operation);
  const pointers = decision.kind === 'pointed' ? `none of ${decision.fields.join(', ')} of it points to the user, or ` : '';
  const rule =
    decision.kind === 'nothing' ? classOutcome(decision, guarded, operation).because : `${pointers}its ACL grants ${mode} to others`;
  const who = `${describeIdentity(identity)} may not ${operation} ${guarded.className} ${objectId}`;
  return new ParseError('ObjectNotFound', text, { refusal: { inFull: text, because: `${who}: it does not exist, or ${rule}.` } });
}

/** Class permissions refuse: 119, or 101 where a session is all that is missing. */
export function refusesClass(identity: Identity, guarded: GuardedClass, operation: ClassOperation, decision: ClassDecision): ParseError {
  const { className } = guarded;
  if (isFixed(className, operation)) return refusesClients(identity, className, operation);
  const because = `${describeIdentity(identity)} may not ${operation} ${className}: ${classOutcome(decision, guarded, operation).because}.`;
  if (decision.kind === 'unauthenticated') {
    return refusal({ kind: 'ObjectNotFound', inFull: 'Permission denied, user needs to be authenticated.', because });
  }
  return refusal({ inFull: `Permission denied for action ${operation} on class ${className}.`, because });
}

/** Closed by the platform, whatever the permissions of the class say. */
function isFixed(className: string, operation: ClassOperation): boolean {
  return operation !== 'addField' && platformClass(className)?.fixedOperations?.[operation] === 'closed';
}

/** A class of the platform is not for clients, or not for this operation of theirs. */
export function refusesClients(identity: Identity, className: string, operation: ClassOperation): ParseError {
  if (identity.kind === 'readOnlyMaster' && operation !== 'find' && operation !== 'get')
    return refusesReadOnly(`perform the ${operation} operation`);
  const named = className === INSTALLATION ? 'installation' : className;
  return refusal({
    inFull: `Clients aren't allowed to perform the ${operation} operation on the ${named} collection.`,
    because: `${describeIdentity(identity)} may not ${operation} ${className}: the class is the platform's own.`,
  });
}

/** Clients may not bring classes into being, and learn nothing about which exist. */
export function refusesUnknownClass(className: string): ParseError {
  return refusal({
    inFull: `This user is not allowed to access non-existent class: ${className}`,
    because: `${className} does not exist, and allowClientClassCreation is off.`,
  });
}

/** Hidden fields of a class are not to be asked for either. */
export function refusesField(use: 'query' | 'sort by', path: string, className: string): ParseError {
  return refusal({
    inFull: `This user is not allowed to ${use} ${path} on class ${className}`,
    because: `Protected fields hide ${path} of ${className} from this user, who wants to ${use} it.`,
  });
}

/** A route, or an operation, of the master key. */
export function refusesWithoutMaster(identity: Identity, what: string): ParseError {
  return refusal({
    kind: 'MasterKeyRequired',
    inFull: 'unauthorized: master key is required',
    because: `${describeIdentity(identity)} may not use ${what}: it takes the master key.`,
  });
}

/** @param act as the end of a sentence: `create a schema` */
export function refusesReadOnly(act: string): ParseError {
  return refusal({ inFull: `read-only masterKey isn't allowed to ${act}.` });
}
