import { ParseError } from '@parlance/errors';
import { platformClass } from '@parlance/platform-classes';
import { CLASS_NAME_LENGTH_MAX, OBJECT_ID_LENGTH_MAX } from './limits.ts';

/** Keys that no JSON from outside may hold at any depth: they reach into prototypes or into the driver's own types. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype', '_bsontype']);

/** Names of the grammar that are nevertheless refused as fields: SDKs give them a meaning of their own. */
const RESERVED_FIELDS: ReadonlySet<string> = new Set(['className', 'length', 'constructor', 'prototype']);

/** Members that every JavaScript object inherits: a look-up of a field by such a name finds one where there is none. */
const INHERITED_MEMBERS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** True for names of the grammar that no class can have a field of, `toString` and its like. */
export function isInheritedMember(name: string): boolean {
  return INHERITED_MEMBERS.has(name);
}

export function isClassName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= CLASS_NAME_LENGTH_MAX && (isIdentifier(name) || platformClass(name) !== undefined);
}

/** @throws InvalidClassName (103) unless a letter begins it and letters, digits, `_` follow, or the platform declares it */
export function assertClassName(name: unknown): asserts name is string {
  if (!isClassName(name)) throw new ParseError('InvalidClassName', `Invalid class name: ${shown(name)}.`);
}

export function isFieldName(name: string): boolean {
  return isIdentifier(name) && !RESERVED_FIELDS.has(name);
}

/** @throws InvalidFieldName (105) unless a letter begins it, letters, digits, `_` follow, and it is not `length` or `className` */
export function assertFieldName(name: string): void {
  if (!isFieldName(name)) throw new ParseError('InvalidFieldName', `Invalid field name: ${shown(name)}.`);
}

/**
 * True for a string that may stand as an objectId: any string without control characters. Generated ids are letters and digits, but
 * imported ones may be anything; the excluded ones could be mistaken for an entry of an ACL.
 */
export function isObjectId(id: unknown): id is string {
  if (typeof id !== 'string' || id === '' || id.length > OBJECT_ID_LENGTH_MAX) return false;
  if (id === '*' || id.startsWith('role:')) return false;
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return false;
  }
  return id.isWellFormed();
}

/** @throws MissingObjectId (104) for an absent or unusable id */
export function assertObjectId(id: unknown): asserts id is string {
  if (!isObjectId(id)) {
    throw new ParseError('MissingObjectId', id === undefined || id === '' ? 'objectId is missing.' : `Invalid objectId: ${shown(id)}.`);
  }
}

/**
 * The same for an id that a client chooses for a new object: one that its own address can carry, and no name that JavaScript takes for
 * something else. Ids of objects that are there may be such ones, as another server let them in.
 *
 * @throws MissingObjectId (104)
 */
export function assertChosenId(id: unknown): asserts id is string {
  assertObjectId(id);
  if (id.includes('/') || id === '.' || id === '..' || FORBIDDEN_KEYS.has(id)) {
    throw new ParseError('MissingObjectId', `Invalid objectId: ${shown(id)}.`);
  }
}

/** A name as an error message may repeat it: as sent, but never long. */
export function shown(name: unknown): string {
  if (typeof name !== 'string') return name === null ? 'null' : typeof name;
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}

function isIdentifier(name: string): boolean {
  if (name === '' || !isLetter(name.charCodeAt(0))) return false;
  for (let at = 1; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (!isLetter(code) && !isDigit(code) && code !== UNDERSCORE) return false;
  }
  return true;
}

const UNDERSCORE = 95;

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
