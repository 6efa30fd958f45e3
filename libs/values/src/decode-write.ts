import { ParseError } from '@parlance/errors';
import { AUTH_DATA_PREFIX, INTERNAL_MEMBERS } from '@parlance/platform-classes';
import { assertBodyLimits } from './body-limits.ts';
import { claimedType } from './claimed-type.ts';
import { dateFromText } from './date.ts';
import { decodeChange } from './decode-change.ts';
import { assertFieldPath, assertSeparatePaths } from './field-path.ts';
import { sameFieldType } from './field-type.ts';
import { isObject, type UnknownObject } from './json.ts';
import { BODY_LIMITS, type BodyLimits } from './limits.ts';
import { assertChosenId, assertFieldName, isFieldName } from './names.ts';
import type { ClassSchema } from './schema.ts';
import { TypeMismatch } from './type-mismatch.ts';
import type { FieldChange, ObjectWrite } from './write.ts';
import { wrongType } from './wrong-type.ts';

export interface WriteOptions {
  /** The app's setting of that name. */
  readonly classicLimits?: boolean;
  /** The app's setting of that name: a creator may choose the id. */
  readonly allowCustomObjectId?: boolean;
  /** On updates the id the request addresses: a body may repeat it, not change it. */
  readonly objectId?: string;
  /** The maintenance key asks: createdAt, updatedAt and internal fields are written as sent. */
  readonly maintenance?: boolean;
  readonly limits?: BodyLimits;
  /** The class, as far as it is known: a value for another type of field is refused for that, whatever else is wrong with it. */
  readonly schema?: ClassSchema | undefined;
}

/**
 * The body of a create or an update into its effects, field by field.
 *
 * @param body the result of JSON.parse, envelope members removed; nothing about it is trusted
 * @throws the errors of assertBodyLimits, decodeChange and assertFieldPath; InvalidFieldName (105) a reserved name or a chosen objectId;
 *   MissingObjectId (104) an unusable chosen objectId; IncorrectType (111) a relation inside a dictionary, an objectId that is no string
 *
 * createdAt and updatedAt of ordinary callers are ignored silently. On a create operations stay operations, to be applied to
 * absent fields; Delete does nothing there and is dropped.
 */
export function decodeWrite(body: unknown, mode: 'create' | 'update', options: WriteOptions = {}): ObjectWrite {
  assertBodyLimits(body, options.limits);
  const members = body as UnknownObject;
  const changes = new Map<string, FieldChange>();
  let acl: unknown;
  let objectId: string | undefined;
  let dotted = false;
  let relations = 0;
  for (const name of Object.keys(members)) {
    const json = members[name];
    if (name === 'ACL') acl = json;
    else if (name === 'objectId') objectId = chosenId(json, mode, options);
    else if (name === 'createdAt' || name === 'updatedAt') {
      if (options.maintenance === true) changes.set(name, systemDate(json, name));
    } else {
      dotted = assertMemberName(name, mode, options) || dotted;
      const change = decodeMember(name, json, mode, options);
      if (change.kind === 'unset' && mode === 'create') continue;
      if (change.kind === 'relate' && name.includes('.')) {
        throw new ParseError('IncorrectType', `${name} cannot be a relation: only whole fields can.`);
      }
      if (change.kind === 'relate') relations++;
      changes.set(name, change);
    }
  }
  assertRelations(relations, options.limits ?? BODY_LIMITS);
  if (dotted) assertSeparatePaths([...changes.keys()]);
  return objectId === undefined ? { changes, acl } : { changes, acl, objectId };
}

function assertRelations(count: number, { relations }: BodyLimits): void {
  if (count > relations) throw new ParseError('InvalidJson', `One save changes at most ${relations} relations.`);
}

/** @throws as decodeChange; IncorrectType (111) instead when the value is for another type of field than this one */
function decodeMember(name: string, json: unknown, mode: 'create' | 'update', options: WriteOptions): FieldChange {
  try {
    return decodeChange(json, options);
  } catch (error) {
    const claimed = claimedType(json);
    const known = options.schema?.fields.get(name);
    if (options.schema === undefined || known === undefined || claimed === undefined || sameFieldType(known, claimed)) {
      throw mode === 'create' && isObject(json) && APPLIED_TO_NOTHING.has(json['__op']) ? noList(error) : error;
    }
    throw new TypeMismatch(options.schema.className, name, known, claimed);
  }
}

/** Operations on an absent field, whose faults all have one text: there is nothing yet to increment or to take away. */
const APPLIED_TO_NOTHING: ReadonlySet<unknown> = new Set(['Increment', 'Remove']);

function noList(error: unknown): unknown {
  if (!(error instanceof ParseError) || error.kind !== 'InvalidJson') return error;
  return new ParseError('InvalidJson', 'objects to add must be an array');
}

/** Tells whether the name is a dotted path. */
function assertMemberName(name: string, mode: 'create' | 'update', options: WriteOptions): boolean {
  if (options.maintenance === true && (INTERNAL_MEMBERS.has(name) || isAuthData(name))) return false;
  if (mode === 'update' && name.includes('.')) {
    assertFieldPath(name);
    return true;
  }
  if (name === 'id' && mode === 'create') throw new ParseError('InvalidFieldName', 'id is an invalid field name.');
  assertFieldName(name);
  return false;
}

/** `_auth_data_google`: a letter, then letters, digits and underscores behind the prefix. */
function isAuthData(name: string): boolean {
  return name.startsWith(AUTH_DATA_PREFIX) && isFieldName(name.slice(AUTH_DATA_PREFIX.length));
}

function chosenId(json: unknown, mode: 'create' | 'update', options: WriteOptions): string | undefined {
  if (mode === 'update' && json === options.objectId) return undefined;
  if (mode === 'update' && typeof json !== 'string' && json !== null)
    throw wrongType(options.schema?.className ?? '', 'objectId', 'String', json);
  if (mode === 'update' || options.allowCustomObjectId !== true) {
    throw new ParseError('InvalidFieldName', 'objectId is an invalid field name.');
  }
  assertChosenId(json);
  return json;
}

function systemDate(json: unknown, name: string): FieldChange {
  const value = dateFromText(isObject(json) && json['__type'] === 'Date' ? json['iso'] : json);
  if (value === undefined) throw new ParseError('IncorrectType', `${name} must be a Date.`);
  return { kind: 'set', value };
}
