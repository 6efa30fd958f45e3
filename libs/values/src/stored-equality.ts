import { ParseFile } from './file.ts';
import { toStoredInterior } from './stored-value.ts';
import { isDictionary, isList, type ParseDictionary, type ParseValue } from './value.ts';

/** An aggregation expression of MongoDB. */
export type Expression = string | number | boolean | null | readonly unknown[] | { readonly [operator: string]: unknown };

/**
 * Lists inside one another that are still compared member by member. Each level deepens the expression, which MongoDB bounds; values
 * deeper are compared by MongoDB's own equality.
 */
const LEVELS_MAX = 16;

/**
 * True when MongoDB's own equality could call an equal stored value different: a dictionary of several keys anywhere inside, whose
 * order it looks at, or a file, whose url may differ. Typed values other than files are always stored with one order of members.
 */
export function keyOrderMatters(value: ParseValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isList(value)) return value.some(keyOrderMatters);
  if (isDictionary(value)) {
    const keys = Object.keys(value);
    return keys.length > 1 || keys.some((key) => keyOrderMatters(value[key] as ParseValue));
  }
  return value instanceof ParseFile;
}

/**
 * An expression that is true when the value stored at `place` equals `value` as sameValue has it: a dictionary equals when it has as
 * many keys and each key's value equals, in whatever order.
 *
 * @param place a variable or a path through dictionaries below one: `$$member.address`
 */
export function storedEquals(place: string, value: ParseValue): Expression {
  return { $and: conditions(place, value, 0) };
}

function conditions(place: string, value: ParseValue, level: number): readonly Expression[] {
  if (keyOrderMatters(value) && level < LEVELS_MAX) {
    if (isList(value)) return [listEquals(place, value, level)];
    if (isDictionary(value)) return dictionaryEquals(place, value, level);
    if (value instanceof ParseFile) return [{ $eq: [`${place}.__type`, 'File'] }, { $eq: [`${place}.name`, { $literal: value.name }] }];
  }
  return [{ $eq: [place, { $literal: toStoredInterior(value) }] }];
}

/** Conditions on members are meant only where the first one holds; those that fail on other types are guarded themselves. */
function dictionaryEquals(place: string, value: ParseDictionary, level: number): readonly Expression[] {
  const keys = Object.keys(value);
  const isObject: Expression = { $eq: [{ $type: place }, 'object'] };
  const hasKeys: Expression = { $cond: [isObject, { $eq: [{ $size: { $objectToArray: place } }, keys.length] }, false] };
  const members = keys.flatMap((key): readonly Expression[] => {
    const member = value[key] as ParseValue;
    if (key !== '') return conditions(`${place}.${key}`, member, level);
    const emptyKey: Expression = { $getField: { field: { $literal: key }, input: place } }; // the one key no path can name
    return [{ $cond: [isObject, bound(emptyKey, member, level), false] }];
  });
  return [hasKeys, ...members];
}

function listEquals(place: string, value: readonly ParseValue[], level: number): Expression {
  const entries = value.map((entry, at) => bound({ $arrayElemAt: [place, at] }, entry, level));
  const hasLength: Expression = { $cond: [{ $isArray: [place] }, { $eq: [{ $size: place }, value.length] }, false] };
  return { $cond: [hasLength, { $and: entries }, false] };
}

/** Equality with the result of an expression, bound to a variable so that paths can go on from it. */
function bound(expression: Expression, value: ParseValue, level: number): Expression {
  const name = `entry${level}`;
  return { $let: { vars: { [name]: expression }, in: { $and: conditions(`$$${name}`, value, level + 1) } } };
}
