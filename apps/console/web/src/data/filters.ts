import type { Field, Fields, FieldType, Where } from '../api/data-operations.ts';
import type { t } from '../texts/index.ts';

export type Operator = keyof typeof t.data.filter.operators;

/**
 * One condition on a column.
 *
 * `value`: text, number or boolean as it was typed; the objectId of a pointer, the ISO time of a date, any JSON for an element of an array,
 * `{ latitude, longitude, kilometres }` for a place; absent for conditions without one
 */
export interface Filter {
  readonly field: string;
  readonly op: Operator;
  readonly value?: unknown;
}

const EARTH_RADIUS_KM = 6371;
const PRESENCE: readonly Operator[] = ['set', 'unset'];
const EQUALITY: readonly Operator[] = ['eq', 'ne'];
const ORDER: readonly Operator[] = ['lt', 'lte', 'gt', 'gte'];

const OF_TYPE: Readonly<Record<FieldType, readonly Operator[]>> = {
  String: [...EQUALITY, 'startsWith', 'contains'],
  Number: [...EQUALITY, ...ORDER],
  Boolean: EQUALITY,
  Date: ['before', 'after', 'eq'],
  Pointer: EQUALITY,
  Array: ['includes', 'includesAll'],
  GeoPoint: ['near'],
  Object: [],
  Polygon: [],
  File: [],
  Bytes: [],
  Relation: [],
  ACL: [],
};

/** The conditions that a column can have. Relations have none: their members are not in the object. */
export const operatorsOf = ({ type }: Field): readonly Operator[] => (type === 'Relation' ? [] : [...OF_TYPE[type], ...PRESENCE]);

/** Tells whether the condition needs a value. */
export const takesValue = (op: Operator): boolean => !PRESENCE.includes(op);

/** A text that means itself in a regular expression, quoted as the SDKs do. */
const quoted = (text: unknown): string => `\\Q${String(text).replaceAll('\\E', '\\E\\\\E\\Q')}\\E`;

/** A value in the form of REST for a column of a type. */
function operand(value: unknown, { type, targetClass }: Field): unknown {
  if (type === 'Pointer') return { __type: 'Pointer', className: targetClass, objectId: value };
  return type === 'Date' ? { __type: 'Date', iso: value } : value;
}

interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly kilometres: number;
}

function constraintOf({ op, value }: Filter, field: Field): unknown {
  switch (op) {
    case 'eq':
      return operand(value, field);
    case 'ne':
      return { $ne: operand(value, field) };
    case 'lt':
    case 'before':
      return { $lt: operand(value, field) };
    case 'lte':
      return { $lte: operand(value, field) };
    case 'gt':
    case 'after':
      return { $gt: operand(value, field) };
    case 'gte':
      return { $gte: operand(value, field) };
    case 'startsWith':
      return { $regex: `^${quoted(value)}` };
    case 'contains':
      return { $regex: quoted(value) };
    case 'includes':
      return value;
    case 'includesAll':
      return { $all: value };
    case 'near': {
      const { latitude, longitude, kilometres } = value as Place;
      return { $geoWithin: { $centerSphere: [[longitude, latitude], kilometres / EARTH_RADIUS_KM] } };
    }
    case 'set':
      return { $exists: true };
    case 'unset':
      return { $exists: false };
  }
}

/** Fields of every class, which schemas of some servers leave out. */
const ALWAYS: Fields = { objectId: { type: 'String' }, createdAt: { type: 'Date' }, updatedAt: { type: 'Date' } };

/** The relation of an object, whose members are asked for. */
export interface Related {
  readonly className: string;
  readonly objectId: string;
  readonly key: string;
}

/** Tells whether a filter says enough to be asked: a fresh one has no value yet. */
export const isComplete = ({ op, value }: Filter): boolean => !takesValue(op) || (value !== undefined && value !== '');

/**
 * The `where` of REST that means all filters at once; undefined where there are none.
 * Filters on columns that are gone are left out: an old link still shows the class.
 */
export function whereOf(filters: readonly Filter[], fields: Fields, related?: Related): Where | undefined {
  const parts = filters.filter(isComplete).flatMap((filter) => {
    const field = fields[filter.field] ?? ALWAYS[filter.field];
    return field !== undefined && operatorsOf(field).includes(filter.op) ? [{ [filter.field]: constraintOf(filter, field) }] : [];
  });
  const filtered: Where | undefined = parts.length > 1 ? { $and: parts } : parts[0];
  if (related === undefined) return filtered;
  const { className, objectId, key } = related;
  return { ...filtered, $relatedTo: { object: { __type: 'Pointer', className, objectId }, key } };
}
