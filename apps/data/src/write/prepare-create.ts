import { aclFromStored, authorizeCreate, defaultAcl, aclMembers, protectedFields } from '@parlance/acl';
import { documentToCreate, isoText, writeResult, type ClassSchema, type AclMembers } from '@parlance/values';
import { newObjectId } from '../objects/object-id.ts';
import { assertStorageRoom } from '../quotas/storage-room.ts';
import { growClass, schemaFor } from '../schemas/grow-class.ts';
import { completeWrite, type CompletedWrite } from './complete-write.ts';
import { assertDocumentSize } from './mongo-document-size.ts';
import { withoutHiddenTypes } from './hidden-types.ts';
import type { PreparedCreate, StoredWrite } from './prepared-write.ts';
import { rehearseGrowth } from './rehearse-growth.ts';
import { relationChanges } from './relation-changes.ts';
import type { TriggeredSave } from './triggered-save.ts';
import { beforeSaving } from './before-saving.ts';
import { classForWriting, readSave, sentAcl, type AskedSave, type WritingClass } from './writing-class.ts';
import type { Writing } from './writing.ts';

/** Prepares a create. Everything that can be refused is refused before the class is made or grows. */
export async function prepareCreate(writing: Writing, asked: AskedSave): Promise<PreparedCreate> {
  const target = await classForWriting(writing, asked.className, 'create', undefined, asked.added !== undefined, asked.body);
  await assertStorageRoom(writing, asked.className, 1);
  return prepareIn(writing, target, asked);
}

/** The same in a class that was asked already, for one of several objects. */
export async function prepareIn(writing: Writing, target: WritingClass, asked: AskedSave): Promise<PreparedCreate> {
  const write = readSave(writing, target, asked);
  const waiting = beforeSaving(writing, target, write, asked);
  const ready = waiting === undefined ? undefined : await waiting;
  const prepared = prepareNew(writing, target, completeWrite(ready?.write ?? write, target.known, 'create'), ready?.triggered);
  if (prepared.schema === target.known) return prepared;
  await rehearseGrowth(writing, target, prepared, prepared.write);
  const schema = await growClass(writing.app, writing.identity, target.known, target.className, prepared.write, 'create');
  return withNewObject(writing, target, schema, prepared.write, prepared.triggered);
}

/** Prepares the create of an object as far as one class can say: the class may have to grow to `schema`. @throws as schemaFor, withNewObject */
export function prepareNew(writing: Writing, target: WritingClass, write: CompletedWrite, triggered?: TriggeredSave): PreparedCreate {
  return withNewObject(writing, target, schemaUnder(writing, target, write), write, triggered);
}

function schemaUnder(writing: Writing, { known, className }: WritingClass, write: CompletedWrite): ClassSchema {
  return withoutHiddenTypes(writing, known, () => schemaFor(write, known, className));
}

/**
 * The object to store, with an id of its own unless its creator has chosen one.
 *
 * @param schema the class with the write's new fields
 * @throws InvalidAcl (123); ObjectTooLarge (116); OperationForbidden (119)
 */
export function withNewObject(
  writing: Writing,
  target: WritingClass,
  schema: ClassSchema,
  write: CompletedWrite,
  triggered?: TriggeredSave,
): PreparedCreate {
  const { app, identity, began } = writing;
  const { className } = target;
  const objectId = write.objectId ?? newObjectId(app.settings.objectIdSize);
  const acl = sentAcl(writing, target, objectId, write) ?? givenAcl(writing, schema);
  const document = documentToCreate(schema, write, { objectId, now: began, acl });
  assertDocumentSize(document, app.settings.maxObjectSize);
  const object = authorizeCreate(identity, schema, { className, document, relations: relationChanges(write) });
  return { kind: 'create', target, schema, write, object, triggered };
}

/** The ACL that the class gives to objects whose creators send none. */
function givenAcl({ identity }: Writing, { classPermissions }: ClassSchema): AclMembers | undefined {
  const given = classPermissions === undefined ? undefined : defaultAcl(classPermissions, identity);
  return given === undefined ? undefined : aclMembers(given);
}

/** The answer to a creator: id, time, default values and ACL, and the values that operations have made of absent fields; nothing hidden. */
export function createdResult({ app, identity }: Writing, stored: StoredWrite): CreatedResult {
  const { document, schema } = stored;
  const write = stored.write as CompletedWrite;
  return {
    objectId: stored.objectId,
    createdAt: isoText(document['_created_at'] as Date),
    ...shownDefaults(write, protectedFields(identity, schema, app.settings)),
    ...shownAcl(stored, write),
    ...writeResult(document, schema, write, { fileUrl: app.fileUrl }),
  };
}

function shownDefaults({ defaults }: CompletedWrite, hidden: ReadonlySet<string>): CompletedWrite['defaults'] {
  if (hidden.size === 0) return defaults;
  return Object.fromEntries(Object.entries(defaults).filter(([field]) => !hidden.has(field)));
}

export interface CreatedResult {
  readonly objectId: string;
  readonly createdAt: string;
  readonly [member: string]: unknown;
}

/** The ACL that the class permissions gave to an object whose creator has sent none; one by the platform's rules goes unsaid. */
function shownAcl({ document: { _rperm, _wperm }, target }: StoredWrite, { acl }: CompletedWrite): { readonly ACL?: unknown } {
  if ((acl !== undefined && acl !== null) || target.rules?.acl !== undefined) return {};
  const given = aclFromStored(_rperm, _wperm);
  return given === undefined ? {} : { ACL: given };
}
