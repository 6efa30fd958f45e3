import { protectedFields, refusesObject } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { newObjectId } from '../objects/object-id.ts';
import type { ObjectWriter } from '../objects/object.store.ts';
import { isLate, settleLateWrites } from '../removals/late-writes.ts';
import { namingTaken } from './naming-taken.ts';
import { createdResult, type CreatedResult } from './prepare-create.ts';
import { updatedResult, type UpdatedResult } from './prepare-update.ts';
import type { PreparedCreate, PreparedWrite, StoredWrite } from './prepared-write.ts';
import type { WriteSlots } from './slots.ts';
import { triggerAfterDelete } from './triggered-remove.ts';
import { triggerAfterSave } from './triggered-save.ts';
import { answerOf } from './trigger-changes.ts';
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
  const { kind, target, schema, triggered } = prepared;
  if (kind === 'update') {
    const { change, write } = prepared;
    const document = await objects.update(change, writing.deadline);
    if (document === undefined) throw refusesObject(writing.identity, schema, 'update', change.objectId);
    return { kind, target, schema, objectId: change.objectId, write, document, triggered };
  }
  if (!(await objects.remove(prepared.object, writing.deadline)))
    throw refusesObject(writing.identity, schema, 'delete', prepared.object.objectId);
  return { kind, target, schema, objectId: prepared.object.objectId, write: undefined, document: {}, triggered };
}

/** One whose drawn id exists already is given another; one whose creator has chosen the id is refused. */
async function insert(
  objects: ObjectWriter,
  { app, deadline }: Writing,
  { kind, target, schema, write, object, triggered }: PreparedCreate,
  draws: number,
): Promise<StoredWrite> {
  let drawn = object;
  for (let draw = 1; !(await objects.insert(drawn, deadline)); draw++) {
    if (write.objectId !== undefined || draw >= draws) {
      throw new ParseError('DuplicateValue', 'An object of this objectId exists already.');
    }
    drawn = { ...drawn, document: { ...drawn.document, _id: newObjectId(app.settings.objectIdSize) } };
  }
  return { kind, target, schema, objectId: drawn.document['_id'] as string, write, document: drawn.document, triggered };
}

/**
 * The consequences of writes that were stored: every process hears of stale identities, late writes are looked at once more, and the slots
 * are told. Writes in time, of classes without triggers in an app without other slots, have nothing to wait for.
 */
export function afterWrites(writing: Writing, stored: readonly StoredWrite[]): Promise<void> | undefined {
  const settling = settleWrites(writing, stored);
  if (tellsNobody(writing.app.slots)) return settling;
  return settling === undefined ? tellOfAll(writing, stored) : settling.then(() => tellOfAll(writing, stored));
}

/** All but the slots that are told of the writes of every class. */
export function settleWrites(writing: Writing, stored: readonly StoredWrite[]): Promise<void> | undefined {
  for (const { target, objectId, write } of stored) {
    const change = target.rules?.staleAfter?.(objectId, write);
    if (change !== undefined) writing.app.announceIdentityChange(change);
  }
  return isLate(writing) || stored.some(isTriggered) ? settleAndTrigger(writing, stored) : undefined;
}

/** Triggers run one after the other, in the order of the writes. */
async function settleAndTrigger(writing: Writing, stored: readonly StoredWrite[]): Promise<void> {
  if (isLate(writing)) await settleLateWrites(writing.app, stored);
  for (const one of stored) {
    if (one.triggered === undefined) continue;
    if ('object' in one.triggered) await triggerAfterDelete(one.triggered);
    else await triggerAfterSave(one.triggered, one.objectId, plainResult(writing, one));
  }
}

/** Tells the slots that hear of all writes of a request at once. */
export async function tellOfAll(writing: Writing, stored: readonly StoredWrite[]): Promise<void> {
  const { audit, changeFeed, analytics } = writing.app.slots;
  await audit?.(stored, writing);
  await changeFeed?.(stored, writing);
  await analytics?.(stored, writing);
}

/** True for an app in which nothing hears of the writes of every class. */
export function tellsNobody({ audit, changeFeed, analytics }: WriteSlots): boolean {
  return audit === undefined && changeFeed === undefined && analytics === undefined;
}

function isTriggered({ triggered }: StoredWrite): boolean {
  return triggered !== undefined;
}

/** The body of the answer that a write gets, alone or as an item of several. */
export function resultOf(writing: Writing, stored: StoredWrite): Readonly<Record<string, unknown>> {
  if (stored.kind === 'create') return createdAnswer(writing, stored);
  return stored.kind === 'update' ? updatedAnswer(writing, stored) : {};
}

export function createdAnswer(writing: Writing, stored: StoredWrite): CreatedResult {
  return withTriggers(writing, stored, createdResult(writing, stored));
}

export function updatedAnswer(writing: Writing, stored: StoredWrite): UpdatedResult {
  return withTriggers(writing, stored, updatedResult(writing, stored));
}

function withTriggers<R extends Readonly<Record<string, unknown>>>(writing: Writing, stored: StoredWrite, result: R): R {
  const { triggered, schema } = stored;
  if (triggered === undefined || 'object' in triggered) return result;
  const hidden = protectedFields(writing.identity, schema, writing.app.settings);
  return answerOf({ ...triggered, className: schema.className }, result, hidden) as unknown as R;
}

/** The members that the storing has decided, without the word of triggers. */
function plainResult(writing: Writing, stored: StoredWrite): Readonly<Record<string, unknown>> {
  return stored.kind === 'create' ? createdResult(writing, stored) : updatedResult(writing, stored);
}
