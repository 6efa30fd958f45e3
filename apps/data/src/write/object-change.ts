import type { Condition } from '@parlance/query';
import { updateFor, writeResult, type ClassSchema, type FileUrl, type ObjectWrite, type StoredDocument } from '@parlance/values';
import type { App } from '../apps/app.ts';
import type { ObjectChange } from '../objects/object.store.ts';
import { assertDocumentSize } from './mongo-document-size.ts';
import { isPlatformNote } from './platform-notes.ts';
import { relationChanges } from './relation-changes.ts';
import { shownPaths } from './shown-paths.ts';
import { writePermissions } from './write-permissions.ts';

/**
 * A decoded update as the change to make.
 *
 * @param schema the class with the write's new fields
 * @param condition what the object has to be, beside being the caller's
 * @throws InvalidAcl (123); ObjectTooLarge (116) when the change alone is larger than an object may be
 */
export function objectChange(
  app: App,
  schema: ClassSchema,
  objectId: string,
  write: ObjectWrite,
  condition: Condition | undefined,
  now: Date,
): ObjectChange {
  const acl = writePermissions(app, schema.className, objectId, write, 'update');
  const update = updateFor(schema, write, { now, acl, keepsUpdatedAt: isPlatformNote(write) });
  assertDocumentSize(update.update, app.settings.maxObjectSize);
  return {
    schema,
    objectId,
    condition,
    update,
    show: shownPaths(write, schema),
    relations: relationChanges(write),
    sizeBytesMax: app.settings.maxObjectSize,
  };
}

/** What an updater is told: the time, and the values that operations have computed. */
export function updatedResult(
  shown: StoredDocument,
  schema: ClassSchema,
  write: ObjectWrite,
  now: Date,
  fileUrl: FileUrl,
): Record<string, unknown> {
  return { ...writeResult(shown, schema, write, { fileUrl }), updatedAt: chosenTime(write) ?? now };
}

/** The maintenance key may set the time of an update, as an import does. */
function chosenTime(write: ObjectWrite): unknown {
  const change = write.changes.get('updatedAt');
  return change?.kind === 'set' ? change.value : undefined;
}
