import { isDeepStrictEqual } from 'node:util';
import { ParseError } from '@parlance/errors';
import {
  assertFieldPath,
  assertKeyAllowed,
  fieldOf,
  isObject,
  KEY_LENGTH_MAX,
  shown,
  storedPath,
  type ClassSchema,
  type FieldType,
} from '@parlance/values';
import { parseIndexOptions, refused } from './index-options.ts';
import type { ClassIndexes, IndexDirection, NewIndex } from './index-store.ts';

export interface IndexesChange {
  readonly added: readonly NewIndex[];
  /** Before the others are made. */
  readonly dropped: readonly string[];
}

/** MongoDB's own limit. */
const FIELDS_MAX = 32;
const NAME_LENGTH_MAX = 128;

/** Stored names that an index may use beside those of fields, as Parse Server takes them. */
const STORED_MEMBERS: ReadonlySet<string> = new Set(['_id', '_created_at', '_updated_at', '_rperm', '_wperm']);
/** Fields that are not one member of a document. */
const UNSTORED_FIELDS: ReadonlySet<string> = new Set(['ACL', 'password', 'authData']);
const POINTER_PREFIX = '_p_';

/**
 * The members `indexes` and `indexOptions` of a schema request, compared with the indexes there are.
 *
 * @param schema the class with the fields it will have
 * @param json `{"<name>": {"<field>": 1 | -1 | "2d" | "2dsphere" | "text", …} | {"__op":"Delete"}}`, or undefined for no change
 * @param optionsJson `{"<name>": {"unique":true,"sparse":true,"expireAfterSeconds":60}}` of indexes that are added
 * @throws InvalidQuery (102) an index exists, or does not exist, or cannot be made of such fields; InvalidJson (107) anything but
 *   such an object; InvalidFieldName (105)
 */
export function planIndexes(schema: ClassSchema, known: ClassIndexes, json: unknown, optionsJson: unknown): IndexesChange {
  const asked = entriesOf(json, 'indexes');
  const options = new Map(entriesOf(optionsJson, 'indexOptions'));
  const failed = new Set(known.builds.filter(({ state }) => state === 'failed').map(({ name }) => name));
  const existing = new Set(['_id_', ...known.indexes.map(({ name }) => name)]); // every collection has that one
  const added: NewIndex[] = [];
  const dropped: string[] = [];
  for (const [name, definition] of asked) {
    assertIndexName(name);
    if (isObject(definition) && definition['__op'] === 'Delete') {
      if (!existing.has(name) && !failed.has(name)) throw refused(`Index ${shown(name)} does not exist, cannot delete.`);
      if (name === '_id_') throw refused('Index _id_ cannot be deleted.');
      dropped.push(name);
    } else {
      if (existing.has(name)) throw refused(`Index ${shown(name)} exists, cannot update.`);
      const index = newIndex(schema, name, definition, options.get(name));
      added.push(index);
      dropped.push(...automaticTwins(index, known));
    }
  }
  for (const name of options.keys()) {
    if (!added.some((index) => index.name === name)) throw refused(`indexOptions names ${shown(name)}, which is no index of this request.`);
  }
  return { added, dropped };
}

/**
 * Names of indexes that a query has had made, and that are the one declared now: it takes their place, since the database keeps no two
 * indexes of one kind on one member.
 */
function automaticTwins({ key, options }: NewIndex, { indexes }: ClassIndexes): readonly string[] {
  const [member, ...others] = Object.entries(key);
  if (member === undefined || others.length > 0 || typeof member[1] === 'number' || Object.keys(options).length > 0) return [];
  const [path, kind] = member;
  const twin = indexes.find(({ name, key: stored }) => name === `${path}_${kind}` && isDeepStrictEqual(stored, key));
  return twin === undefined ? [] : [twin.name];
}

function newIndex(schema: ClassSchema, name: string, json: unknown, optionsJson: unknown): NewIndex {
  const members = typeof json === 'object' && json !== null ? Object.entries(json) : [];
  if (members.length === 0) throw refused(`Index ${shown(name)} must be an object of fields.`);
  if (members.length > FIELDS_MAX) throw refused(`Index ${shown(name)} has more than ${FIELDS_MAX} fields.`);
  const key: Record<string, IndexDirection> = {};
  for (const [field, direction] of members) {
    const path = indexedPath(schema, field);
    if (Object.hasOwn(key, path)) throw refused(`Index ${shown(name)} names ${shown(field)} twice.`);
    key[path] = fittingDirection(direction, field, schema.fields.get(fieldOf(field)));
  }
  const options = parseIndexOptions(optionsJson, name);
  if (options.unique === true && !isSorted(key)) throw refused(`Index ${shown(name)} cannot be unique.`);
  if (options.expireAfterSeconds !== undefined) assertExpires(schema, name, members, key);
  return { name, key, options };
}

/** Where documents hold the values that the index is on. Pointers may be named as the schema or as documents have them. */
function indexedPath(schema: ClassSchema, key: string): string {
  if (key.length > KEY_LENGTH_MAX) throw refused(`A field with a name of more than ${KEY_LENGTH_MAX} characters cannot be indexed.`);
  if (STORED_MEMBERS.has(key)) return key;
  const path =
    key.startsWith(POINTER_PREFIX) && isPointer(schema, key.slice(POINTER_PREFIX.length)) ? key.slice(POINTER_PREFIX.length) : key;
  const field = fieldOf(path);
  const type = schema.fields.get(field);
  if (type === undefined || type.type === 'Relation' || UNSTORED_FIELDS.has(field)) {
    throw refused(`Field ${shown(key)} does not exist, cannot add index.`);
  }
  if (field !== path) {
    assertFieldPath(path);
    if (type.type !== 'Object' && type.type !== 'Array') throw refused(`Field ${shown(key)} does not exist, cannot add index.`);
  }
  return storedPath(path, schema);
}

function isPointer(schema: ClassSchema, field: string): boolean {
  return schema.fields.get(field)?.type === 'Pointer';
}

/** Types of fields that each kind of index is of use for; MongoDB would store values that do not fit, and find nothing. */
const TYPES_OF_KIND: Readonly<Record<string, readonly FieldType['type'][]>> = {
  '2d': ['GeoPoint'],
  '2dsphere': ['GeoPoint', 'Polygon', 'Object'],
  text: ['String', 'Array', 'Object'],
};

function fittingDirection(direction: unknown, field: string, type: FieldType | undefined): IndexDirection {
  if (direction === 1 || direction === -1) return direction;
  if (direction !== '2d' && direction !== '2dsphere' && direction !== 'text') {
    throw refused(`Field ${shown(field)} of an index must be 1, -1, "2d", "2dsphere" or "text".`);
  }
  if (type === undefined || TYPES_OF_KIND[direction]?.includes(type.type) !== true) {
    throw refused(`Field ${shown(field)} cannot have an index of the kind ${direction}.`);
  }
  return direction;
}

function isSorted(key: Readonly<Record<string, IndexDirection>>): boolean {
  return Object.values(key).every((direction) => typeof direction === 'number');
}

function assertExpires(schema: ClassSchema, name: string, [first, second]: readonly [string, unknown][], key: NewIndex['key']): void {
  const field = first?.[0] ?? '';
  const isDate = field === '_created_at' || field === '_updated_at' || schema.fields.get(field)?.type === 'Date';
  if (second !== undefined || !isDate || !isSorted(key)) throw refused(`Index ${shown(name)} can expire objects by one Date field only.`);
}

function assertIndexName(name: string): void {
  assertKeyAllowed(name);
  const valid = name !== '' && name !== '*' && name.length <= NAME_LENGTH_MAX && !name.startsWith('$') && isPrintable(name);
  if (!valid) throw refused(`Invalid name of an index: ${shown(name)}.`);
}

function isPrintable(name: string): boolean {
  return name.isWellFormed() && ![...name].some((character) => character < ' ' || character === '\u007f');
}

function entriesOf(json: unknown, member: string): [string, unknown][] {
  if (json === undefined || json === null) return [];
  if (!isObject(json)) throw new ParseError('InvalidJson', `${member} must be an object.`);
  return Object.entries(json);
}
