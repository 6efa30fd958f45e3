import { ParseFile } from './file.ts';
import { toStoredInterior } from './stored-value.ts';
import { isDictionary, isList, type ParseDictionary, type ParseValue } from './value.ts';

/** An aggregation expression of MongoDB. */
export type Expression = string | number | boolean | null | readonly unknown[] | { readonly [operator: string]: unknown };

/** Lists inside one another that are still compared member by member: each level deepens the expression, which MongoDB bounds. */
const LIST_DEPTH_MAX = 16;

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
 * An expression that is true when what is stored at `place` equals `value` as sameValue has it: a dictionary equals when it has as
 * many keys and each key's value equals, in whatever order.
 *
 * @param place a variable or a path through dictionaries below one: `$$member.address`
 */
export function storedEquals(place: string, value: ParseValue): Expression {
  return { $and: conditions(place, value, 0) };
}

function conditions(place: string, value: ParseValue, listDepth: number): readonly Expression[] {
  if (keyOrderMatters(value)) {
    if (isList(value) && listDepth < LIST_DEPTH_MAX) return [listEquals(place, value, listDepth)];
    if (value instanceof ParseFile) return [{ $eq: [`${place}.__type`, 'File'] }, { $eq: [`${place}.name`, { $literal: value.name }] }];
    if (isDictionary(value) && Object.keys(value).every(isPathSegment)) return dictionaryEquals(place, value, listDepth);
  }
  return [{ $eq: [place, { $literal: toStoredInterior(value) }] }];
}

/** Conditions on deeper paths are meant only where the ones before hold; those that fail on other types are guarded themselves. */
function dictionaryEquals(place: string, value: ParseDictionary, listDepth: number): readonly Expression[] {
  const keys = Object.keys(value);
  const sizeEquals = { $eq: [{ $size: { $objectToArray: place } }, keys.length] };
  return [
    { $cond: [{ $eq: [{ $type: place }, 'object'] }, sizeEquals, false] },
    ...keys.flatMap((key) => conditions(`${place}.${key}`, value[key] as ParseValue, listDepth)),
  ];
}

function listEquals(place: string, value: readonly ParseValue[], listDepth: number): Expression {
  const name = `entry${listDepth}`;
  const entries = value.map((entry, at) => ({
    $let: { vars: { [name]: { $arrayElemAt: [place, at] } }, in: { $and: conditions(`$$${name}`, entry, listDepth + 1) } },
  }));
  const sizeEquals = { $cond: [{ $isArray: [place] }, { $eq: [{ $size: place }, value.length] }, false] };
  return { $cond: [sizeEquals, { $and: entries }, false] };
}

/** Keys that may stand in a path; `$` and `.` are no part of stored keys, and the empty key cannot be in a path. */
function isPathSegment(key: string): boolean {
  return key !== '' && !key.includes('.') && !key.startsWith('$');
}
