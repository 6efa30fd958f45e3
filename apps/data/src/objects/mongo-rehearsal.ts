import { ParseError } from '@parlance/errors';
import { MongoServerError, readFrom, toParseError, type Collection } from '@parlance/mongo';
import { toStoredField, type Polygon, type StoredDocument } from '@parlance/values';
import { targetFilter } from './mongo-narrowed-filter.ts';
import { isDuplicateId, refusalOf } from './mongo-object-errors.ts';
import { hasTransactions, inTransaction, type TransactionSession } from './mongo-transaction.ts';
import type { RehearsedWrite } from './object.store.ts';
import { untilDeadline, type TimeLimit } from './until-deadline.ts';

const BAD_VALUE = 2;

/** Thrown to end a transaction whose writes have succeeded. */
class Rehearsed extends Error {
  override readonly name = 'Rehearsed';
}

/** Others may hold the collection for a moment; a rehearsal that would take longer says nothing. */
const PATIENCE_MS = 1_000;

const REFUSALS: ReadonlySet<string> = new Set(['IncorrectType', 'DuplicateValue', 'ValidationFailed', 'ObjectTooLarge']);

/**
 * Makes the write in a transaction that is not committed, to learn whether the collection's indexes take the object. Only a refusal of
 * the object counts; everything else is left to the write that follows, and a server without transactions says nothing.
 *
 * @throws IncorrectType (111), DuplicateValue (137), ValidationFailed (142), ObjectTooLarge (116)
 */
export async function rehearse(collection: Collection<StoredDocument>, write: RehearsedWrite, deadline: number): Promise<void> {
  try {
    if (!(await hasTransactions(collection.db))) return;
    const until = Math.min(deadline, Date.now() + PATIENCE_MS);
    await inTransaction(collection.db, until, async (session) => {
      const options = { session, ...untilDeadline(until) };
      if (write.kind === 'create') await collection.insertOne(write.object.document, options);
      else if (write.change.access.kind !== 'none') await update(collection, write.change, options);
      throw new Rehearsed();
    });
  } catch (error) {
    if (isDuplicateId(error)) return;
    const refusal = refusalOf(error);
    const refused = toParseError(refusal instanceof ParseError ? refusal : error, { write: true });
    if (refused instanceof ParseError && REFUSALS.has(refused.kind)) throw refused;
  }
}

async function update(
  collection: Collection<StoredDocument>,
  change: Extract<RehearsedWrite, { kind: 'update' }>['change'],
  options: TimeLimit & { readonly session: TransactionSession },
): Promise<void> {
  const { update: form, retry } = change.update;
  // The driver's type leaves out pipelines, which its command takes.
  const changes = (retry === undefined ? form : retry()) as Record<string, unknown>;
  await collection.updateOne(targetFilter(change), changes, options);
}

/**
 * A field of polygons gets an index of places as soon as it is there, which takes no area whose edges cross. The database looks at one
 * as soon as somebody asks by it.
 *
 * @throws IncorrectType (111)
 */
export async function assertSimple(collection: Collection<StoredDocument>, field: string, polygon: Polygon): Promise<void> {
  const filter: Record<string, unknown> = { _id: '', [field]: { $geoIntersects: { $geometry: toStoredField(polygon) } } };
  try {
    await readFrom(collection, 'find', () => collection.findOne(filter, { projection: { _id: 1 } }));
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== BAD_VALUE) throw error;
    throw new ParseError('IncorrectType', `The polygon in ${field} is no simple area: its edges cross.`, { cause: error });
  }
}
