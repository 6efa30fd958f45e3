import { ParseError } from '@parlance/errors';
import { isObject, type UnknownObject } from './json.ts';
import { isClassName, isObjectId, shown } from './names.ts';
import { assertItems } from './operation-items.ts';
import { Pointer } from './pointer.ts';
import type { RelationChange } from './write.ts';

/**
 * AddRelation, RemoveRelation or a Batch of them, folded into one change: of several operations on one member the last one counts.
 *
 * @throws MissingObjectId (104) member without objectId; InvalidPointer (106) member without className; IncorrectType (111) member
 *   that is no pointer, or members of different classes; InvalidJson (107) lists that are no arrays, or too long; CommandUnavailable (108) another
 *   operation in a Batch
 */
export function decodeRelationChange(json: UnknownObject): RelationChange {
  const members = new Map<string, { readonly member: Pointer; readonly adds: boolean }>();
  let targetClass: string | undefined;
  let named = 0;
  for (const operation of operationsOf(json)) {
    const adds = operation['__op'] === 'AddRelation';
    if (Array.isArray(operation['objects'])) assertItems((named += operation['objects'].length));
    for (const member of membersOf(operation)) {
      targetClass ??= member.className;
      if (member.className !== targetClass) {
        throw new ParseError('IncorrectType', `A relation holds objects of one class, got ${targetClass} and ${member.className}.`);
      }
      members.set(member.objectId, { member, adds });
    }
  }
  const all = [...members.values()];
  return {
    kind: 'relate',
    ...(targetClass === undefined ? {} : { targetClass }),
    add: all.filter(({ adds }) => adds).map(({ member }) => member),
    remove: all.filter(({ adds }) => !adds).map(({ member }) => member),
  };
}

function operationsOf(json: UnknownObject): readonly UnknownObject[] {
  if (json['__op'] !== 'Batch') return [json];
  if (!Array.isArray(json['ops'])) throw new ParseError('InvalidJson', 'Batch needs an array as ops.');
  return (json['ops'] as unknown[]).map((operation) => {
    if (!isObject(operation)) throw new ParseError('InvalidJson', 'Batch needs operations in ops.');
    if (operation['__op'] !== 'AddRelation' && operation['__op'] !== 'RemoveRelation') {
      throw new ParseError(
        'CommandUnavailable',
        `The Batch operator is not supported yet. It can hold relation operations only, no ${shown(operation['__op'])}.`,
      );
    }
    return operation;
  });
}

function membersOf(operation: UnknownObject): readonly Pointer[] {
  if (!Array.isArray(operation['objects'])) {
    throw new ParseError('InvalidJson', `${shown(operation['__op'])} needs an array as objects.`);
  }
  return (operation['objects'] as unknown[]).map(memberOf);
}

function memberOf(json: unknown): Pointer {
  if (!isObject(json) || json['__type'] !== 'Pointer') throw new ParseError('IncorrectType', 'Members of a relation must be pointers.');
  const { className, objectId } = json;
  if (!isClassName(className)) throw new ParseError('InvalidPointer', 'This is not a valid Pointer');
  if (!isObjectId(objectId)) throw new ParseError('MissingObjectId', 'A member of a relation has no objectId: save it first.');
  return new Pointer(className, objectId);
}
