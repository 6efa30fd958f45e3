import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import { isObject, isObjectId, shown, type ClassSchema, type JsonObject, type UnknownObject } from '@parlance/values';
import { ROLE_PREFIX } from './acl.ts';

export interface PermissionOptions {
  /** The app's setting of that name: ids of users are then any string, and otherwise letters and digits. */
  readonly allowCustomObjectId: boolean;
}

const OPERATIONS = ['find', 'count', 'get', 'create', 'update', 'delete', 'addField'] as const;
const POINTER_LISTS = ['readUserFields', 'writeUserFields'] as const;
const KEYS: ReadonlySet<string> = new Set(['ACL', 'protectedFields', ...OPERATIONS, ...POINTER_LISTS]);

/**
 * A class's permission object as the schema API takes it, checked; stored as it was sent.
 *
 * @param schema the class with the fields it will have: permissions by pointer, and protected fields, name some of them
 * @returns undefined for null, which makes everything public again
 * @throws InvalidJson (107) anything that is no permission, in the words that clients know
 *
 * Source: docs/contract/04-roles-acl-clp.md section 4, docs/contract/21-rest-protocol-endpoints.md section 11.
 */
export function parseClassPermissions(json: unknown, schema: ClassSchema, options: PermissionOptions): JsonObject | undefined {
  if (json === null) return undefined;
  if (!isObject(json)) throw invalid(`${show(json)} is not a valid value for class level permissions - must be an object`);
  for (const [key, value] of Object.entries(json)) {
    if (!KEYS.has(key)) throw invalid(`${shown(key)} is not a valid operation for class level permissions`);
    if (isPointerList(key)) assertPointerFields(value, key, schema, `class level permissions ${key} - must be an array`);
    else if (!isObject(value)) throw invalid(`${show(value)} is not a valid value for class level permissions ${key} - must be an object`);
    else if (key === 'protectedFields') assertProtectedFields(value, schema, options);
    else if (key === 'ACL') assertDefaultAcl(value, options);
    else assertGrants(key, value, schema, options);
  }
  return json as JsonObject;
}

/** The permission object as the schema API shows it: operations that are not named are locked, and without one everything is public. */
export function describeClassPermissions(classPermissions: JsonObject | undefined): JsonObject {
  if (classPermissions === undefined)
    return { ...ofEach({ '*': true }), ACL: { '*': { read: true, write: true } }, protectedFields: { '*': [] } };
  return { ...ofEach({}), protectedFields: {}, ...classPermissions };
}

function ofEach(grants: JsonObject): Record<string, JsonObject> {
  return Object.fromEntries(OPERATIONS.map((operation) => [operation, grants]));
}

function isPointerList(key: string): boolean {
  return (POINTER_LISTS as readonly string[]).includes(key);
}

/** The callers of one operation: everybody, sessions, users, roles, and users that an object's pointers name. */
function assertGrants(operation: string, grants: UnknownObject, schema: ClassSchema, options: PermissionOptions): void {
  for (const [entity, grant] of Object.entries(grants)) {
    if (entity === 'pointerFields') {
      assertPointerFields(grant, operation, schema, `${operation}[pointerFields] - expected an array.`);
    } else if (entity !== 'requiresAuthentication' && !isEntity(entity, options)) throw invalidKey(entity);
    else if (grant !== true)
      throw invalid(`${show(grant)} is not a valid value for class level permissions acl ${operation}:${shown(entity)}`);
  }
}

/** The ACL of new objects that are saved without one. `currentUser` in it stands for the user that saves. */
function assertDefaultAcl(acl: UnknownObject, options: PermissionOptions): void {
  for (const [entity, rights] of Object.entries(acl)) {
    if (!isEntity(entity, options)) throw invalidKey(entity);
    if (!isObject(rights)) throw invalid(`${show(rights)} is not a valid value for class level permissions acl`);
    const unknown = Object.keys(rights).filter((right) => right !== 'read' && right !== 'write');
    if (unknown.length > 0) throw invalid(`'${shown(unknown.join(','))}' is not a valid key for class level permissions acl`);
    const wrong = Object.values(rights).find((right) => typeof right !== 'boolean');
    if (wrong !== undefined) throw invalid(`${show(wrong)} is not a valid value for class level permissions acl`);
  }
}

function assertProtectedFields(groups: UnknownObject, schema: ClassSchema, options: PermissionOptions): void {
  for (const [group, fields] of Object.entries(groups)) {
    const known = group === 'authenticated' || group.startsWith('userField:') || isEntity(group, options);
    if (!known) throw invalidKey(group);
    if (!Array.isArray(fields))
      throw invalid(`${show(fields)} is not a valid value for protectedFields[${shown(group)}] - expected an array.`);
    for (const field of fields as readonly unknown[]) {
      if (UNPROTECTED.has(field)) throw invalid(`Default field ${show(field)} can not be protected`);
      if (typeof field !== 'string' || !schema.fields.has(field)) {
        throw invalid(`Field ${show(field)} in protectedFields:${shown(group)} does not exist`);
      }
    }
  }
}

const UNPROTECTED: ReadonlySet<unknown> = new Set(['objectId', 'createdAt', 'updatedAt', 'ACL']);

/** Only fields that can hold users are permissions by pointer: the members of a list are seen when it is asked. */
function assertPointerFields(fields: unknown, key: string, schema: ClassSchema, place: string): void {
  if (!Array.isArray(fields)) throw invalid(`${show(fields)} is not a valid value for ${place}`);
  for (const field of fields as readonly unknown[]) {
    const type = typeof field === 'string' ? schema.fields.get(field) : undefined;
    const holdsUsers = type?.type === 'Array' || (type?.type === 'Pointer' && type.targetClass === USER);
    if (!holdsUsers) throw invalid(`${show(field)} is not a valid column for class level pointer permissions ${key}`);
  }
}

function isEntity(name: string, { allowCustomObjectId }: PermissionOptions): boolean {
  if (name === '*') return true;
  if (name.startsWith(ROLE_PREFIX)) return isObjectId(name.slice(ROLE_PREFIX.length));
  return allowCustomObjectId ? isObjectId(name) && !name.startsWith('$') : /^[A-Za-z0-9]+$/.test(name);
}

function invalidKey(name: string): ParseError {
  return invalid(`'${shown(name)}' is not a valid key for class level permissions`);
}

function show(value: unknown): string {
  return `'${typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'an array' : 'an object') : shown(String(value))}'`;
}

function invalid(text: string): ParseError {
  return new ParseError('InvalidJson', text);
}
