import type { Identity } from '@parlance/acl';
import { restObject, type ClassSchema, type RestObject, type StoredDocument } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { readAsCaller } from './read-as-caller.ts';

/** Stored documents as the caller sees them, for answers that change them further. */
export function readObjects(
  app: App,
  schema: ClassSchema,
  identity: Identity,
  documents: readonly StoredDocument[],
  excludeKeys?: readonly string[],
): Promise<RestObject[]> {
  return readAsCaller(app, schema, identity, excludeKeys, (known, { alike, of }) =>
    documents.map((document) => restObject(document, known, of?.(document) ?? alike)),
  );
}
