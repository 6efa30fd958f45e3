import { ParseError } from '@parlance/errors';
import { MongoServerError, readFrom, type Collection } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';

/** BSONObjectTooLarge, and `distinct too big`. */
const TOO_LARGE: ReadonlySet<unknown> = new Set([10_334, 17_217]);
/** ExceededMemoryLimit, and the same where nothing may be put aside on the disk. */
const OUT_OF_MEMORY: ReadonlySet<unknown> = new Set([146, 292]);
/** IndexNotFound and NoQueryExecutionPlans. */
const INDEX_MISSING: ReadonlySet<unknown> = new Set([27, 291]);
/**
 * BadValue, FailedToParse, TypeMismatch, Overflow, InvalidLength, PathNotViable, DollarPrefixedFieldName, InvalidIdField, EmptyFieldName,
 * DottedFieldName, InvalidOptions, InvalidPipelineOperator, OptionNotSupportedOnView, ConversionFailure.
 */
const REFUSALS: ReadonlySet<unknown> = new Set([2, 9, 14, 15, 16, 28, 52, 53, 56, 57, 72, 168, 167, 241]);
/** From here on each complaint about a query has a number of its own. */
const LOCATIONS_FROM = 10_000;

/**
 * Runs a pipeline. Faults that the database finds in it are the caller's to mend, since its stages came from there.
 * @throws InvalidQuery (102)
 */
export async function pipelineFrom<R>(collection: Collection<StoredDocument>, command: string, work: () => Promise<R>): Promise<R> {
  try {
    return await readFrom(collection, command, work);
  } catch (error) {
    const text = error instanceof MongoServerError ? refusalText(error.code) : undefined;
    throw text === undefined ? error : new ParseError('InvalidQuery', text, { cause: error });
  }
}

/** Never the database's own text: it holds names of collections, and values of documents. */
function refusalText(code: unknown): string | undefined {
  if (TOO_LARGE.has(code)) return 'A document of the result would be too large.';
  if (OUT_OF_MEMORY.has(code)) return 'The pipeline needs more memory than one may use. Let $match or $limit come first.';
  if (INDEX_MISSING.has(code)) return 'The pipeline needs an index that does not exist.';
  if (REFUSALS.has(code)) return 'The database cannot run this pipeline: a stage, an operator or the hint does not fit.';
  if (typeof code === 'number' && code >= LOCATIONS_FROM) {
    return `The database cannot run this pipeline: an operator does not fit the value it is used on (${code}).`;
  }
  return undefined;
}
