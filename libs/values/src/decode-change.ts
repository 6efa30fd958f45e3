import { ParseError } from '@parlance/errors';
import { decodeRelationChange } from './decode-relation-change.ts';
import { decodeValue, type DecodeOptions } from './decode-value.ts';
import { isObject, type UnknownObject } from './json.ts';
import { assertItems } from './operation-items.ts';
import { shown } from './names.ts';
import { Relation } from './relation.ts';
import { uniqueValues } from './same-value.ts';
import type { ParseValue } from './value.ts';
import type { FieldChange } from './write.ts';

const UNSET: FieldChange = Object.freeze({ kind: 'unset' });

/**
 * The value of one member of a body into its effect on the field: an operation, or a plain value to set.
 *
 * @param json checked by assertBodyLimits
 * @throws CommandUnavailable (108) unknown `__op`, or a Batch of anything but relation changes; InvalidJson (107) an operation with a
 *   member of the wrong type, or too many of them; the errors of decodeValue and decodeRelationChange
 */
export function decodeChange(json: unknown, options: DecodeOptions): FieldChange {
  if (isObject(json) && json['__op'] !== undefined) return decodeOperation(json, options);
  const value = decodeValue(json, options);
  return value instanceof Relation ? { kind: 'relate', targetClass: value.className, add: [], remove: [] } : { kind: 'set', value };
}

function decodeOperation(json: UnknownObject, options: DecodeOptions): FieldChange {
  switch (json['__op']) {
    case 'Increment':
      return { kind: 'increment', amount: amountOf(json) };
    case 'Add':
      return { kind: 'add', items: itemsOf(json, options) };
    case 'AddUnique':
      return { kind: 'addUnique', items: uniqueValues(itemsOf(json, options)) };
    case 'Remove':
      return { kind: 'remove', items: uniqueValues(itemsOf(json, options)) };
    case 'Delete':
      return UNSET;
    case 'AddRelation':
    case 'RemoveRelation':
    case 'Batch':
      return decodeRelationChange(json);
    default:
      throw new ParseError('CommandUnavailable', `The ${shown(json['__op'])} operator is not supported yet.`);
  }
}

function amountOf(json: UnknownObject): number {
  if (typeof json['amount'] !== 'number') throw new ParseError('InvalidJson', 'incrementing must provide a number');
  return json['amount'];
}

function itemsOf(json: UnknownObject, options: DecodeOptions): readonly ParseValue[] {
  const items: unknown = json['objects'];
  if (!Array.isArray(items)) {
    throw new ParseError('InvalidJson', `objects to ${json['__op'] === 'Remove' ? 'remove' : 'add'} must be an array`);
  }
  assertItems(items.length);
  return decodeValue(items, options) as readonly ParseValue[];
}
