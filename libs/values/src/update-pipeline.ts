import { isListIndex } from './field-path.ts';
import { POINTER_PREFIX } from './pointer.ts';
import type { ClassSchema } from './schema.ts';
import { keyOrderMatters, storedEquals, type Expression } from './stored-equality.ts';
import { OLD_UPDATED_AT, storedPath } from './stored-path.ts';
import { toStoredField, toStoredInterior } from './stored-value.ts';
import type { PipelineUpdate, UpdateOptions } from './document-update.ts';
import { isDictionary, isList, type ParseValue } from './value.ts';
import type { FieldChange, ObjectWrite } from './write.ts';

/** The value that a change leaves at its place. A value of `$$REMOVE` unsets. */
type Leaf = (current: Expression) => Expression;

const ABSENT = '$$REMOVE';

/** A place that is set may lie this far behind the end of its list; the places between become null. */
export const LIST_GAP_MAX = 10_000;

/** Values that are compared with the members of a list, each with each. More are looked up by their hashes where that is possible. */
const COMPARED_EACH_MAX = 16;

/** Parts of values without dictionaries that one operation compares, each with each: a second or two of a core. */
const PLAIN_COMPARISONS_MAX = 100_000_000;

/** Parts of dictionaries that one operation compares with members of a list, each with each: two seconds of a core. */
const PART_COMPARISONS_MAX = 10_000_000;

/** Members of lists that one write copies to set single places of them. */
const COPIED_MEMBERS_MAX = 10_000_000;

/** Smaller amounts leave every number within the range of doubles: they are less than half the distance between the largest two. */
const OVERFLOWS_FROM = 2 ** 969;

/** True when plain operators cannot keep Parse's promises: see updateFor. */
export function needsPipeline(write: ObjectWrite): boolean {
  for (const [path, change] of write.changes) {
    if (change.kind === 'remove') return true;
    if (change.kind === 'addUnique' && (change.items.length > COMPARED_EACH_MAX || change.items.some(keyOrderMatters))) return true;
    if (change.kind === 'increment' && Math.abs(change.amount) >= OVERFLOWS_FROM) return true;
    if (path.includes('.') && mayLeaveGap(path)) return true;
  }
  return false;
}

/** Whether the path leads to a place that a list may have to grow too far for. In a dictionary such a number is a key like any other. */
function mayLeaveGap(path: string): boolean {
  return path.split('.').some((segment, at) => at > 0 && isListIndex(segment) && Number(segment) >= LIST_GAP_MAX);
}

/**
 * The write as an aggregation pipeline of one stage. All expressions see the document as it was before. An explicit null is taken for
 * an absent field; any other value of a wrong type makes the stage fail, and nothing is written.
 */
export function pipelineFor(schema: ClassSchema, write: ObjectWrite, options: UpdateOptions): PipelineUpdate {
  const $set: Record<string, Expression> = {};
  const sizeMax = copiedSizeMax(write);
  for (const [path, change] of write.changes) {
    if (change.kind === 'relate') continue;
    const dotted = path.includes('.');
    const [member, ...inside] = storedPath(path, schema).split('.') as [string, ...string[]];
    const leaf = leafOf(change, dotted || path.startsWith('_'));
    const current = $set[member] ?? `$${member}`; // two paths may lead into one field: the second sees the result of the first
    $set[member] =
      inside.length === 0 ? leaf(current) : changedInside(current, inside, 0, leaf, { unsets: change.kind === 'unset', sizeMax });
    if (change.kind === 'unset' && member.startsWith(POINTER_PREFIX)) $set[path] = ABSENT;
  }
  if (options.keepsUpdatedAt !== true) {
    $set['_updated_at'] ??= { $literal: options.now };
    $set[OLD_UPDATED_AT] = ABSENT;
  }
  if (options.acl !== undefined) {
    for (const [member, value] of Object.entries(options.acl)) $set[member] = { $literal: value };
  }
  return [{ $set }];
}

/** The longest list of which a write may set single places: each place copies its list. */
function copiedSizeMax(write: ObjectWrite): number {
  let places = 0;
  for (const path of write.changes.keys()) if (path.includes('.') && path.split('.').some(isListIndex)) places++;
  return Math.floor(COPIED_MEMBERS_MAX / Math.max(places, 1));
}

function leafOf(change: Exclude<FieldChange, { kind: 'relate' }>, interior: boolean): Leaf {
  switch (change.kind) {
    case 'set':
      return () => ({ $literal: interior ? toStoredInterior(change.value) : toStoredField(change.value) });
    case 'increment':
      return (current) => incremented(current, change.amount);
    case 'add':
      return (current) => ({ $concatArrays: [listOr(current), { $literal: toStoredInterior(change.items) }] });
    case 'addUnique':
      return (current) => ({ $let: { vars: { list: comparable(listOr(current), change.items) }, in: withUnique(change.items) } });
    case 'remove':
      return (current) => ({ $let: { vars: { list: comparable(listOr(current), change.items) }, in: without(change.items) } });
    case 'unset':
      return () => ABSENT;
  }
}

/** The sum; a number beyond the range of doubles makes the stage fail, as a factor that is none does. */
function incremented(current: Expression, amount: number): Expression {
  // $add alone would take a Date too, and move it.
  const sum: Expression = { $add: [{ $multiply: [{ $ifNull: [current, 0] }, 1] }, { $literal: amount }] };
  if (Math.abs(amount) < OVERFLOWS_FROM) return sum;
  const factor: Expression = { $cond: [{ $lte: [{ $abs: '$$sum' }, { $literal: Number.MAX_VALUE }] }, 1, 'out of range'] };
  return { $let: { vars: { sum }, in: { $multiply: ['$$sum', factor] } } };
}

/** `$$list` with those items appended that equal none of its members. The items themselves are distinct. */
function withUnique(items: readonly ParseValue[]): Expression {
  const plain = items.filter((item) => !keyOrderMatters(item)).map(toStoredInterior);
  const dictionaries = items.filter(keyOrderMatters);
  const missing: Expression[] = dictionaries.map((item) => ({
    $cond: [
      { $anyElementTrue: [{ $map: { input: '$$list', as: 'member', in: storedEquals('$$member', item) } }] },
      [],
      [{ $literal: toStoredInterior(item) }],
    ],
  }));
  if (plain.length > 0) {
    missing.unshift({ $setDifference: [{ $literal: plain }, '$$list'] }); // by hashes, in the order of the items
  }
  return { $concatArrays: ['$$list', ...missing] };
}

/**
 * `$$list` without the members that equal one of the items. Sets are hashed, but forget how often a value was there: only a list without
 * repetitions can be had from one. (`$in` and `$setIsSubset` hash a constant list in aggregations, and not in updates.)
 */
function without(items: readonly ParseValue[]): Expression {
  const plain = items.filter((item) => !keyOrderMatters(item));
  const equalities = items.filter(keyOrderMatters).map((item) => storedEquals('$$member', item));
  const isItem: Expression = { $or: [{ $in: ['$$member', '$$items'] }, ...equalities] };
  const filtered: Expression = { $filter: { input: '$$list', as: 'member', cond: { $not: [isItem] } } };
  const withItems = (kept: Expression): Expression => ({ $let: { vars: { items: { $literal: plain.map(toStoredInterior) } }, in: kept } });
  if (plain.length <= COMPARED_EACH_MAX) return withItems(filtered);
  const size: Expression = { $size: '$$list' };
  const parts = plain.reduce<number>((sum, item) => sum + partsOf(item), 0);
  const inReach: Expression = { $cond: [{ $lte: [size, Math.floor(PLAIN_COMPARISONS_MAX / parts)] }, filtered, TOO_LONG] };
  if (equalities.length > 0) return withItems(inReach);
  const hasNoRepetitions: Expression = { $eq: [{ $size: { $setUnion: ['$$list', []] } }, size] };
  return withItems({ $cond: [hasNoRepetitions, { $setDifference: ['$$list', '$$items'] }, inReach] });
}

/** The list, as long as its members can be compared with those of the items that MongoDB cannot hash; a longer one makes the stage fail. */
function comparable(list: Expression, items: readonly ParseValue[]): Expression {
  let parts = 0;
  for (const item of items) if (keyOrderMatters(item)) parts += partsOf(item);
  if (parts === 0) return list;
  const isShort: Expression = { $lte: [{ $size: '$$whole' }, Math.floor(PART_COMPARISONS_MAX / parts)] };
  return { $let: { vars: { whole: list }, in: { $cond: [isShort, '$$whole', TOO_LONG] } } };
}

/** Makes a stage fail with one of UPDATE_MISFIT_CODES. */
const TOO_LONG: Expression = { $range: [0, 'too long'] };

/** The values that a value is made of, itself included. */
function partsOf(value: ParseValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  const inside = isList(value) ? value : isDictionary(value) ? Object.values(value) : [];
  return inside.reduce<number>((parts, part) => parts + partsOf(part), 1);
}

function listOr(current: Expression): Expression {
  return { $ifNull: [current, []] };
}

/**
 * The container `current` with a change at the end of a path inside it, as `$set` of a dotted path works: absent dictionaries are
 * created on the way, a list takes numbers as places and grows with nulls, and an unset changes nothing where the way ends early.
 *
 * Each level binds its container and the changed child to variables, so that the text grows with the path and not by doubling.
 */
function changedInside(current: Expression, path: readonly string[], at: number, leaf: Leaf, way: Way): Expression {
  if (at === path.length) return leaf(current);
  const key = path[at] as string;
  const box = `$$box${at}`;
  const member: Expression = { $getField: { field: { $literal: key }, input: box } };
  const asDictionary: Expression = {
    $setField: { field: { $literal: key }, input: { $ifNull: [box, {}] }, value: `$$child${at}` },
  };
  const isList: Expression = { $isArray: [box] };
  const child = isListIndex(key) ? { $cond: [isList, { $arrayElemAt: [box, Number(key)] }, member] } : member;
  const changed = isListIndex(key)
    ? { $cond: [isList, withSlot(box, Number(key), `$$child${at}`, way.sizeMax), asDictionary] }
    : asDictionary;
  const inBox: Expression = {
    $let: { vars: { [`child${at}`]: changedInside(child, path, at + 1, leaf, way) }, in: changed },
  };
  const keepsAbsent: Expression = { $cond: [{ $eq: [{ $ifNull: [box, null] }, null] }, box, inBox] };
  return { $let: { vars: { [`box${at}`]: current }, in: way.unsets ? keepsAbsent : inBox } };
}

/** `unsets`: nothing is made on the way. `sizeMax`: the longest list that is copied. */
interface Way {
  readonly unsets: boolean;
  readonly sizeMax: number;
}

/**
 * The list with one place set; places between its end and that one become null, and so does a place whose value is removed. A place too
 * far behind the end makes the stage fail, and so does a list that is too long, as a range without an end does.
 */
function withSlot(list: string, index: number, value: string, sizeMax: number): Expression {
  const end: Expression = { $max: [{ $size: list }, index + 1] };
  const size: Expression = { $size: list };
  const isInReach: Expression = { $and: [{ $gte: [size, index - LIST_GAP_MAX] }, { $lte: [size, sizeMax] }] };
  const places: Expression = { $range: [0, { $cond: [isInReach, end, 'too far'] }] };
  const elsewhere: Expression = { $ifNull: [{ $arrayElemAt: [list, '$$place'] }, null] };
  return { $map: { input: places, as: 'place', in: { $cond: [{ $eq: ['$$place', index] }, { $ifNull: [value, null] }, elsewhere] } } };
}
