import { authorize, authorizeGrowth, refusesObject, type AuthorizedAccess } from '@parlance/acl';
import { assertObjectId, isoText, updateFor, writeResult, type ClassSchema, type ObjectWrite } from '@parlance/values';
import { objectNotFound } from '../classes/object-not-found.ts';
import type { ObjectChange, ObjectTarget } from '../objects/object.store.ts';
import { assertMayAddFields, growClass, schemaFor } from '../schemas/grow-class.ts';
import { completeWrite } from './complete-write.ts';
import { assertDocumentSize } from './mongo-document-size.ts';
import { withoutHiddenTypes } from './hidden-types.ts';
import type { PreparedUpdate, StoredWrite } from './prepared-write.ts';
import { rehearseGrowth } from './rehearse-growth.ts';
import { relationChanges } from './relation-changes.ts';
import { shownPaths, visiblePaths } from './shown-paths.ts';
import { beforeSaving } from './before-saving.ts';
import { classForWriting, readSave, sentAcl, type AskedSave, type WritingClass } from './writing-class.ts';
import type { Writing } from './writing.ts';

export interface AskedUpdate extends AskedSave {
  readonly objectId: string;
  /** A service asks for the object to show no trace of the write: updatedAt stays. */
  readonly keepsUpdatedAt?: boolean | undefined;
}

/** Tells whether the caller reaches the object of an update. */
export type Exists = (target: AuthorizedAccess<ObjectTarget>) => Promise<boolean>;

/**
 * Prepares an update. The caller's right to write becomes part of the update's own filter.
 *
 * @param exists asked only before the class grows, which must not happen by the update of an object that is not there, or not the
 *   caller's
 */
export async function prepareUpdate(writing: Writing, asked: AskedUpdate, exists: Exists = reached(writing)): Promise<PreparedUpdate> {
  const { className, objectId, condition, keepsUpdatedAt } = asked;
  const { app, identity } = writing;
  const target = await classForWriting(writing, className, 'update', objectId, asked.added !== undefined, asked.body);
  assertObjectId(objectId);
  const save = readSave(writing, target, asked);
  const waiting = beforeSaving(writing, target, save, asked);
  const { known } = target;
  const ready = waiting === undefined ? undefined : await waiting;
  const write = completeWrite(ready?.write ?? save, known, 'update');
  if (known === undefined) throw objectNotFound();
  let schema = withoutHiddenTypes(writing, known, () => schemaFor(write, known, className));
  let change = objectChange(writing, target, schema, { objectId, write, condition, keepsUpdatedAt });
  const grows = schema !== known;
  if (grows) {
    assertMayAddFields(app, known, identity, 'update'); // of the class: whether the object is there does not show in it
    if (!(await exists(authorizeGrowth(identity, known, { schema: known, objectId })))) {
      throw refusesObject(identity, known, 'update', objectId);
    }
    await rehearseGrowth(writing, target, { kind: 'update', change: authorizeGrowth(identity, schema, change) }, write);
    schema = await growClass(app, identity, known, className, write, 'update');
    change = objectChange(writing, target, schema, { objectId, write, condition, keepsUpdatedAt });
  }
  const show = visiblePaths(change.show, identity, schema, objectId, app.settings);
  const shown = { ...change, show };
  const authorized = grows ? authorizeGrowth(identity, schema, shown) : authorize(identity, schema, 'update', shown);
  return { kind: 'update', target, schema, write, change: authorized, triggered: ready?.triggered };
}

function reached({ app, deadline }: Writing): Exists {
  return (target) => app.writes.exists(target, deadline);
}

/** An update that was read and may be made, as far as its class says. */
type ReadUpdate = Pick<AskedUpdate, 'objectId' | 'condition' | 'keepsUpdatedAt'> & { readonly write: ObjectWrite };

/**
 * @param schema the class with the write's new fields
 * @throws InvalidAcl (123); ObjectTooLarge (116) when the change alone is larger than an object may be
 */
function objectChange(
  writing: Writing,
  target: WritingClass,
  schema: ClassSchema,
  { objectId, write, condition, keepsUpdatedAt = false }: ReadUpdate,
): ObjectChange {
  const sizeBytesMax = writing.app.settings.maxObjectSize;
  const acl = sentAcl(writing, target, objectId, write);
  const update = updateFor(schema, write, { now: writing.began, acl, keepsUpdatedAt });
  const updateBytes = assertDocumentSize(update.update, sizeBytesMax);
  const show = shownPaths(write, schema);
  return { schema, objectId, condition, update, updateBytes, show, relations: relationChanges(write), sizeBytesMax };
}

/** The answer to an updater: the time, and the values that operations have computed. */
export function updatedResult({ app, began }: Writing, { document, schema, write }: StoredWrite): UpdatedResult {
  const stored = write as ObjectWrite;
  return { ...writeResult(document, schema, stored, { fileUrl: app.fileUrl }), updatedAt: isoText(chosenTime(stored) ?? began) };
}

export interface UpdatedResult {
  readonly updatedAt: string;
  readonly [member: string]: unknown;
}

/** The maintenance key may set the time of an update, as an import does. */
function chosenTime(write: ObjectWrite): Date | undefined {
  const change = write.changes.get('updatedAt');
  return change?.kind === 'set' && change.value instanceof Date ? change.value : undefined;
}
