import { ParseError } from '@parlance/errors';
import type { DecodeOptions } from './decode-value.ts';
import { parseFieldDefinition, type FieldDefinition } from './field-definition.ts';
import { describeFieldType, sameFieldType, type FieldType } from './field-type.ts';
import { isObject } from './json.ts';
import { KEY_LENGTH_MAX } from './limits.ts';
import { isFieldName, isInheritedMember, shown } from './names.ts';
import { assertJoinable } from './schema-growth.ts';
import type { ClassSchema, FieldOptions } from './schema.ts';
import { defaultFields } from './system-fields.ts';

/** The changes that the schema API makes to a class's fields, all in one step. */
export interface FieldsChange {
  readonly removed: ReadonlyMap<string, FieldType>;
  readonly added: ReadonlyMap<string, FieldType>;
  /** Of fields that stay or are added; undefined for options that go. Fields that are not named keep theirs. */
  readonly options: ReadonlyMap<string, FieldOptions | undefined>;
}

/**
 * The member `fields` of a schema request, compared with the class as it is. Nothing is changed.
 *
 * @param schema the class; for one that does not exist yet, emptySchema
 * @param mode whether the class is made or changed: only then is naming a default column no mistake in itself
 * @param json `{"<field>": {"type":…} | {"__op":"Delete"}}`, or undefined for no change
 * @throws ClassNotEmpty (255) a field exists with another type, or does not exist; ChangedImmutableField (136) a default column;
 *   InvalidFieldName (105); InvalidJson (107) a name over the limit; IncorrectType (111) a second GeoPoint field, another target class;
 *   and the errors of parseFieldDefinition
 */
export function planFieldsChange(schema: ClassSchema, mode: 'create' | 'change', json: unknown, options: DecodeOptions = {}): FieldsChange {
  const removed = new Map<string, FieldType>();
  const added = new Map<string, FieldType>();
  const changedOptions = new Map<string, FieldOptions | undefined>();
  for (const [name, definition] of readFields(json)) {
    const known = mode === 'create' ? undefined : schema.fields.get(name);
    if (mode === 'change' && isObject(definition) && definition['__op'] === 'Delete') {
      removed.set(name, removable(schema, name));
      continue;
    }
    if (known === undefined) assertNewName(schema.className, name);
    const field = parseFieldDefinition(`${schema.className}.${name}`, definition, options);
    if (known === undefined) {
      assertJoinable(schema.className, name, field.type);
      added.set(name, field.type);
    } else assertSame(schema.className, name, known, field);
    if (known === undefined ? field.options !== undefined : !isDefaultField(schema.className, name)) {
      changedOptions.set(name, field.options);
    }
  }
  assertOneGeoPoint(schema, removed, added);
  return { removed, added, options: changedOptions };
}

/** The class after a change. */
export function withFieldsChange(schema: ClassSchema, { removed, added, options }: FieldsChange): ClassSchema {
  const fields = new Map(schema.fields);
  const allOptions = new Map(schema.options);
  for (const name of removed.keys()) {
    fields.delete(name);
    allOptions.delete(name);
  }
  for (const [name, type] of added) fields.set(name, type);
  for (const [name, option] of options) {
    if (option === undefined) allOptions.delete(name);
    else allOptions.set(name, option);
  }
  return { ...schema, fields, options: allOptions };
}

function readFields(json: unknown): [string, unknown][] {
  if (json === undefined || json === null) return [];
  if (!isObject(json)) throw new ParseError('InvalidJson', 'fields must be an object.');
  return Object.entries(json);
}

function removable({ className, fields }: ClassSchema, name: string): FieldType {
  const type = fields.get(name);
  if (type === undefined) throw new ParseError('ClassNotEmpty', `Field ${shown(name)} does not exist, cannot delete.`);
  if (isDefaultField(className, name)) throw new ParseError('ChangedImmutableField', `field ${name} cannot be changed`);
  return type;
}

function assertNewName(className: string, name: string): void {
  if (name.length > KEY_LENGTH_MAX) throw new ParseError('InvalidJson', `A field's name is longer than ${KEY_LENGTH_MAX} characters.`);
  if (!isFieldName(name)) throw new ParseError('InvalidFieldName', `invalid field name: ${shown(name)}`);
  if (isDefaultField(className, name) || isInheritedMember(name)) {
    throw new ParseError('ChangedImmutableField', `field ${name} cannot be added`);
  }
}

function isDefaultField(className: string, name: string): boolean {
  return defaultFields(className).has(name);
}

function assertSame(className: string, name: string, known: FieldType, { type }: FieldDefinition): void {
  if (known.type !== type.type) throw new ParseError('ClassNotEmpty', `Field ${name} exists, cannot update.`);
  if (sameFieldType(known, type)) return;
  const text = `expected ${describeFieldType(known)} but got ${describeFieldType(type)}`;
  throw new ParseError('IncorrectType', `schema mismatch for ${className}.${name}; ${text}`);
}

function assertOneGeoPoint({ fields }: ClassSchema, removed: ReadonlyMap<string, FieldType>, added: ReadonlyMap<string, FieldType>): void {
  const kept = [...fields].filter(([name]) => !removed.has(name));
  const points = [...kept, ...added].filter(([, { type }]) => type === 'GeoPoint').map(([name]) => name);
  if (points.length < 2 || ![...added.values()].some(({ type }) => type === 'GeoPoint')) return;
  throw new ParseError(
    'IncorrectType',
    `currently, only one GeoPoint field may exist in an object. Adding ${points[1]} when ${points[0]} already exists.`,
  );
}
