import { fieldOf, type ClassSchema } from '@parlance/values';
import type { Condition, ConditionKind } from '../ast.ts';
import { columnOf } from '../compile/column.ts';
import { compileSort } from '../compile/sort.ts';
import type { OrderTerm } from '../ast.ts';
import { keyOf, serves, servesSpecially, type ExistingIndex, type IndexKey, type WantedIndex, type WantedMember } from './index-key.ts';
import { shapeOf } from './shape.ts';
import { candidatesOf, isListed, type Candidate } from './usefulness.ts';

/** `index` is in the words of the database, `why` in those of people. */
export interface IndexAdvice {
  readonly index: IndexKey;
  readonly why: string;
}

/** More members by equality hardly narrow any further, and each makes the index larger. */
const EQUAL_MAX = 4;
/** MongoDB walks an index in order once for each listed value, up to so many. Longer lists are a range to it. */
const MERGED_VALUES_MAX = 200;

type SpecialKind = '2d' | '2dsphere' | 'text';

/** Constraints that only an index of a kind of its own serves: the kinds that do, the one to suggest first. */
const SPECIAL: ReadonlyMap<ConditionKind, readonly [SpecialKind, ...SpecialKind[]]> = new Map([
  ['near', ['2dsphere']],
  ['withinBox', ['2d']],
  ['withinPolygon', ['2d']],
  ['withinCircle', ['2dsphere', '2d']],
  ['intersects', ['2dsphere']],
  ['text', ['text']],
]);

/**
 * The index that would serve a query: the fields it asks for by equality, then its order, then one range. Equalities go by constraint and
 * type as docs/contract/09 section 8 ranks them; none begins with a boolean, and none has two fields that may hold lists.
 *
 * @param existing indexes the class has, beside the one on `_id`
 * @returns undefined when an index serves it already, or none would
 *
 * Source: MongoDB manual, "The ESR (Equality, Sort, Range) Guideline".
 */
export function suggestIndex(
  condition: Condition,
  order: readonly OrderTerm[],
  schema: ClassSchema,
  existing: readonly ExistingIndex[] = [],
): IndexAdvice | undefined {
  const conditions = condition.kind === 'and' ? condition.items : [condition];
  const special = conditions.find((item) => SPECIAL.has(item.kind));
  if (special !== undefined && 'field' in special) return specialIndex(special.field, special.kind, schema, existing);
  const candidates = candidatesOf(conditions, schema);
  if (candidates.some(({ path, narrowing }) => path === '_id' && narrowing !== 'range')) return undefined;
  const [branches] = inShapeOrder(conditions.filter((item) => item.kind === 'or'));
  if (candidates.length === 0 && branches !== undefined) return firstUnserved(branches.items, order, schema, existing);
  const wanted = wantedIndex(candidates, order, schema);
  if (wanted === undefined || [ID_INDEX, ...existing].some((index) => serves(index, wanted.index))) return undefined;
  return { index: keyOf(wanted.index), why: wanted.why };
}

/** An order of their own, so that an advice does not depend on how a query was written. */
function inShapeOrder<C extends Condition>(conditions: readonly C[]): readonly C[] {
  return conditions
    .map((condition) => [shapeOf(condition, []), condition] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, condition]) => condition);
}

const ID_INDEX: ExistingIndex = { key: { _id: 1 }, unique: true };

/** Each branch of an `or` needs an index of its own: the first that has none. */
function firstUnserved(
  branches: readonly Condition[],
  order: readonly OrderTerm[],
  schema: ClassSchema,
  existing: readonly ExistingIndex[],
): IndexAdvice | undefined {
  for (const branch of inShapeOrder(branches)) {
    const advice = suggestIndex(branch, order, schema, existing);
    if (advice !== undefined) return advice;
  }
  return undefined;
}

function specialIndex(
  field: string,
  constraint: ConditionKind,
  schema: ClassSchema,
  existing: readonly ExistingIndex[],
): IndexAdvice | undefined {
  const path = columnOf(field, schema)?.path;
  const kinds = SPECIAL.get(constraint);
  if (path === undefined || kinds === undefined) return undefined;
  if (existing.some((index) => kinds.some((kind) => servesSpecially(index, path, kind)))) return undefined;
  const [kind] = kinds;
  return { index: { [path]: kind }, why: `${kind === 'text' ? 'Text search' : 'Geo constraints'} on ${field}.` };
}

function wantedIndex(
  candidates: readonly Candidate[],
  order: readonly OrderTerm[],
  schema: ClassSchema,
): { readonly index: WantedIndex; readonly why: string } | undefined {
  const equal = withOneList(candidates.filter(isMergeable)).slice(0, EQUAL_MAX);
  const hasList = equal.some((candidate) => candidate.isListed);
  const sort = sortMembers(order, schema, equal, hasList);
  const range = candidates.find((one) => !isMergeable(one) && !(hasList && one.isListed) && !sort.some(({ path }) => path === one.path));
  const rest: WantedMember[] = range === undefined ? sort : [...sort, { path: range.path, direction: undefined }];
  const isPoor = equal[0]?.isPoor === true;
  const poor = equal.map(({ path }) => ({ path, direction: undefined }));
  const index = isPoor ? { equal: [], rest: [...rest, ...poor] } : { equal: equal.map(({ path }) => path), rest };
  const isUseless = rest.length === 0 ? isPoor || equal.length === 0 : isPoor && rest[0]?.path === '_id';
  if (isUseless) return undefined;
  return { index, why: reasonFor(equal, sort.length > 0 ? order : [], range, isPoor) };
}

function isMergeable({ narrowing, operands }: Candidate): boolean {
  return narrowing === 'equal' || (narrowing === 'in' && operands <= MERGED_VALUES_MAX);
}

/** MongoDB refuses documents that hold lists in two members of one index. */
function withOneList(candidates: readonly Candidate[]): readonly Candidate[] {
  const list = candidates.find((candidate) => candidate.isListed);
  return candidates.filter((candidate) => !candidate.isListed || candidate === list);
}

/** The order as an index can give it, without the fields that are equal in all results; empty when it cannot. */
function sortMembers(order: readonly OrderTerm[], schema: ClassSchema, equal: readonly Candidate[], hasList: boolean): WantedMember[] {
  const same = new Set(equal.filter(({ narrowing }) => narrowing === 'equal').map(({ path }) => path));
  const listed = order.filter(({ field }) => schema.fields.has(fieldOf(field))).map(({ field }) => columnOf(field, schema));
  const lists = listed.filter((column) => column !== undefined && isListed(column) && !same.has(column.path)).length;
  if (lists + Number(hasList) > 1) return [];
  const members = Object.entries(compileSort(order, schema) ?? {});
  return members.flatMap(([path, direction]) => (same.has(path) || typeof direction !== 'number' ? [] : [{ path, direction }]));
}

function reasonFor(equal: readonly Candidate[], order: readonly OrderTerm[], range: Candidate | undefined, isPoor: boolean): string {
  const equality = equal.length === 0 ? [] : [`equality on ${equal.map(({ field }) => field).join(', ')}`];
  const rest = [
    ...(order.length === 0 ? [] : [`the order ${order.map(({ field, descending }) => (descending ? '-' : '') + field).join(', ')}`]),
    ...(range === undefined ? [] : [`the range of ${range.field}`]),
  ];
  const text = (isPoor ? [...rest, ...equality] : [...equality, ...rest]).join(', then ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
