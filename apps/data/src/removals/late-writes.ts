import { ParseError } from '@parlance/errors';
import {
  emptySchema,
  sameFieldType,
  storedName,
  toStoredField,
  type ClassSchema,
  type FieldChange,
  type ObjectWrite,
} from '@parlance/values';
import type { StoredWrite } from '../write/prepared-write.ts';
import type { Writing, WritingApp } from '../write/writing.ts';
import { LATE_AFTER_MS } from './grace.ts';

/** Tells whether the writes of a request took so long that they may have come too late. Costs a look at the clock. */
export function isLate({ began }: Writing): boolean {
  return Date.now() - began.getTime() > LATE_AFTER_MS;
}

/**
 * Looks once more at writes that took long: while they were under way a field may have been removed, and even come back with another
 * type, and their values been stored after the removal had passed. Such a value is taken back, as if the write had come before the
 * removal.
 *
 * @throws RequestTimeout (124) when the class itself was dropped meanwhile, and the object with it
 */
export async function settleLateWrites({ schemas, classStorage }: WritingApp, stored: readonly StoredWrite[]): Promise<void> {
  const ended = Date.now();
  for (const { kind, target, schema, objectId, write } of stored) {
    if (write === undefined) continue; // a deletion leaves no values
    const { className } = target;
    // Classes with rules of their own are there before anything describes them.
    const current = (await schemas.readSince(className, ended)) ?? (target.rules === undefined ? undefined : emptySchema(className));
    if (current === undefined) {
      if (kind === 'create') await classStorage.takeBackObject(className, objectId);
      throw new ParseError('RequestTimeout', `The class ${className} was dropped while the object was being saved.`);
    }
    const left = leftBehind(schema, current, write);
    if (left.size > 0) await classStorage.takeBack(className, objectId, left);
  }
}

/** Where the write has put values for which the class has no field of that type any more, with the condition that finds them. */
export function leftBehind(used: ClassSchema, current: ClassSchema, { changes }: ObjectWrite): ReadonlyMap<string, unknown> {
  const left = new Map<string, unknown>();
  if (used === current) return left;
  for (const [path, change] of changes) {
    const field = path.split('.', 1)[0] as string;
    const type = used.fields.get(field);
    const now = current.fields.get(field);
    if (type === undefined || (now !== undefined && sameFieldType(type, now))) continue;
    const condition = field === path ? conditionOf(change) : { $type: type.type === 'Array' ? 'array' : 'object' };
    if (condition !== undefined) left.set(storedName(field, used), condition);
  }
  return left;
}

/** Finds the value that the change has stored, and not one that a later write of the field's new type has. */
function conditionOf(change: FieldChange): unknown {
  switch (change.kind) {
    case 'set':
      return change.value === null ? undefined : { $eq: toStoredField(change.value) };
    case 'increment':
      return { $type: 'number' };
    case 'add':
    case 'addUnique':
    case 'remove':
      return { $type: 'array' };
    case 'unset':
    case 'relate':
      return undefined;
  }
}
