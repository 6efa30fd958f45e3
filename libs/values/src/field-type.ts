import { Bytes } from './bytes.ts';
import { ParseFile } from './file.ts';
import { GeoPoint } from './geo-point.ts';
import { isClassName } from './names.ts';
import { Pointer } from './pointer.ts';
import { Polygon } from './polygon.ts';
import { Relation } from './relation.ts';
import { isDictionary, isList, type ParseValue } from './value.ts';

/** Types that a field can be locked to. A field that only ever held null has none yet. */
export type FieldType =
  | { readonly type: 'String' | 'Number' | 'Boolean' | 'Date' | 'Object' | 'Array' | 'GeoPoint' | 'File' | 'Bytes' | 'Polygon' | 'ACL' }
  | { readonly type: 'Pointer' | 'Relation'; readonly targetClass: string };

type PlainType = Exclude<FieldType['type'], 'Pointer' | 'Relation'>;

/** The types without a target class, one shared object each. */
export const FIELD_TYPES: { readonly [T in PlainType]: { readonly type: T } } = Object.freeze({
  String: { type: 'String' },
  Number: { type: 'Number' },
  Boolean: { type: 'Boolean' },
  Date: { type: 'Date' },
  Object: { type: 'Object' },
  Array: { type: 'Array' },
  GeoPoint: { type: 'GeoPoint' },
  File: { type: 'File' },
  Bytes: { type: 'Bytes' },
  Polygon: { type: 'Polygon' },
  ACL: { type: 'ACL' },
});

const TYPE_OF_TEXT: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['string', FIELD_TYPES.String],
  ['number', FIELD_TYPES.Number],
  ['boolean', FIELD_TYPES.Boolean],
  ['date', FIELD_TYPES.Date],
  ['object', FIELD_TYPES.Object],
  ['map', FIELD_TYPES.Object], // the word of old databases for an object
  ['array', FIELD_TYPES.Array],
  ['geopoint', FIELD_TYPES.GeoPoint],
  ['file', FIELD_TYPES.File],
  ['bytes', FIELD_TYPES.Bytes],
  ['polygon', FIELD_TYPES.Polygon],
]);

/** A type as `_SCHEMA` stores it: `string`, `*Team`, `relation<Team>`. */
export function fieldTypeText(type: FieldType): string {
  switch (type.type) {
    case 'Pointer':
      return `*${type.targetClass}`;
    case 'Relation':
      return `relation<${type.targetClass}>`;
    default:
      return type.type.toLowerCase();
  }
}

/** The inverse of fieldTypeText. Undefined for a string that is no type, so that one odd member does not hide a class. */
export function parseFieldTypeText(text: unknown): FieldType | undefined {
  if (typeof text !== 'string') return undefined;
  if (text.startsWith('*')) return typeWithTarget('Pointer', text.slice(1));
  if (text.startsWith('relation<') && text.endsWith('>')) return typeWithTarget('Relation', text.slice('relation<'.length, -1));
  return TYPE_OF_TEXT.get(text);
}

function typeWithTarget(type: 'Pointer' | 'Relation', targetClass: string): FieldType | undefined {
  return isClassName(targetClass) ? { type, targetClass } : undefined;
}

/** The type that saving `value` locks a field to; undefined for null, which locks nothing. */
export function inferFieldType(value: ParseValue): FieldType | undefined {
  if (typeof value === 'string') return FIELD_TYPES.String;
  if (typeof value === 'number') return FIELD_TYPES.Number;
  if (typeof value === 'boolean') return FIELD_TYPES.Boolean;
  if (value === null) return undefined;
  if (isDictionary(value)) return FIELD_TYPES.Object;
  if (isList(value)) return FIELD_TYPES.Array;
  if (value instanceof Date) return FIELD_TYPES.Date;
  if (value instanceof Pointer) return { type: 'Pointer', targetClass: value.className };
  if (value instanceof GeoPoint) return FIELD_TYPES.GeoPoint;
  if (value instanceof ParseFile) return FIELD_TYPES.File;
  if (value instanceof Bytes) return FIELD_TYPES.Bytes;
  if (value instanceof Polygon) return FIELD_TYPES.Polygon;
  if (value instanceof Relation) return { type: 'Relation', targetClass: value.className };
  return FIELD_TYPES.Object;
}

export function sameFieldType(a: FieldType, b: FieldType): boolean {
  if (a === b) return true;
  if (a.type !== b.type) return false;
  return targetOf(a) === targetOf(b);
}

/** A type as error messages name it: `Number`, `Pointer<Team>`. */
export function describeFieldType(type: FieldType): string {
  const target = targetOf(type);
  return target === undefined ? type.type : `${type.type}<${target}>`;
}

function targetOf(type: FieldType): string | undefined {
  return 'targetClass' in type ? type.targetClass : undefined;
}
