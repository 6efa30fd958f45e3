import { ParseError } from '@parlance/errors';
import { isObject, Pointer, shown, type UnknownObject } from '@parlance/values';
import type { AskedCondition, FieldPath, Subquery } from '../ast.ts';
import { dontSelect, inQuery, notInQuery, relatedTo, select } from '../build-asked.ts';
import type { Budget } from './budget.ts';
import { parseFieldPath } from './field-path.ts';
import { parseLimit, parseSkip } from './numbers.ts';
import { parseOperand } from './operand.ts';
import { parseOrder } from './order.ts';
import { parseRedirect } from './redirect.ts';
import { assertScored } from './text-search.ts';

/** Reads the `where` of a subquery: where.ts, which knows all constraints, these among them. */
export type ParseInner = (json: unknown, depth: number, budget: Budget) => AskedCondition;

/** A constraint that speaks of other objects. `depth` is that of `json`. */
export interface SubqueryPlace {
  readonly operator: string;
  readonly field: FieldPath;
  readonly json: unknown;
  readonly depth: number;
  readonly budget: Budget;
  readonly parseInner: ParseInner;
}

/** Members of a subquery; those that show objects or read from elsewhere mean nothing there and are passed over. */
const MEMBERS: ReadonlySet<string> = new Set(['className', 'where', 'order', 'limit', 'skip', 'redirectClassNameForKey']);
const IGNORED: ReadonlySet<string> = new Set([
  'include',
  'includeAll',
  'keys',
  'excludeKeys',
  'count',
  'readPreference',
  'includeReadPreference',
  'subqueryReadPreference',
  'comment',
  'hint',
  'explain',
  'watch',
]);

/**
 * `{"className":"Post","where":{…},"order":…,"limit":…,"skip":…}`
 *
 * @throws InvalidQuery (102) another shape, too many or too deep; InvalidJson (107) nothing
 */
export function parseInQuery(at: SubqueryPlace): AskedCondition {
  if (!at.json) throw new ParseError('InvalidJson', `bad constraint: ${at.operator}`);
  const subquery = parseSubquery(at, at.json, at.depth);
  return at.operator === '$inQuery' ? inQuery(at.field, subquery) : notInQuery(at.field, subquery);
}

/** `{"query":{…},"key":"city"}`, exactly these two. @throws as parseInQuery; CommandUnavailable (108) nothing */
export function parseSelect(at: SubqueryPlace): AskedCondition {
  const { json, operator, field, depth, budget } = at;
  if (!json) throw new ParseError('CommandUnavailable', `the ${operator} constraint is not supported yet`);
  if (!isObject(json) || Object.keys(json).length !== 2 || !Object.hasOwn(json, 'query') || typeof json['key'] !== 'string') {
    throw new ParseError('InvalidQuery', `improper usage of ${operator}: it needs a query and a key, and nothing else.`);
  }
  const key = parseFieldPath(json['key'], budget.limits);
  const subquery = parseSubquery(at, json['query'], depth + 1);
  return operator === '$select' ? select(field, subquery, key) : dontSelect(field, subquery, key);
}

/** `{"object":<Pointer>,"key":"likes"}` @throws InvalidQuery (102) another shape; InvalidFieldName (105) */
export function parseRelatedTo(json: unknown, depth: number, budget: Budget): AskedCondition {
  if (!isObject(json) || Object.keys(json).length !== 2 || typeof json['key'] !== 'string') {
    throw new ParseError('InvalidQuery', '$relatedTo needs an object and a key, and nothing else.');
  }
  budget.assertDepth(depth);
  const owner = parseOperand('$relatedTo', json['object'], depth + 1, budget);
  if (!(owner instanceof Pointer)) throw new ParseError('InvalidQuery', '$relatedTo needs a Pointer as its object.');
  return relatedTo(owner, parseFieldPath(json['key'], budget.limits));
}

function parseSubquery({ operator, budget, parseInner }: SubqueryPlace, json: unknown, depth: number): Subquery {
  if (!isObject(json)) throw new ParseError('InvalidQuery', `improper usage of ${operator}`);
  assertMembers(operator, json);
  const { className, where = {}, order, limit, skip } = json;
  if (typeof className !== 'string' || className === '') throw new ParseError('InvalidQuery', `improper usage of ${operator}`);
  budget.assertDepth(depth);
  const limits = { ...budget.limits, maxLimit: null }; // which bounds the objects a client reads, not those compared
  const condition = parseInner(where, depth + 1, budget.forSubquery());
  const terms = parseOrder(order, limits);
  assertScored(condition, terms, undefined);
  return Object.freeze({
    className,
    condition,
    order: terms,
    limit: limit === undefined || limit === null ? undefined : parseLimit(limit, limits),
    skip: parseSkip(skip),
    redirectClassNameForKey: parseRedirect(json['redirectClassNameForKey'], limits),
  });
}

function assertMembers(operator: string, json: UnknownObject): void {
  for (const member of Object.keys(json)) {
    if (!MEMBERS.has(member) && !IGNORED.has(member)) throw new ParseError('InvalidQuery', `${operator} does not know ${shown(member)}.`);
  }
}
