import { ParseError } from '@parlance/errors';
import { fieldOf, isListIndex } from './field-path.ts';
import { FIELD_TYPES, inferFieldType, sameFieldType, type FieldType } from './field-type.ts';
import { JOIN_NAME_LENGTH_MAX } from './limits.ts';
import { isInheritedMember, shown } from './names.ts';
import { joinCollection } from './relation.ts';
import type { ClassSchema } from './schema.ts';
import { TypeMismatch } from './type-mismatch.ts';
import type { FieldChange, ObjectWrite } from './write.ts';

const NO_FIELDS: ReadonlyMap<string, FieldType> = new Map();

/**
 * Checks the write against the types the class is locked to, and lists the fields the class does not have yet with the type that
 * this write locks them to. Fields set to null or deleted are not among them.
 *
 * @throws IncorrectType (111) a field has another type, or target class, or a name that no field can have, or the class would get a second
 *   GeoPoint field;
 *   InvalidFieldName (105) a relation whose join collection would have too long a name
 */
export function fieldsAddedBy(schema: ClassSchema, write: ObjectWrite): ReadonlyMap<string, FieldType> {
  let added: Map<string, FieldType> | undefined;
  for (const [path, change] of write.changes) {
    const field = fieldOf(path);
    if (field.startsWith('_')) continue; // internal fields, which only the maintenance key writes, have no entry
    const known = schema.fields.get(field) ?? added?.get(field);
    const wanted = field.length === path.length ? typeOfChange(change) : typeOfParent(path, field, known);
    if (known === undefined && change.kind !== 'unset' && isInheritedMember(field))
      throw new TypeMismatch(schema.className, field, undefined, wanted);
    if (wanted === undefined) continue;
    if (known === undefined) {
      assertAddable(schema, added, field, wanted);
      (added ??= new Map()).set(field, wanted);
    } else if (!sameFieldType(known, wanted)) throw new TypeMismatch(schema.className, field, known, wanted);
  }
  return added ?? NO_FIELDS;
}

/** Undefined when the change says nothing about the field's type. */
function typeOfChange(change: FieldChange): FieldType | undefined {
  switch (change.kind) {
    case 'set':
      return inferFieldType(change.value);
    case 'increment':
      return FIELD_TYPES.Number;
    case 'add':
    case 'addUnique':
    case 'remove':
      return FIELD_TYPES.Array;
    case 'relate':
      return change.targetClass === undefined ? undefined : { type: 'Relation', targetClass: change.targetClass };
    case 'unset':
      return undefined;
  }
}

/** A dotted path leads into a dictionary; into a list only where the field is one and a place in it is named. */
function typeOfParent(path: string, field: string, known: FieldType | undefined): FieldType {
  const second = path.slice(field.length + 1).split('.', 1)[0] as string;
  return known?.type === 'Array' && isListIndex(second) ? FIELD_TYPES.Array : FIELD_TYPES.Object;
}

function assertAddable(schema: ClassSchema, added: ReadonlyMap<string, FieldType> | undefined, field: string, type: FieldType): void {
  if (type.type === 'GeoPoint') {
    const other = geoPointOf(schema.fields) ?? (added === undefined ? undefined : geoPointOf(added));
    if (other !== undefined) {
      throw new ParseError('IncorrectType', `${schema.className} has a GeoPoint field already, ${other}; only one is possible.`);
    }
  }
  assertJoinable(schema.className, field, type);
}

/** @throws InvalidFieldName (105) a relation whose join collection would have too long a name */
export function assertJoinable(className: string, field: string, type: FieldType): void {
  if (type.type === 'Relation' && joinCollection(className, field).length > JOIN_NAME_LENGTH_MAX) {
    throw new ParseError('InvalidFieldName', `${shown(field)} is too long a name for a relation.`);
  }
}

function geoPointOf(fields: ReadonlyMap<string, FieldType>): string | undefined {
  for (const [name, type] of fields) if (type.type === 'GeoPoint') return name;
  return undefined;
}

/** The class with further fields, as after the `_SCHEMA` document was extended by them. */
export function withFields(schema: ClassSchema, added: ReadonlyMap<string, FieldType>): ClassSchema {
  return added.size === 0 ? schema : { ...schema, fields: new Map([...schema.fields, ...added]) };
}
