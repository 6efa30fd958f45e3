import { ParseError } from '@parlance/errors';
import { FIELD_TYPES, type FieldType } from './field-type.ts';
import { jsonAsText } from './json-as-text.ts';
import { isObject, type UnknownObject } from './json.ts';

const TYPE_OF_OPERATION: ReadonlyMap<unknown, FieldType> = new Map<unknown, FieldType>([
  ['Increment', FIELD_TYPES.Number],
  ['Add', FIELD_TYPES.Array],
  ['AddUnique', FIELD_TYPES.Array],
  ['Remove', FIELD_TYPES.Array],
]);

/** Typed values by `__type`, with the members without which one is nothing at all. */
const TYPED: ReadonlyMap<unknown, { readonly type: FieldType | 'Pointer' | 'Relation'; readonly members: readonly string[] }> = new Map<
  unknown,
  { readonly type: FieldType | 'Pointer' | 'Relation'; readonly members: readonly string[] }
>([
  ['Pointer', { type: 'Pointer', members: ['className'] }],
  ['Relation', { type: 'Relation', members: ['className'] }],
  ['File', { type: FIELD_TYPES.File, members: ['name'] }],
  ['Date', { type: FIELD_TYPES.Date, members: ['iso'] }],
  ['GeoPoint', { type: FIELD_TYPES.GeoPoint, members: ['latitude', 'longitude'] }],
  ['Bytes', { type: FIELD_TYPES.Bytes, members: ['base64'] }],
  ['Polygon', { type: FIELD_TYPES.Polygon, members: ['coordinates'] }],
]);

/**
 * The type of field that a value speaks of by its operation or `__type`, whatever else is wrong with it: a value for another type of field
 * is refused for that first. Only asked of values that cannot be decoded.
 *
 * @returns undefined for a value that speaks of no type
 * @throws IncorrectType (111) a typed value without the members that make it one
 */
export function claimedType(json: unknown): FieldType | undefined {
  if (Array.isArray(json)) return FIELD_TYPES.Array;
  if (!isObject(json)) return undefined;
  if (isPresent(json['__type'])) return typedValue(json);
  return isPresent(json['__op']) ? typeOfOperation(json) : FIELD_TYPES.Object;
}

function typedValue(json: UnknownObject): FieldType | undefined {
  const typed = TYPED.get(json['__type']);
  if (typed === undefined) return undefined;
  if (!typed.members.every((member) => isGiven(json[member]))) {
    throw new ParseError('IncorrectType', `This is not a valid ${String(json['__type'])}`);
  }
  if (typed.type !== 'Pointer' && typed.type !== 'Relation') return typed.type;
  return { type: typed.type, targetClass: jsonAsText(json['className']) };
}

function typeOfOperation(json: UnknownObject): FieldType | undefined {
  const { __op: operation, objects, ops } = json;
  if (operation === 'Batch') return Array.isArray(ops) ? claimedType(ops[0]) : undefined;
  if (operation !== 'AddRelation' && operation !== 'RemoveRelation') return TYPE_OF_OPERATION.get(operation);
  const first: unknown = Array.isArray(objects) ? objects[0] : undefined;
  return isObject(first) || typeof first === 'string' ? { type: 'Relation', targetClass: classOf(first) } : undefined;
}

function classOf(member: unknown): string {
  return isObject(member) ? String(member['className']) : 'undefined';
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== 0 && value !== false;
}

/** A zero is a latitude. */
function isGiven(value: unknown): boolean {
  return value === 0 || isPresent(value);
}
