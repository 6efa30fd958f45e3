import { isOwnUser, protectedFields, type HidingSettings, type Identity } from '@parlance/acl';
import { fieldOf, isListIndex, storedPath, type ClassSchema, type ObjectWrite } from '@parlance/values';

/** Stored paths of the values that an operation has computed: the client cannot know these values, so that the answer shows them. */
export function shownPaths(write: ObjectWrite, schema: ClassSchema): readonly string[] {
  let paths: Set<string> | undefined;
  for (const [path, { kind }] of write.changes) {
    if (kind === 'set' || kind === 'unset' || kind === 'relate') continue;
    (paths ??= new Set()).add(storedPath(projectable(path), schema));
  }
  return paths === undefined ? [] : [...paths];
}

/**
 * Those of these paths that the writer may see: incrementing a field by 0 would read it otherwise. Fields that a class
 * reveals only to users an object points to are left out too, since the update does not read its pointers; SDKs keep
 * the value they have computed.
 */
export function visiblePaths(
  paths: readonly string[],
  identity: Identity,
  schema: ClassSchema,
  objectId: string,
  app: HidingSettings,
): readonly string[] {
  if (paths.length === 0 || (app.protectedFieldsOwnerExempt && isOwnUser(identity, schema.className, objectId))) return paths;
  const hidden = protectedFields(identity, schema, app);
  return hidden.size === 0 ? paths : paths.filter((path) => !hidden.has(fieldOf(path)));
}

/** A projection cannot name a place of a list: the whole field is fetched then. */
function projectable(path: string): string {
  return path.includes('.') && path.split('.').some(isListIndex) ? fieldOf(path) : path;
}
