import { aclFromStored, authorizeCreate, type Authorized, type Identity } from '@parlance/acl';
import { documentToCreate, writeResult, type ClassSchema, type FileUrl, type ObjectWrite } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { rulesOf } from '../classes/class-policy.ts';
import { newObjectId } from '../objects/object-id.ts';
import type { NewObject } from '../objects/object.store.ts';
import { assertDocumentSize } from './mongo-document-size.ts';
import type { CompletedWrite } from './complete-write.ts';
import { relationChanges } from './relation-changes.ts';
import { permissionsOfNew } from './write-permissions.ts';

/**
 * A decoded create as the object to store, with an id of its own unless the creator has chosen one.
 *
 * @param schema the class with the write's new fields
 * @throws InvalidAcl (123); ObjectTooLarge (116); OperationForbidden (119)
 */
export function newObject(app: App, identity: Identity, schema: ClassSchema, write: ObjectWrite, now: Date): Authorized<NewObject> {
  const objectId = write.objectId ?? newObjectId(app.settings.objectIdSize);
  const acl = permissionsOfNew(app, schema, objectId, write, identity);
  const document = documentToCreate(schema, write, { objectId, now, acl });
  assertDocumentSize(document, app.settings.maxObjectSize);
  return authorizeCreate(identity, schema, { className: schema.className, document, relations: relationChanges(write) });
}

/** What a creator is told: id, time, default values and ACL, and what operations have made of absent fields. */
export function createdResult(
  { document }: NewObject,
  schema: ClassSchema,
  write: CompletedWrite,
  fileUrl: FileUrl,
): { readonly objectId: string; readonly createdAt: unknown } {
  return {
    objectId: document['_id'] as string,
    createdAt: document['_created_at'],
    ...write.defaults,
    ...givenAcl(document, schema, write),
    ...writeResult(document, schema, write, { fileUrl }),
  };
}

/** The ACL that the permissions of the class have given an object whose creator has sent none; one by the platform's rules goes unsaid. */
function givenAcl(
  { _rperm, _wperm }: NewObject['document'],
  { className }: ClassSchema,
  { acl }: CompletedWrite,
): { readonly ACL?: unknown } {
  if ((acl !== undefined && acl !== null) || rulesOf(className)?.acl !== undefined) return {};
  const given = aclFromStored(_rperm, _wperm);
  return given === undefined ? {} : { ACL: given };
}
