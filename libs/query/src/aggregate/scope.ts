import { ParseError } from '@parlance/errors';
import { INTERNAL_MEMBERS, PLATFORM_CLASSES, platformClass, type PlatformClass } from '@parlance/platform-classes';
import { fieldOf, FORBIDDEN_KEYS, shown, storedPath, type ClassSchema, type FieldType } from '@parlance/values';
import { PATH_LENGTH_MAX, PATH_SEGMENTS_MAX } from '../limits.ts';

/**
 * The documents that reach a stage, and so the meaning of names in it: fields of the class while the documents are its objects,
 * and just names once a stage has made documents of its own.
 */
export interface Scope {
  /** Undefined once a stage has made documents of its own. */
  readonly schema: ClassSchema | undefined;
  /** First segments of members that stages have added or written over: they stand for themselves, whatever field is called so. */
  readonly computed: ReadonlySet<string>;
  /** Class of the pointers that `_id` holds, where objects were grouped by a pointer field. */
  readonly idTarget: string | undefined;
  /** Names are those of stored members already. */
  readonly rawNames: boolean;
  /** Hidden members are gone from the documents. */
  readonly clean: boolean;
  /** The caller may name fields that only the users they belong to see otherwise. */
  readonly credentials: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();

export function scopeOf(schema: ClassSchema, { rawNames, credentials }: Pick<Scope, 'rawNames' | 'credentials'>): Scope {
  return { schema, computed: NOTHING, idTarget: undefined, rawNames, clean: false, credentials };
}

/** The scope behind a stage that makes documents of its own. */
export function madeBy({ rawNames, credentials }: Scope, idTarget?: string): Scope {
  return { schema: undefined, computed: NOTHING, idTarget, rawNames, clean: true, credentials };
}

/** The scope behind a stage that adds members, or writes over members of these names. @param names checked by outputName */
export function withComputed(scope: Scope, names: Iterable<string>): Scope {
  const computed = new Set(scope.computed);
  for (const name of names) computed.add(fieldOf(name));
  const idTarget = computed.has('_id') ? undefined : scope.idTarget;
  return { ...scope, computed, idTarget };
}

/** Members of a class's documents that no pipeline reads, and that are taken away before one could. */
export function hiddenMembers(className: string): readonly string[] {
  return [...INTERNAL_MEMBERS, ...Object.keys(platformClass(className)?.secrets ?? {})];
}

/** Beside the internal members: secrets by class, such as legacy passwords and the members by which users prove a second factor. */
const SECRETS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  PLATFORM_CLASSES.map((declared) => [declared.name, new Set(secretMembers(declared))]),
);

function secretMembers({ secrets = {}, spreadFields = {} }: PlatformClass): readonly string[] {
  const whole = Object.keys(secrets).filter((field) => !Object.hasOwn(spreadFields, field));
  const spread = Object.values(spreadFields).flatMap(({ prefix, secretMembers }) => secretMembers.map((member) => prefix + member));
  return [...whole, ...spread];
}

/**
 * Where documents of the scope hold the value of a name or dotted path in a pipeline. Stored names are understood too, as pipelines that
 * were written for Parse Server have them: `_p_team`, `_created_at`, `_id`.
 *
 * @throws InvalidFieldName (105) malformed, or a member that is hidden from everybody
 */
export function pathIn(scope: Scope, path: string): string {
  assertSegments(path);
  const head = fieldOf(path);
  if (head === 'objectId' && !scope.rawNames) return `_id${path.slice(head.length)}`;
  const { schema } = scope;
  if (schema === undefined || scope.computed.has(head)) return path;
  if (!isMember(head)) throw badName(path);
  const stored = scope.rawNames || head.startsWith('_') ? path : storedPath(path, schema);
  const member = fieldOf(stored);
  if (INTERNAL_MEMBERS.has(member) || SECRETS.get(schema.className)?.has(member) === true) throw badName(path);
  if (!scope.credentials && holdsCredentials(member, schema.className)) throw badName(path);
  return stored;
}

/** Members of the data that providers have given: one logs in by it. */
function holdsCredentials(member: string, className: string): boolean {
  const spread = Object.entries(platformClass(className)?.spreadFields ?? {});
  return spread.some(([field, { prefix }]) => member === field || member.startsWith(prefix));
}

/** A name, or path, under which a stage puts a computed value. @throws InvalidFieldName (105) */
export function outputName(scope: Scope, path: string): string {
  assertSegments(path);
  const head = fieldOf(path);
  return head === 'objectId' && !scope.rawNames ? `_id${path.slice(head.length)}` : path;
}

/** The type of the field that a path means, where it means a field of the class. */
export function typeIn({ schema, computed, rawNames }: Scope, path: string): FieldType | undefined {
  if (schema === undefined || rawNames || computed.has(path)) return undefined;
  return schema.fields.get(path.startsWith('_p_') ? path.slice('_p_'.length) : (FIELDS_BY_MEMBER.get(path) ?? path));
}

const FIELDS_BY_MEMBER: ReadonlyMap<string, string> = new Map([
  ['_id', 'objectId'],
  ['_created_at', 'createdAt'],
  ['_updated_at', 'updatedAt'],
]);

const FIELD = /^[A-Za-z][A-Za-z0-9_]*$/;
const STORED = /^(?:_id|_created_at|_updated_at|_p_[A-Za-z][A-Za-z0-9_]*)$/;

function isMember(head: string): boolean {
  return FIELD.test(head) || STORED.test(head);
}

/** Segments of any path: not empty, nothing that could be an operator, and none that names a hidden member. */
function assertSegments(path: string): void {
  if (path.length > PATH_LENGTH_MAX) throw badName(path);
  const segments = path.split('.');
  if (segments.length > PATH_SEGMENTS_MAX) throw badName(path);
  for (const segment of segments) {
    if (!SEGMENT.test(segment) || FORBIDDEN_KEYS.has(segment) || INTERNAL_MEMBERS.has(segment)) throw badName(path);
  }
}

// eslint-disable-next-line no-control-regex -- it refuses control characters
const SEGMENT = /^[^$.\u0000-\u001f\u007f]+$/;

function badName(path: string): ParseError {
  return new ParseError('InvalidFieldName', `Invalid key name: ${shown(path)}`);
}
