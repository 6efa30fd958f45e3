import { protectedFields, type Identity } from '@parlance/acl';
import type { ClassSchema, ReadOptions } from '@parlance/values';
import type { App } from '../apps/app.ts';

/**
 * Runs `read` with what the caller may see of a class.
 *
 * A member the schema does not know shows that the schema is stale, as another process has added the field just now. Everything is
 * read anew then: without it a point would be shown as a list, and a file as a text.
 *
 * @param excludeKeys fields the caller does not want; the database has left out their values, relations have none there
 */
export async function readAsCaller<Result>(
  app: App,
  schema: ClassSchema,
  identity: Identity,
  excludeKeys: readonly string[] | undefined,
  read: (schema: ClassSchema, options: ReadOptions) => Result,
): Promise<Result> {
  let stale = false;
  const options: ReadOptions = {
    fileUrl: app.fileUrl,
    omit: omitted(hiddenFields(schema, identity), excludeKeys ?? []),
    internal: identity.kind === 'maintenance',
    onUnknownMember: () => {
      stale = true;
    },
  };
  const result = read(schema, options);
  if (!stale) return result;
  const fresh = await app.schemas.refresh(schema.className);
  return fresh === undefined || fresh === schema ? result : read(fresh, options);
}

/** Fields that every answer shows, whatever it is asked to leave out. */
const ALWAYS_SHOWN: ReadonlySet<string> = new Set(['objectId', 'createdAt', 'updatedAt', 'ACL']);

/** What the caller may not see, and what the class has lost although objects still hold it. */
function hiddenFields({ className, permissions, removing }: ClassSchema, identity: Identity): ReadonlySet<string> {
  const hidden = protectedFields(identity, className, permissions);
  return removing === undefined ? hidden : new Set([...hidden, ...removing]);
}

function omitted(hidden: ReadonlySet<string>, excludeKeys: readonly string[]): ReadonlySet<string> | undefined {
  if (excludeKeys.length === 0) return hidden.size === 0 ? undefined : hidden;
  return new Set([...hidden, ...excludeKeys.filter((key) => !ALWAYS_SHOWN.has(key))]);
}
