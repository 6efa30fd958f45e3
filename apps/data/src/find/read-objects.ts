import { protectedFields, type Identity } from '@parlance/acl';
import { restObject, type ClassSchema, type ReadOptions, type RestObject, type StoredDocument } from '@parlance/values';
import type { App } from '../apps/app.ts';

/**
 * Stored documents as the caller sees them.
 *
 * A member the schema does not know shows that the schema is stale, as another process has added the field just now. It is read anew
 * then: without it a point would be shown as a list, and a file as a text.
 *
 * @param excludeKeys fields the caller does not want; the database has left out their values, relations have none there
 */
export async function readObjects(
  app: App,
  schema: ClassSchema,
  identity: Identity,
  documents: readonly StoredDocument[],
  excludeKeys: readonly string[] = [],
): Promise<RestObject[]> {
  let stale = false;
  const options: ReadOptions = {
    fileUrl: app.fileUrl,
    omit: omitted(protectedFields(identity, schema.className, schema.permissions), excludeKeys),
    internal: identity.kind === 'maintenance',
    onUnknownMember: () => {
      stale = true;
    },
  };
  const objects = documents.map((document) => restObject(document, schema, options));
  if (!stale) return objects;
  const fresh = await app.schemas.refresh(schema.className);
  return fresh === undefined || fresh === schema ? objects : documents.map((document) => restObject(document, fresh, options));
}

/** Fields that every answer shows, whatever it is asked to leave out. */
const ALWAYS_SHOWN: ReadonlySet<string> = new Set(['objectId', 'createdAt', 'updatedAt', 'ACL']);

function omitted(hidden: ReadonlySet<string>, excludeKeys: readonly string[]): ReadonlySet<string> | undefined {
  if (excludeKeys.length === 0) return hidden.size === 0 ? undefined : hidden;
  return new Set([...hidden, ...excludeKeys.filter((key) => !ALWAYS_SHOWN.has(key))]);
}
