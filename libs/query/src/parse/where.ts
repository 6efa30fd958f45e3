import { ParseError } from '@parlance/errors';
import { assertNoForbiddenKeys, isObject, shown, type UnknownObject } from '@parlance/values';
import type { AskedCondition } from '../ast.ts';
import { and, eq, EVERYTHING, nor, or } from '../build.ts';
import { LOGICAL_DEPTH_MAX, QUERY_LIMITS, type QueryLimits } from '../limits.ts';
import { Budget } from './budget.ts';
import { parseConstraints } from './constraints.ts';
import { parseComparedPath } from './field-path.ts';
import { parseOperand, unknownType } from './operand.ts';
import { spelledAsText } from './spelled.ts';
import { parseRelatedTo } from './subquery.ts';

const GROUPS: ReadonlyMap<string, (...items: readonly AskedCondition[]) => AskedCondition> = new Map<
  string,
  (...items: readonly AskedCondition[]) => AskedCondition
>([
  ['$and', and],
  ['$or', or],
  ['$nor', nor],
]);

/**
 * The constraints of a query. This is the only place where they are unknown JSON; its result cannot be wrong but for the types
 * of fields, which validate.ts compares with the class.
 *
 * @param json an object, its JSON string, or undefined for no constraints
 * @throws InvalidJson (107) not JSON or no object, unknown operator of a field, operands of the wrong shape, too deep; InvalidQuery
 *   (102) operands that have the shape and are none, too many constraints or subqueries, `ACL`; InvalidFieldName (105) names, and
 *   operators that stand in the place of one
 *
 * The order of keys has no influence on the matches. Source: docs/contract/20-rest-protocol.md section 5.2.
 */
export function parseWhere(json: unknown, limits: QueryLimits = QUERY_LIMITS): AskedCondition {
  if (json === undefined) return EVERYTHING;
  const where = typeof json === 'string' ? jsonOf(json) : json;
  if (!isObject(where)) throw notJson();
  return parseObject(where, 1, 0, new Budget(limits));
}

function parseInner(json: unknown, depth: number, budget: Budget): AskedCondition {
  if (!isObject(json)) throw new ParseError('InvalidQuery', 'The where of a subquery must be an object.');
  return parseObject(json, depth, 0, budget);
}

function jsonOf(text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw notJson(); // the parser's own words would quote the string
  }
  assertNoForbiddenKeys(json, text);
  return json;
}

function notJson(): ParseError {
  return new ParseError('InvalidJson', 'where parameter is not valid JSON');
}

function parseObject(where: UnknownObject, depth: number, logicalDepth: number, budget: Budget): AskedCondition {
  budget.assertDepth(depth);
  const conditions: AskedCondition[] = [];
  for (const key of Object.keys(where)) {
    const json = where[key];
    if (key === '$relatedTo' && Boolean(json)) {
      budget.spendCondition();
      conditions.push(parseRelatedTo(json, depth + 1, budget));
    } else if (key.charCodeAt(0) === DOLLAR) conditions.push(parseGroup(key, json, depth + 1, logicalDepth + 1, budget));
    else parseField(key, json, depth + 1, budget, conditions);
  }
  return and(...conditions);
}

const DOLLAR = 36;

function parseGroup(operator: string, json: unknown, depth: number, logicalDepth: number, budget: Budget): AskedCondition {
  const build = GROUPS.get(operator);
  if (build === undefined) throw new ParseError('InvalidFieldName', `Invalid key name: ${shown(operator)}`);
  if (!Array.isArray(json) || json.length === 0) throw noBranches(operator, Array.isArray(json));
  if (logicalDepth > LOGICAL_DEPTH_MAX) {
    throw new ParseError('InvalidQuery', `$or, $and and $nor are nested at most ${LOGICAL_DEPTH_MAX} levels.`);
  }
  budget.assertDepth(depth);
  budget.spendCondition();
  const items: AskedCondition[] = [];
  for (const branch of json as unknown[]) {
    if (!isObject(branch)) throw new ParseError('InvalidQuery', `${operator} must be an array of objects`);
    budget.spendCondition();
    const read = () => parseObject(branch, depth + 1, logicalDepth, budget);
    items.push(operator === '$and' ? read() : budget.inBranch(read));
  }
  return build(...items);
}

function noBranches(operator: string, isList: boolean): ParseError {
  if (!isList) return new ParseError('InvalidQuery', `${operator} must be an array`);
  const text = operator === '$nor' ? 'Bad $nor format - use an array of at least 1 value.' : `${operator} must not be empty`;
  return new ParseError('InvalidQuery', text);
}

function parseField(key: string, json: unknown, depth: number, budget: Budget, into: AskedCondition[]): void {
  const field = parseComparedPath(key, budget.limits);
  if (field === 'ACL' || field.startsWith('ACL.')) throw new ParseError('InvalidQuery', 'Cannot query on ACL.');
  if (isObject(json)) {
    const constraints = constraintsOf(json);
    if (constraints !== undefined) {
      parseConstraints(field, constraints, depth, budget, parseInner, into);
      return;
    }
  }
  if (Array.isArray(json) || unknownType(json)) throw notComparable(json, depth, budget);
  budget.spendCondition();
  into.push(eq(field, parseOperand(field, json, depth, budget)));
}

/**
 * The operators of a field; undefined where there is a value instead. SDKs put operators into the very value that the field was to
 * equal, `{"__type":"Pointer","className":"Team","objectId":"a","$dontSelect":{…}}`: all else in it is then the operand of an `$eq`.
 */
function constraintsOf(json: UnknownObject): UnknownObject | undefined {
  const keys = Object.keys(json);
  const operators = keys.filter((key) => key.charCodeAt(0) === DOLLAR);
  if (operators.length === 0) return undefined;
  if (operators.length === keys.length) return json;
  const value = Object.fromEntries(Object.entries(json).filter(([key]) => key.charCodeAt(0) !== DOLLAR));
  const constraints = Object.fromEntries(operators.map((key) => [key, json[key]]));
  return { ...constraints, $eq: value };
}

/** Whether a whole list or dictionary equals another depends on the order of keys, and on lists equality means to contain. */
function notComparable(json: unknown, depth: number, budget: Budget): ParseError {
  return new ParseError('InvalidJson', `You cannot use ${spelledAsText(json, depth, budget)} as a query parameter.`);
}
