export type {
  Compare,
  Condition,
  ConditionKind,
  ConditionOf,
  Exists,
  FieldCondition,
  FieldPath,
  Group,
  Membership,
  Range,
  Regex,
  Sortable,
} from './ast.ts';
export {
  all,
  and,
  containedBy,
  eq,
  EVERYTHING,
  exists,
  gt,
  gte,
  isEverything,
  isIn,
  isNothing,
  lt,
  lte,
  ne,
  nor,
  NOTHING,
  notIn,
  or,
  regex,
} from './build.ts';
export { dispatch, type Handlers } from './dispatch.ts';
export type { ExplainVerbosity, FindQuery, GetQuery, Hint, OrderTerm, ReadPreference, ReadPreferences, Selection } from './find-query.ts';
export { QUERY_LIMITS, type QueryLimits } from './limits.ts';

export { parseWhere } from './parse/where.ts';
export { parseFind } from './parse/find.ts';
export { parseGetOptions } from './parse/get.ts';
export { validateCondition } from './validate.ts';
export { fieldsOf } from './fields.ts';
export { printWhere } from './print.ts';

export { compileFilter } from './compile/filter.ts';
export type { MongoFilter } from './compile/combine.ts';
export { compileSort, type MongoSort } from './compile/sort.ts';
export { compileProjection, type MongoProjection } from './compile/projection.ts';
export { REFUSED_QUERY_CODES } from './compile/refused-codes.ts';
export { includedPaths } from './compile/includes.ts';
export { matches } from './match/matches.ts';
