export type {
  AskedCondition,
  AskedNode,
  Compare,
  Condition,
  ConditionKind,
  ConditionOf,
  Exists,
  FieldCondition,
  FieldPath,
  Group,
  InQuery,
  Intersects,
  Membership,
  Near,
  OrderTerm,
  Range,
  Regex,
  RelatedTo,
  SelectKey,
  Sortable,
  Subquery,
  TextSearch,
  WithinBox,
  WithinCircle,
  WithinPolygon,
} from './ast.ts';
export { askedNodes, isPlain, replaceAsked } from './asked.ts';
export { dontSelect, inQuery, notInQuery, relatedTo, select, text } from './build-asked.ts';
export { intersects, near, withinBox, withinCircle, withinPolygon } from './build-geo.ts';
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
  regroup,
} from './build.ts';
export { dispatch, type Handlers } from './dispatch.ts';
export type { ExplainVerbosity, FindQuery, GetQuery, Hint, ReadPreference, ReadPreferences, Selection } from './find-query.ts';
export { QUERY_LIMITS, type QueryLimits } from './limits.ts';

export { parseWhere } from './parse/where.ts';
export { parseFind } from './parse/find.ts';
export { parseGetOptions } from './parse/get.ts';
export { asksToExplain } from './parse/advice.ts';
export { searchesWithout } from './searches-without.ts';
export { validateCondition } from './validate.ts';
export { fieldsOf, pathsOf } from './fields.ts';
export { printCondition, printSubquery } from './print.ts';

export { compileFilter } from './compile/filter.ts';
export { withoutOrder } from './compile/geo.ts';
export { TEXT_SCORE } from './parse/field-path.ts';
export type { MongoFilter } from './compile/combine.ts';
export { compileSort, type MongoSort } from './compile/sort.ts';
export { compileProjection, type MongoProjection } from './compile/projection.ts';
export { REFUSED_QUERY_CODES } from './compile/refused-codes.ts';
export { includedPaths, selectionIn } from './compile/includes.ts';
export { matches } from './match/matches.ts';

export { pageOf, tokenAfter, type Page } from './page/page.ts';
export type { PageRequest } from './page/page-request.ts';

export { shapeOf } from './advise/shape.ts';
export { pipelineShape } from './advise/pipeline-shape.ts';
export { suggestIndex, type IndexAdvice } from './advise/suggest-index.ts';
export { rewritingHints } from './advise/rewriting-hints.ts';
export { hasCostlyPattern } from './advise/pattern-cost.ts';
export type { ExistingIndex, IndexKey } from './advise/index-key.ts';

export type { AggregateAdvice, AggregateQuery, DistinctQuery, MongoStage, PipelineQuery, Stage } from './aggregate/aggregate-query.ts';
export { compileDistinct, type CompiledDistinct } from './aggregate/distinct.ts';
export { joinedClassNames } from './aggregate/joined-class-names.ts';
export { parseAggregate } from './aggregate/parse-aggregate.ts';
export { compilePipeline, type CompiledPipeline } from './aggregate/pipeline.ts';
export type { JoinedClass, JoinedClasses } from './aggregate/reading.ts';
export type { Scope } from './aggregate/scope.ts';
