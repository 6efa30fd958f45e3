import { refusesObject } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { newObjectId } from '../objects/object-id.ts';
import type { ObjectWriter } from '../objects/object.store.ts';
import { isLate, settleLateWrites } from '../removals/late-writes.ts';
import { namingTaken } from './naming-taken.ts';
import { createdResult } from './prepare-create.ts';
import { updatedResult } from './prepare-update.ts';
import type { PreparedCreate, PreparedWrite, StoredWrite } from './prepared-write.ts';
import { NO_SLOTS } from './slots.ts';
import type { Writing } from './writing.ts';

/** Two drawn ids in a row that exist already are a fault of the random source, not chance. */
const DRAWS_MAX = 3;

/** The way of one write: it is prepared already, is stored, and its consequences happen. */
export async function writeOne(writing: Writing, prepared: PreparedWrite): Promise<StoredWrite> {
  const stored = await storeOne(writing, prepared);
  await afterWrites(writing, [stored]);
  return stored;
}

/** Stores one write alone. @throws as storeBy; the class's own error where a unique index has refused the write */
export async function storeOne(writing: Writing, prepared: PreparedWrite): Promise<StoredWrite> {
  try {
    return await storeBy(writing.app.writes, writing, prepared, DRAWS_MAX);
  } catch (error) {
    throw namingTaken(prepared.target, error);
  }
}

/**
 * Stores one write, alone or as part of a transaction.
 *
 * @param draws how many ids a new object is given in turn while they exist already
 * @throws DuplicateValue (137), ObjectNotFound (101), the error by which a class refuses objects in another state
 */
export async function storeBy(objects: ObjectWriter, writing: Writing, prepared: PreparedWrite, draws: number): Promise<StoredWrite> {
  if (prepared.kind === 'create') return insert(objects, writing, prepared, draws);
  const { kind, target, schema } = prepared;
  if (kind === 'update') {
    const { change, write } = prepared;
    const document = await objects.update(change, writing.deadline);
    if (document === undefined) throw refusesObject(writing.identity, schema, 'update', change.objectId);
    return { kind, target, schema, objectId: change.objectId, write, document };
  }
  if (!(await objects.remove(prepared.object, writing.deadline)))
    throw refusesObject(writing.identity, schema, 'delete', prepared.object.objectId);
  return { kind, target, schema, objectId: prepared.object.objectId, write: undefined, document: {} };
}

/** One whose drawn id exists already is given another; one whose creator has chosen the id is refused. */
async function insert(
  objects: ObjectWriter,
  { app, deadline }: Writing,
  { kind, target, schema, write, object }: PreparedCreate,
  draws: number,
): Promise<StoredWrite> {
  let drawn = object;
  for (let draw = 1; !(await objects.insert(drawn, deadline)); draw++) {
    if (write.objectId !== undefined || draw >= draws) {
      throw new ParseError('DuplicateValue', 'An object of this objectId exists already.');
    }
    drawn = { ...drawn, document: { ...drawn.document, _id: newObjectId(app.settings.objectIdSize) } };
  }
  return { kind, target, schema, objectId: drawn.document['_id'] as string, write, document: drawn.document };
}

/**
 * The consequences of writes that were stored: every process hears of stale identities, late writes are looked at once more, and the slots
 * are told. Writes in time of an app without slots have nothing to wait for.
 */
export function afterWrites(writing: Writing, stored: readonly StoredWrite[]): Promise<void> | undefined {
  for (const { target, objectId, write } of stored) {
    const change = target.rules?.staleAfter?.(objectId, write);
    if (change !== undefined) writing.app.announceIdentityChange(change);
  }
  if (writing.app.slots === NO_SLOTS && !isLate(writing)) return undefined;
  return settleAndTell(writing, stored);
}

async function settleAndTell(writing: Writing, stored: readonly StoredWrite[]): Promise<void> {
  if (isLate(writing)) await settleLateWrites(writing.app, stored);
  await tellSlots(writing, stored);
}

/** Tells the slots of the writes, one after the other. */
async function tellSlots(writing: Writing, stored: readonly StoredWrite[]): Promise<void> {
  const { afterSave, afterDelete, audit, changeFeed, analytics } = writing.app.slots;
  for (const one of stored) {
    const trigger = one.kind === 'remove' ? afterDelete : afterSave;
    await trigger?.(one.target.className)?.(one, writing);
  }
  await audit?.(stored, writing);
  await changeFeed?.(stored, writing);
  await analytics?.(stored, writing);
}

/** The body of the answer that a write gets, alone or as an item of several. */
export function resultOf(writing: Writing, stored: StoredWrite): Readonly<Record<string, unknown>> {
  if (stored.kind === 'create') return createdResult(writing, stored);
  return stored.kind === 'update' ? updatedResult(writing, stored) : {};
}
