import { fieldOf, type ClassSchema } from '@parlance/values';
import type { OrderTerm } from '../find-query.ts';
import { columnOf } from './column.ts';

/** Stored paths in order of significance. */
export type MongoSort = Record<string, 1 | -1>;

const ID = '_id';

/**
 * The order of a query for MongoDB, or undefined for none. A named order always ends with the objectId, so that pages over equal
 * values show each object once; it runs in the direction of the last term, so that one index serves both directions.
 *
 * Fields the class does not have are passed over. MongoDB sorts absent and null values first in ascending order.
 */
export function compileSort(order: readonly OrderTerm[], schema: ClassSchema): MongoSort | undefined {
  if (order.length === 0) return undefined;
  const sort: MongoSort = {};
  let direction: 1 | -1 = 1;
  for (const { field, descending } of order) {
    if (!field.startsWith('_') && !schema.fields.has(fieldOf(field))) continue;
    const column = columnOf(field, schema);
    if (column === undefined) continue;
    direction = descending ? -1 : 1;
    sort[column.path] = direction;
    if (column.path === ID) return sort;
  }
  sort[ID] = direction;
  return sort;
}
