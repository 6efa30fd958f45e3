import type { ClassOperation } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { shown } from '@parlance/values';

/** A caller, an operation and its object. */
export interface AccessQuestion {
  /** Undefined for a caller without session. */
  readonly user: string | undefined;
  readonly className: string;
  /** Undefined to ask about the class alone. */
  readonly objectId: string | undefined;
  readonly operation: ClassOperation;
}

const OPERATIONS: readonly ClassOperation[] = ['get', 'find', 'count', 'create', 'update', 'delete', 'addField'];

/**
 * Reads the body of `POST /admin/explain-access`: `className`, `operation`, and perhaps `user` and `objectId`.
 *
 * @throws InvalidJson (107) a member of another type; InvalidQuery (102) an unknown member, an unknown operation, or an object for an
 *   operation that asks the class alone; InvalidClassName (103) no class named
 */
export function parseAccessQuestion(body: Readonly<Record<string, unknown>>): AccessQuestion {
  const { user, className, objectId, operation, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new ParseError('InvalidQuery', `Unknown member ${shown(unknown)}: user, className, objectId and operation are understood.`);
  }
  if (className === undefined) throw new ParseError('InvalidClassName', 'className is required.');
  const asked = {
    user: readText('user', user),
    className: readText('className', className) ?? '',
    objectId: readText('objectId', objectId),
    operation: readOperation(operation),
  };
  if (asked.objectId !== undefined && asked.operation === 'create') {
    throw new ParseError('InvalidQuery', 'create is asked of a class: leave objectId out.');
  }
  return asked;
}

function readText(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value === '') throw new ParseError('InvalidJson', `${name} has to be a string.`);
  return value;
}

function readOperation(value: unknown): ClassOperation {
  if (typeof value !== 'string') throw new ParseError('InvalidJson', `operation has to be one of ${OPERATIONS.join(', ')}.`);
  const operation = OPERATIONS.find((name) => name === value);
  if (operation === undefined) throw new ParseError('InvalidQuery', `operation has to be one of ${OPERATIONS.join(', ')}.`);
  return operation;
}
