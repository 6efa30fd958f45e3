import { Bytes, fieldOf, GeoPoint, ParseFile, Pointer, Polygon, storedPath, toStoredField, toStoredInterior } from '@parlance/values';
import type { ClassSchema, FieldType, ParseValue } from '@parlance/values';
import type { FieldPath } from '../ast.ts';

/** Where and how documents of a class hold the values of a field path. */
export interface Column {
  /** In the words of a filter. */
  readonly path: string;
  /** Of the field itself; undefined for a path into a field, and for a field the class does not have. */
  readonly type: FieldType['type'] | undefined;
}

/** Stands for an operand that nothing in the column can equal. Not undefined, which would be a value to the driver. */
export const UNEQUALLED = Symbol('unequalled');

/**
 * Undefined for a path that leads into a value without an inside, such as through a pointer: there is nothing, in no document.
 * The stored form of such values could be read like a list or a dictionary, and must not be.
 */
export function columnOf(field: FieldPath, schema: ClassSchema): Column | undefined {
  const head = fieldOf(field);
  const type = schema.fields.get(head)?.type;
  const dotted = head.length !== field.length;
  if (type !== undefined && dotted && type !== 'Object' && type !== 'Array') return undefined;
  if (type === 'Relation') return undefined;
  return { path: storedPath(field, schema), type: dotted ? undefined : type };
}

/**
 * An operand as the column holds such a value. Columns whose stored form is not their own type's alone (pointers are strings, GeoPoints
 * lists, files strings) take operands of their type only: a string is never equal to a pointer, whatever the pointer is stored as.
 */
export function storedOperand(operand: ParseValue, type: Column['type']): unknown {
  const kind = type === undefined ? undefined : FORMS.get(type);
  if (kind === undefined) return toStoredInterior(operand);
  if (operand === null) return null;
  return operand instanceof kind ? toStoredField(operand) : UNEQUALLED;
}

const FORMS: ReadonlyMap<FieldType['type'], new (...parts: never[]) => Pointer | GeoPoint | Polygon | ParseFile | Bytes> = new Map<
  FieldType['type'],
  new (...parts: never[]) => Pointer | GeoPoint | Polygon | ParseFile | Bytes
>([
  ['Pointer', Pointer],
  ['GeoPoint', GeoPoint],
  ['Polygon', Polygon],
  ['File', ParseFile],
  ['Bytes', Bytes],
]);
