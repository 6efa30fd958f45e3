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
import type { App } from '../apps/app.ts';
import { rulesOf } from '../classes/class-policy.ts';
import { LATE_AFTER_MS } from './grace.ts';

/** A write that was stored: which object, by which class, and what it changed. */
export interface StoredWrite {
  readonly schema: ClassSchema;
  readonly objectId: string;
  readonly write: ObjectWrite;
  /** The write brought the object into being. */
  readonly isNew: boolean;
}

/**
 * Looks once more at writes that took long: while they were under way a field may have been removed, and even come back with another
 * type, and their values been stored after the removal had passed. Such a value is taken back, as if the write had come before the
 * removal. Costs nothing but a look at the clock for the others.
 *
 * @param began before the classes were looked up
 * @throws RequestTimeout (124) when the class itself was dropped meanwhile, and the object with it
 */
export async function settleLateWrites(app: App, began: Date, writes: readonly StoredWrite[]): Promise<void> {
  const ended = Date.now();
  if (ended - began.getTime() <= LATE_AFTER_MS) return;
  for (const { schema, objectId, write, isNew } of writes) {
    const { className } = schema;
    const current = (await app.schemas.readSince(className, ended)) ?? undescribed(className);
    if (current === undefined) {
      if (isNew) await app.classStorage.takeBackObject(className, objectId);
      throw new ParseError('RequestTimeout', `The class ${className} was dropped while the object was being saved.`);
    }
    const left = leftBehind(schema, current, write);
    if (left.size > 0) await app.classStorage.takeBack(className, objectId, left);
  }
}

/** Classes with rules of their own are there before anything describes them. */
function undescribed(className: string): ClassSchema | undefined {
  return rulesOf(className) === undefined ? undefined : emptySchema(className);
}

/** Where the write has put values for which the class has no field of that type any more, with what finds them. */
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

/** Finds what the change has stored, and not what a later write of the field's new type has. */
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
