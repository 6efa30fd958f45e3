import { fieldOf, type ClassSchema } from '@parlance/values';
import type { OrderTerm } from '../ast.ts';
import { TEXT_SCORE } from '../parse/field-path.ts';
import { columnOf } from './column.ts';

/** Stored paths in order of significance. */
export type MongoSort = Record<string, 1 | -1 | TextScore>;

/** Asks MongoDB for how well a document fits the text search of the query. */
export interface TextScore {
  readonly $meta: 'textScore';
}
export const TEXT_SCORE_META: TextScore = Object.freeze({ $meta: 'textScore' });

/** Under which name answers show the score. */
export const SCORE = 'score';

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
    if (field === TEXT_SCORE) {
      sort[SCORE] = TEXT_SCORE_META; // best first, always
      continue;
    }
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
