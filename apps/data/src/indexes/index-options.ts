import { ParseError } from '@parlance/errors';
import { isObject, shown, type UnknownObject } from '@parlance/values';
import type { IndexOptions } from './index-store.ts';

/** MongoDB's own limit. */
const SECONDS_MAX = 2 ** 31 - 1;

/**
 * `{"unique":true,"sparse":true,"expireAfterSeconds":60}`; undefined for none.
 *
 * @throws InvalidQuery (102) an unknown option, or a wrong value of one; InvalidJson (107) anything but an object
 */
export function parseIndexOptions(json: unknown, name: string): IndexOptions {
  if (json === undefined) return {};
  if (!isObject(json)) throw new ParseError('InvalidJson', `indexOptions of ${shown(name)} must be an object.`);
  const { unique = false, sparse = false, expireAfterSeconds, ...others }: UnknownObject = json;
  const other = Object.keys(others)[0];
  if (other !== undefined) throw refused(`indexOptions of ${shown(name)} do not know ${shown(other)}.`);
  if (typeof unique !== 'boolean' || typeof sparse !== 'boolean') {
    throw refused(`indexOptions of ${shown(name)}: unique and sparse are true or false.`);
  }
  if (expireAfterSeconds !== undefined && !isSeconds(expireAfterSeconds)) {
    throw refused(`indexOptions of ${shown(name)}: expireAfterSeconds is a whole number from 0 to ${SECONDS_MAX}.`);
  }
  return {
    ...(unique ? { unique } : {}),
    ...(sparse ? { sparse } : {}),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
  };
}

function isSeconds(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= SECONDS_MAX;
}

/** The error for a fault of an index. */
export function refused(text: string): ParseError {
  return new ParseError('InvalidQuery', text);
}
