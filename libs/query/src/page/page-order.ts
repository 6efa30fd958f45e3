import { ParseError } from '@parlance/errors';
import { fieldOf, shown, type ClassSchema, type FieldType } from '@parlance/values';
import type { OrderTerm } from '../ast.ts';

/** Types whose values all stand in one order, whatever the objects hold. */
const ORDERED: ReadonlySet<FieldType['type']> = new Set<FieldType['type']>(['Number', 'String', 'Date', 'Boolean']);

const ID = 'objectId';

/** Members of the platform, and the score of a text search: no fields of the class, but sorted by all the same. */
const PLATFORMS_OWN = /^[_$]/;

/**
 * The order of a query as compileSort() makes it, written out: fields the class does not have are passed over, and the objectId ends it
 * in the direction of the last term. Without an order that is the objectId alone.
 *
 * @throws InvalidQuery (102) for a field whose values a page cannot continue after
 */
export function pageOrder(order: readonly OrderTerm[], schema: ClassSchema): readonly OrderTerm[] {
  const terms: OrderTerm[] = [];
  for (const term of order) {
    const type = schema.fields.get(fieldOf(term.field))?.type;
    if (type === undefined && !PLATFORMS_OWN.test(term.field)) continue;
    if (type === undefined || !ORDERED.has(type) || term.field.includes('.')) throw unordered(term.field);
    terms.push(term);
    if (term.field === ID) return terms;
  }
  return [...terms, { field: ID, descending: terms.at(-1)?.descending ?? false }];
}

function unordered(field: string): ParseError {
  return new ParseError(
    'InvalidQuery',
    `after needs an order by fields of type Number, String, Date or Boolean, which ${shown(field)} is not.`,
  );
}
