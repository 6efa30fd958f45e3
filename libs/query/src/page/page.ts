import { ParseError } from '@parlance/errors';
import { shown, type ClassSchema, type ParseDictionary, type ParseValue } from '@parlance/values';
import type { Condition, FieldPath, OrderTerm } from '../ast.ts';
import { EVERYTHING } from '../build.ts';
import { afterCondition, type OrderValue } from './after-condition.ts';
import { pageOrder } from './page-order.ts';
import { printPageToken, type PagePosition, type PageScalar } from './page-token.ts';
import type { PageRequest } from './page-request.ts';

/** One page of a query, of a class: the condition beside the query's own, and the order. */
export interface Page {
  readonly order: readonly OrderTerm[];
  /** Matches the objects behind the page before. */
  readonly condition: Condition;
  /** The fields that the next page's beginning is made from; the answer need not show them. */
  readonly fields: readonly FieldPath[];
  readonly fingerprint: string;
}

/** @throws InvalidQuery (102) an order that cannot be continued, or a token that does not fit it */
export function pageOf({ fingerprint, position }: PageRequest, order: readonly OrderTerm[], schema: ClassSchema): Page {
  const terms = pageOrder(order, schema);
  const condition = position === undefined ? EVERYTHING : afterCondition(terms, valuesOf(position, terms, schema));
  return { order: terms, condition, fields: terms.map(({ field }) => field), fingerprint };
}

/**
 * The token by which a query is continued behind an object.
 *
 * @param last the object as decodeDocument() makes it
 * @throws InvalidQuery (102) for values that cannot be continued after: too long, or not of their field's type
 */
export function tokenAfter({ order, fingerprint }: Page, last: ParseDictionary): string {
  const values = order.filter(({ field }) => field !== ID).map(({ field }) => scalarOf(field, last[field] ?? null));
  return printPageToken(fingerprint, { objectId: last[ID] as string, values });
}

const ID = 'objectId';

function scalarOf(field: FieldPath, value: ParseValue): PageScalar {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  const number = value instanceof Date ? value.getTime() : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new ParseError('InvalidQuery', `The query cannot be continued after a value of ${shown(field)}.`);
}

/** Values of the position with the types of their fields; the objectId stands where the order has it, at the end. */
function valuesOf({ objectId, values }: PagePosition, order: readonly OrderTerm[], schema: ClassSchema): readonly OrderValue[] {
  if (values.length !== order.length - 1) throw misfit();
  return [...values.map((value, at) => valueOf(value, schema.fields.get(order[at]?.field ?? '')?.type)), objectId];
}

const JAVASCRIPT_TYPES: ReadonlyMap<string | undefined, string> = new Map([
  ['Number', 'number'],
  ['String', 'string'],
  ['Boolean', 'boolean'],
  ['Date', 'number'],
]);

function valueOf(value: PageScalar, type: string | undefined): OrderValue {
  if (value === null) return null;
  if (typeof value !== JAVASCRIPT_TYPES.get(type)) throw misfit();
  if (type !== 'Date') return value;
  const date = new Date(value as number);
  if (Number.isNaN(date.getTime())) throw misfit();
  return date;
}

function misfit(): ParseError {
  return new ParseError('InvalidQuery', 'after does not fit the order of this query.');
}
