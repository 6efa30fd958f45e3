import { ParseError } from '@parlance/errors';
import { assertNoForbiddenKeys, isObject, shown, type UnknownObject } from '@parlance/values';
import type { AskedCondition } from '../ast.ts';
import { and, eq, EVERYTHING, nor, or } from '../build.ts';
import { LOGICAL_DEPTH_MAX, QUERY_LIMITS, type QueryLimits } from '../limits.ts';
import { Budget } from './budget.ts';
import { notComparable, parseConstraints } from './constraints.ts';
import { parseFieldPath } from './field-path.ts';
import { parseOperand } from './operand.ts';
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
 * @throws InvalidJson (107) not JSON or no object, unknown operator, whole objects or arrays as values, too deep; InvalidQuery (102)
 *   operands of the wrong shape, too many constraints or subqueries, `ACL`; InvalidFieldName (105) names
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
    if (key === '$relatedTo') {
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
  if (build === undefined) throw refusalOf(operator);
  if (!Array.isArray(json)) throw new ParseError('InvalidQuery', `${operator} must be an array`);
  if (json.length === 0) throw new ParseError('InvalidQuery', `${operator} must not be empty`);
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

function refusalOf(operator: string): ParseError {
  return new ParseError('InvalidJson', `bad constraint: ${shown(operator)}`);
}

function parseField(key: string, json: unknown, depth: number, budget: Budget, into: AskedCondition[]): void {
  const field = parseFieldPath(key, budget.limits);
  if (field === 'ACL' || field.startsWith('ACL.')) throw new ParseError('InvalidQuery', 'Cannot query on ACL.');
  if (Array.isArray(json)) throw notComparable('an array');
  if (isObject(json) && !Object.hasOwn(json, '__type')) {
    parseConstraints(field, json, depth, budget, parseInner, into);
  } else {
    budget.spendCondition();
    into.push(eq(field, parseOperand(field, json, depth, budget)));
  }
}
