import { ParseError } from '@parlance/errors';
import { assertBodyLimits, assertFieldName, isObject, type UnknownObject } from '@parlance/values';
import { checkedValue } from './checked-value.ts';
import { readConditions, type ConditionEdit } from './conditions/read-conditions.ts';

/** A change of parameters as the holder of the master key asks for it. */
export interface ParameterEdit {
  /** New values by name. */
  readonly set: ReadonlyMap<string, unknown>;
  readonly remove: ReadonlySet<string>;
  /** Flags by name; only those that the body has. */
  readonly masterKeyOnly: ReadonlyMap<string, boolean>;
  readonly conditions: ConditionEdit;
}

/**
 * Reads the body of `PUT /config`.
 *
 * @throws InvalidJson (107) a member that is no object, limits of JSON, a malformed condition; InvalidFieldName (105); InvalidNestedKey
 *   (121); IncorrectType (111) a flag that is no boolean; the errors of values (checked-value.ts)
 */
export function readEdit(body: UnknownObject): ParameterEdit {
  const set = new Map<string, unknown>();
  const remove = new Set<string>();
  for (const [name, value] of Object.entries(memberOf(body, 'params'))) {
    if (isObject(value) && value['__op'] === 'Delete') remove.add(name);
    else set.set(name, checkedValue(name, value));
  }
  const masterKeyOnly = readFlags(memberOf(body, 'masterKeyOnly'));
  return { set, remove, masterKeyOnly, conditions: readConditions(memberOf(body, 'conditions')) };
}

function memberOf(body: UnknownObject, name: string): UnknownObject {
  const member = body[name] ?? {};
  if (!isObject(member)) throw new ParseError('InvalidJson', `"${name}" must be an object.`);
  assertBodyLimits(member);
  return member;
}

function readFlags(flags: UnknownObject): ReadonlyMap<string, boolean> {
  const read = new Map<string, boolean>();
  for (const [name, flag] of Object.entries(flags)) {
    assertFieldName(name);
    if (typeof flag !== 'boolean') throw new ParseError('IncorrectType', `"masterKeyOnly.${name}" must be true or false.`);
    read.set(name, flag);
  }
  return read;
}
