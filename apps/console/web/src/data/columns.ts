import type { Field, Fields, FieldType } from '../api/data-operations.ts';

export interface Column {
  readonly name: string;
  readonly field: Field;
  /** In pixels. */
  readonly width: number;
}

const WIDTHS: Partial<Record<FieldType, number>> = { Number: 120, Boolean: 100, Date: 210, String: 190, GeoPoint: 170, Relation: 140 };
const WIDTH = 200;
/** Every object has these, whether its schema names them or not. */
const FIRST: readonly (readonly [string, Field])[] = [['objectId', { type: 'String' }]];
const LAST: readonly (readonly [string, Field])[] = [
  ['createdAt', { type: 'Date' }],
  ['updatedAt', { type: 'Date' }],
  ['ACL', { type: 'ACL' }],
];

/** The columns of a class: its id, its own fields by name, and at the end times and ACL. */
export function columnsOf(fields: Fields): readonly Column[] {
  const ends = new Set([...FIRST, ...LAST].map(([name]) => name));
  const own = Object.entries(fields)
    .filter(([name]) => !ends.has(name))
    .toSorted(([a], [b]) => a.localeCompare(b));
  return [...FIRST, ...own, ...LAST].map(([name, field]) => ({ name, field, width: WIDTHS[field.type] ?? WIDTH }));
}

/** Distances of columns from the left edge, and the width of all of them. */
export function layout(columns: readonly Column[], from: number): { readonly lefts: readonly number[]; readonly width: number } {
  let left = from;
  const lefts = columns.map(({ width }) => {
    const at = left;
    left += width;
    return at;
  });
  return { lefts, width: left };
}

/** Fields that a person may give when an object is made. */
export const SORTABLE: ReadonlySet<FieldType> = new Set(['String', 'Number', 'Boolean', 'Date', 'Pointer']);
