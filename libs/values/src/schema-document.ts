import { storedOptions } from './field-definition.ts';
import { fieldTypeText, parseFieldTypeText, type FieldType } from './field-type.ts';
import { isObject, type JsonObject, type UnknownObject } from './json.ts';
import type { ClassSchema, FieldOptions } from './schema.ts';
import { COMMON_FIELDS, defaultFields } from './system-fields.ts';

const NO_OPTIONS: ReadonlyMap<string, FieldOptions> = new Map();

/** A class that has no `_SCHEMA` document: its default fields, everything public. */
export function emptySchema(className: string): ClassSchema {
  return { className, fields: defaultFields(className), options: NO_OPTIONS };
}

/**
 * A document of the collection `_SCHEMA` into the class it describes. Members that are no field, and strings that are no type, are
 * skipped: databases of any age are read. createdAt and updatedAt are dates whatever the document says.
 *
 * @returns undefined for a document whose `_id` is no string
 *
 * A permission object that is none locks the class for everybody but the master key: a rule that cannot be read denies.
 * Source: docs/contract/22-mongodb-storage-format.md section 6.
 */
export function parseSchemaDocument(document: UnknownObject): ClassSchema | undefined {
  const { _id: className, _metadata: metadata, ...members } = document;
  if (typeof className !== 'string') return undefined;
  const fields = defaultFields(className);
  for (const [name, text] of Object.entries(members)) {
    if (name.startsWith('_') || Object.hasOwn(COMMON_FIELDS, name)) continue;
    const type = parseFieldTypeText(text);
    if (type !== undefined) fields.set(name, type);
  }
  const classPermissions = classPermissionsOf(metadata);
  const removing = removingOf(metadata);
  return {
    className,
    fields,
    options: optionsOf(metadata),
    ...(classPermissions === undefined ? {} : { classPermissions }),
    ...(removing === undefined ? {} : { removing }),
  };
}

/**
 * Member of `_metadata` that names fields whose values are still being removed. Parse Server reads the members of `_metadata` it knows
 * and leaves others alone.
 */
export const REMOVED_FIELDS = 'removed_fields';

function removingOf(metadata: unknown): ReadonlySet<string> | undefined {
  const stored = isObject(metadata) ? metadata[REMOVED_FIELDS] : undefined;
  const names = isObject(stored) ? Object.keys(stored) : [];
  return names.length === 0 ? undefined : new Set(names);
}

function classPermissionsOf(metadata: unknown): JsonObject | undefined {
  const stored = isObject(metadata) ? metadata['class_permissions'] : undefined;
  if (stored === undefined || stored === null) return undefined;
  return isObject(stored) ? (stored as JsonObject) : {};
}

function optionsOf(metadata: unknown): ReadonlyMap<string, FieldOptions> {
  const stored = isObject(metadata) ? metadata['fields_options'] : undefined;
  if (!isObject(stored)) return NO_OPTIONS;
  const options = new Map<string, FieldOptions>();
  for (const [name, option] of Object.entries(stored)) {
    if (!isObject(option)) continue;
    const required = option['required'] === true;
    options.set(name, option['defaultValue'] === undefined ? { required } : { required, defaultValue: option['defaultValue'] });
  }
  return options;
}

/**
 * A class as a document of `_SCHEMA`: as it is written for a new class. An existing document is only ever extended by single members
 * (schemaMembers), so that members this version does not know stay.
 */
export function printSchemaDocument(schema: ClassSchema): Record<string, unknown> {
  const document: Record<string, unknown> = { _id: schema.className, ...schemaMembers(schema.fields) };
  const metadata: Record<string, unknown> = {};
  if (schema.options.size > 0) {
    metadata['fields_options'] = Object.fromEntries([...schema.options].map(([name, options]) => [name, storedOptions(options)]));
  }
  if (schema.classPermissions !== undefined) metadata['class_permissions'] = schema.classPermissions;
  if (Object.keys(metadata).length > 0) document['_metadata'] = metadata;
  return document;
}

/** Fields as members of a `_SCHEMA` document. ACL has no member; passwords are no field of the document either. */
export function schemaMembers(fields: ReadonlyMap<string, FieldType>): Record<string, string> {
  const members: Record<string, string> = {};
  for (const [name, type] of fields) {
    if (name !== 'ACL' && name !== 'password') members[name] = fieldTypeText(type);
  }
  return members;
}
