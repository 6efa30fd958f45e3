import { ParseError } from '@parlance/errors';
import { MongoServerError, readFrom, refusedDocument, type Collection } from '@parlance/mongo';
import { REFUSED_QUERY_CODES } from '@parlance/query';
import { UPDATE_MISFIT_CODES, type StoredDocument } from '@parlance/values';

const DUPLICATE_KEY = 11_000;

/** True when an insert failed because the class has an object of that id, rather than on a unique index of a field. */
export function isDuplicateId(error: unknown): boolean {
  if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) return false;
  const pattern: unknown = error['keyPattern'];
  return typeof pattern === 'object' && pattern !== null && '_id' in pattern;
}

/** True when an update does not fit a value that is stored. */
export function isMisfit(error: unknown): boolean {
  return error instanceof MongoServerError && typeof error.code === 'number' && UPDATE_MISFIT_CODES.has(error.code);
}

/** The error that a refused write means to the caller, where it means something other than a fault of the database. */
export function refusalOf(error: unknown): unknown {
  const refusal = refusedDocument(error);
  if (refusal !== undefined) return refusal;
  if (isMisfit(error)) return new ParseError('IncorrectType', 'The operation does not fit the value that is stored.', { cause: error });
  return error;
}

/**
 * Runs a client's query.
 * @throws InvalidQuery (102) faults that only MongoDB can find in it: a hint that names no index, a pattern its engine cannot read
 */
export async function queryFrom<R>(collection: Collection<StoredDocument>, command: string, work: () => Promise<R>): Promise<R> {
  try {
    return await readFrom(collection, command, work);
  } catch (error) {
    if (!(error instanceof MongoServerError) || !REFUSED_QUERY_CODES.has(error.code)) throw error;
    throw new ParseError('InvalidQuery', 'The database cannot run this query.', { cause: error });
  }
}

export function objectTooLarge(): ParseError {
  return new ParseError('ObjectTooLarge', 'The object is too large.');
}
