import { ParseError } from '@parlance/errors';
import { isObject, shown, type UnknownObject } from '@parlance/values';
import type { Condition, FieldPath, Regex } from '../ast.ts';
import { and, regex } from '../build.ts';
import { QUOTED_LENGTH_MAX, type QueryLimits } from '../limits.ts';
import { isReadable } from '../regex/readable.ts';
import { unquote } from '../regex/unquote.ts';
import type { Budget } from './budget.ts';

const OPTIONS = /^[imsxu]+$/;

/**
 * `{"$regex":"^\\QBig\\E","$options":"i"}`.
 *
 * @param siblings the object the operator stands in, for its `$options`
 * @throws InvalidQuery (102) not a string, too long, bad options, or a pattern no engine can read
 */
export function parseRegex(field: FieldPath, json: unknown, siblings: UnknownObject, limits: QueryLimits): Regex {
  if (typeof json !== 'string') throw new ParseError('InvalidQuery', '$regex value must be a string');
  const options = parseOptions(siblings['$options']);
  if (!json.isWellFormed()) throw new ParseError('InvalidJson', 'A string is not valid Unicode.');
  assertPattern(json, options, limits);
  return regex(field, json, options);
}

function parseOptions(json: unknown): string {
  if (json === undefined) return '';
  if (typeof json !== 'string') throw new ParseError('InvalidQuery', '$options value must be a string');
  if (!OPTIONS.test(json)) throw new ParseError('InvalidQuery', `Bad $options value for query: ${shown(json)}`);
  return json;
}

function assertPattern(source: string, options: string, limits: QueryLimits): void {
  const { text, quotedLength, ownLength } = unquote(source);
  if (quotedLength > QUOTED_LENGTH_MAX) {
    throw new ParseError('InvalidQuery', `The quoted part of $regex has at most ${QUOTED_LENGTH_MAX} characters.`);
  }
  if (ownLength > limits.patternLength) {
    throw new ParseError('InvalidQuery', `A $regex has at most ${limits.patternLength} characters outside of \\Q…\\E.`);
  }
  // MongoDB's protocol ends a pattern at NUL.
  if (text.includes('\0') || !isReadable(text, options)) {
    throw new ParseError('InvalidQuery', `Bad $regex value for query: ${shown(source)}`);
  }
}

/** True for an item of `$all` that is a pattern. */
export function isPattern(json: unknown): json is UnknownObject {
  return isObject(json) && json['$regex'] !== undefined;
}

/**
 * `$all` of patterns, as "contains all starting with" of SDKs sends it: each has to match some element.
 *
 * @throws InvalidJson (107) when some items are no patterns, or not of the form that SDKs send
 */
export function parseAllStartingWith(field: FieldPath, items: readonly unknown[], budget: Budget): Condition {
  const patterns = items.map((item) => {
    if (!isPattern(item) || !isAnchored(item)) {
      throw new ParseError('InvalidJson', `All $all values must be of regex type or none: ${shown(items.map(spelledItem).join(','))}`);
    }
    budget.spendCondition();
    return parseRegex(field, item['$regex'], item, budget.limits);
  });
  return and(...patterns);
}

function isAnchored(item: UnknownObject): boolean {
  const pattern = item['$regex'];
  const alone = Object.keys(item).every((key) => key === '$regex' || key === '$options');
  return alone && typeof pattern === 'string' && QUOTED_START.test(pattern);
}

/** A start that is taken as it stands. */
const QUOTED_START = /^\^\\Q.*\\E/s;

function spelledItem(item: unknown): string {
  if (isPattern(item)) return `/${shown(item['$regex'])}/`;
  return typeof item === 'string' || typeof item === 'number' ? String(item) : '[object Object]';
}
