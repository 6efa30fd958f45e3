import { mongoSpan, writeTo, type Collection } from '@parlance/mongo';
import type { OperatorUpdate, PipelineUpdate, StoredDocument } from '@parlance/values';
import { isMisfit, objectTooLarge, refusalOf } from './mongo-object-errors.ts';
import { guardedOfUpdate, type WriteParts } from './mongo-guarded-write.ts';
import { inTransaction, type TransactionSession } from './mongo-transaction.ts';
import type { ObjectChange } from './object.store.ts';
import { untilDeadline, type TimeLimit } from './until-deadline.ts';

/** Largest document MongoDB takes. A lower limit of an app is checked on the result, which a transaction can take back. */
const DOCUMENT_BYTES_MAX = 16 << 20;

type Filter = Record<string, unknown>;
type Update = OperatorUpdate | PipelineUpdate;

/**
 * One atomic update of the object that `filter` reaches, with its relation members; a transaction is only needed where there are some,
 * or where the result may be too large.
 *
 * @returns the members that the change wants to be shown; undefined when no object matches
 * @throws IncorrectType (111) when a stored value does not fit the operation; ObjectTooLarge (116)
 */
export async function updateObject(
  collection: Collection<StoredDocument>,
  parts: WriteParts,
  change: ObjectChange,
  filter: Filter,
  deadline: number,
): Promise<StoredDocument | undefined> {
  const { schema, show } = change;
  const alone = !needsTransaction(collection, parts, change);
  if (change.relations.length > 0) await parts.relations.prepare(schema.className, change.relations);
  const apply = (update: Update): Promise<StoredDocument | undefined> => {
    if (alone) return applyTo(collection, filter, update, show, untilDeadline(deadline));
    return inTransaction(collection.db, deadline, (session) => applyWhole(collection, parts, change, filter, update, session, deadline));
  };
  return writeTo(collection, commandOf(change), () => applyOrRetry(change, apply));
}

/** Whether the update is more than one write to the database, or may have to be taken back. */
export function needsTransaction(collection: Collection<StoredDocument>, { unique }: WriteParts, change: ObjectChange): boolean {
  if (change.relations.length > 0 || change.sizeBytesMax < DOCUMENT_BYTES_MAX) return true;
  return guardedOfUpdate(unique, collection, targetOf(change), change.update).length > 0;
}

function targetOf({ schema: { className }, objectId }: ObjectChange): { readonly className: string; readonly objectId: string } {
  return { className, objectId };
}

/** Without anything to show, no document need be sent back. */
function commandOf({ show }: ObjectChange): string {
  return show.length === 0 ? 'update' : 'findAndModify';
}

/** A refused update has changed nothing, and aborts its transaction: its other form starts anew. */
async function applyOrRetry(
  { update: { update, retry } }: ObjectChange,
  apply: (update: Update) => Promise<StoredDocument | undefined>,
): Promise<StoredDocument | undefined> {
  try {
    try {
      return await apply(update);
    } catch (error) {
      if (retry === undefined || !isMisfit(error)) throw error;
      return await apply(retry());
    }
  } catch (error) {
    throw refusalOf(error);
  }
}

/**
 * The same update as one of the writes of a transaction. A refused one would end the transaction, so that the form which also takes an
 * explicit null is used at once.
 *
 * @throws as updateObject, and the errors by which the driver makes the transaction run again
 */
export async function updateInTransaction(
  collection: Collection<StoredDocument>,
  parts: WriteParts,
  change: ObjectChange,
  filter: Filter,
  session: TransactionSession,
  deadline: number,
): Promise<StoredDocument | undefined> {
  const { update, retry } = change.update;
  const form = retry === undefined ? update : retry();
  try {
    return await mongoSpan(commandOf(change), collection, () => applyWhole(collection, parts, change, filter, form, session, deadline));
  } catch (error) {
    throw refusalOf(error);
  }
}

async function applyWhole(
  collection: Collection<StoredDocument>,
  { relations, unique }: WriteParts,
  change: ObjectChange,
  filter: Filter,
  update: Update,
  session: TransactionSession,
  deadline: number,
): Promise<StoredDocument | undefined> {
  const guarded = guardedOfUpdate(unique, collection, targetOf(change), change.update);
  const shown = await unique.around(guarded, session, deadline, () =>
    applyTo(collection, filter, update, change.show, { session, ...untilDeadline(deadline) }),
  );
  if (shown === undefined) return undefined;
  await assertSize(collection, change, session, deadline);
  await relations.write(change.schema.className, change.objectId, change.relations, session, deadline);
  return shown;
}

async function applyTo(
  collection: Collection<StoredDocument>,
  filter: Filter,
  update: Update,
  show: readonly string[],
  options: TimeLimit & { readonly session?: TransactionSession },
): Promise<StoredDocument | undefined> {
  const changes = update as Record<string, unknown>; // The driver's type leaves out pipelines, which its command takes.
  if (show.length === 0) {
    const { matchedCount } = await collection.updateOne(filter, changes, options);
    return matchedCount === 0 ? undefined : {};
  }
  const projection = Object.fromEntries(show.map((path) => [path, 1]));
  return (await collection.findOneAndUpdate(filter, changes, { ...options, projection, returnDocument: 'after' })) ?? undefined;
}

async function assertSize(
  collection: Collection<StoredDocument>,
  { objectId, sizeBytesMax }: ObjectChange,
  session: TransactionSession,
  deadline: number,
): Promise<void> {
  if (sizeBytesMax >= DOCUMENT_BYTES_MAX) return;
  const projection = { _id: 0, size: { $bsonSize: '$$ROOT' } };
  const measured = await collection.findOne({ _id: objectId } as Filter, { projection, session, ...untilDeadline(deadline) });
  if (Number(measured?.['size']) > sizeBytesMax) throw objectTooLarge();
}
