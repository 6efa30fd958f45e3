import { isDeepStrictEqual } from 'node:util';
import type { data } from '@parlance/contracts';
import { emptySchema, type JsonObject, type UnknownObject } from '@parlance/values';
import { indexesOf } from '../indexes/class-indexes.ts';
import type { DeclaredClass } from './declared-class.ts';

/** A class as the schema API shows it. */
export interface KnownClass {
  readonly className: string;
  readonly fields: Readonly<Record<string, UnknownObject>>;
  readonly indexes: Readonly<Record<string, UnknownObject>>;
  readonly classLevelPermissions: JsonObject;
}

/** Indexes that Parse Server and this platform make themselves, which no file declares. */
const PLATFORM_INDEXES: readonly string[] = ['_id_', 'case_insensitive_username', 'case_insensitive_email', 'username_1', 'email_1'];
const MADE_FOR_QUERIES = /_(2d|2dsphere|text|not_unique)$|^_auth_data_/;

type Options = data.SchemaOptions;

/**
 * Everything that brings a class to its declared form, as the option `schema` of Parse Server does: new fields and indexes come, those that
 * are not declared go or stay as the options say, and permissions become the declared ones, with new fields closed to clients. Nothing is
 * counted yet.
 *
 * @param known the class as it is; undefined where it is to be made
 */
export function planClass(declared: DeclaredClass, known: KnownClass | undefined, options: Options): data.ClassPlan {
  const { className } = declared;
  const fixed = emptySchema(className).fields;
  const own = (fields: Readonly<Record<string, UnknownObject>>) => Object.entries(fields).filter(([field]) => !fixed.has(field));
  const [wanted, there] = [new Map(own(declared.fields)), new Map(own(known?.fields ?? {}))];
  const field = (name: string): data.PlannedField => {
    const [from, to] = [there.get(name), wanted.get(name)];
    return { field: name, from: from === undefined ? null : typeOf(from), to: to === undefined ? null : typeOf(to), objects: null };
  };
  const extra = [...there.keys()].filter((name) => !wanted.has(name)).map(field);
  const both = [...wanted.keys()].filter((name) => there.has(name));
  const retyped = both.filter((name) => typeOf(there.get(name)) !== typeOf(wanted.get(name))).map(field);
  const { deleteExtraFields, recreateModifiedFields } = options;
  return {
    className,
    creates: known === undefined,
    added: [...wanted.keys()].filter((name) => !there.has(name)).map(field),
    removed: deleteExtraFields ? extra : [],
    recreated: recreateModifiedFields ? retyped : [],
    changed: both.filter((name) => differs(there.get(name), wanted.get(name))).map(field),
    conflicts: recreateModifiedFields ? [] : retyped,
    extra: deleteExtraFields ? [] : extra,
    ...planIndexes(declared, known, options),
    permissions: planPermissions(declaredPermissions(declared.permissions), known),
  };
}

/** A class that the file does not declare loses the right of clients to add fields, and nothing else. */
export function planUndeclared({ className, classLevelPermissions }: KnownClass): data.ClassPlan {
  const none = { added: [], removed: [], recreated: [], changed: [], conflicts: [], extra: [], indexesAdded: [], indexesDropped: [] };
  const after = { ...classLevelPermissions, addField: {} };
  const isClosed = isDeepStrictEqual(classLevelPermissions['addField'], {});
  return { className, creates: false, ...none, permissions: isClosed ? null : { before: classLevelPermissions, after } };
}

/** True for a plan of a class that changes nothing. */
export function changesNothing(plan: data.ClassPlan): boolean {
  const { creates, permissions, added, removed, recreated, changed, indexesAdded, indexesDropped } = plan;
  const lists = [added, removed, recreated, changed, indexesAdded, indexesDropped];
  return !creates && permissions === null && lists.every(({ length }) => length === 0);
}

/** Things that stay other than declared: only `strict` tells of them. */
export function warningsOf(plans: readonly data.ClassPlan[], undeclared: readonly string[], { strict }: Options): readonly string[] {
  if (!strict) return [];
  const missing = undeclared.map((className) => `The class ${className} is there and is not declared.`);
  const inside = plans.flatMap(({ className, extra, conflicts }) => [
    ...extra.map(({ field }) => `The field ${className}.${field} is there and is not declared.`),
    ...conflicts.map(({ field, from, to }) => `The field ${className}.${field} is ${from} and declared as ${to}; it stays as it is.`),
  ]);
  return [...missing, ...inside];
}

/** The permissions that a declared class gets: operations that they do not name are for the master key, and so are new fields. */
export function declaredPermissions(permissions: JsonObject | undefined): JsonObject {
  return { ...permissions, addField: {} };
}

function planPermissions(after: JsonObject, known: KnownClass | undefined): data.ClassPlan['permissions'] {
  const before = known?.classLevelPermissions ?? null;
  return before !== null && isDeepStrictEqual(filled(before), filled(after)) ? null : { before, after };
}

const OPERATIONS = ['find', 'count', 'get', 'create', 'update', 'delete', 'addField', 'protectedFields'];

function filled(permissions: JsonObject): JsonObject {
  return { ...Object.fromEntries(OPERATIONS.map((operation) => [operation, {}])), ...permissions };
}

function planIndexes({ className, indexes: wanted }: DeclaredClass, known: KnownClass | undefined, { keepUnknownIndexes }: Options) {
  const there = known?.indexes ?? {};
  const isPlatforms = new Set([...PLATFORM_INDEXES, 'name_1', 'reqId_1', ...indexesOf(className).map(({ name = '' }) => name)]);
  const isOurs = (name: string) => isPlatforms.has(name) || MADE_FOR_QUERIES.test(name);
  const changed = Object.keys(wanted).filter((name) => Object.hasOwn(there, name) && !sameKey(there[name], wanted[name]));
  const missing = Object.keys(wanted).filter((name) => !Object.hasOwn(there, name));
  const unknown = keepUnknownIndexes ? [] : Object.keys(there).filter((name) => !Object.hasOwn(wanted, name));
  const indexesAdded = [...missing, ...changed].filter((name) => !isPlatforms.has(name));
  return {
    indexesAdded,
    indexesDropped: [...unknown.filter((name) => !isOurs(name)), ...changed.filter((name) => !isPlatforms.has(name))],
  };
}

/** Order counts in an index. */
function sameKey(one: UnknownObject | undefined, other: UnknownObject | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function typeOf(field: UnknownObject | undefined): string {
  const { type, targetClass } = field ?? {};
  return typeof targetClass === 'string' ? `${String(type)} (${targetClass})` : String(type);
}

/** Same type, other options. */
function differs(one: UnknownObject | undefined, other: UnknownObject | undefined): boolean {
  if (typeOf(one) !== typeOf(other)) return false;
  const options = (field: UnknownObject | undefined) => [field?.['required'] === true, field?.['defaultValue'] ?? null];
  return !isDeepStrictEqual(options(one), options(other));
}
