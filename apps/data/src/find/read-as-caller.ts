import { hidesByObject, isOwnUser, protectedFields, protectedFieldsOf, readsEverything, seesInternal, type Identity } from '@parlance/acl';
import { hasCredentials, platformClass } from '@parlance/platform-classes';
import type { ClassSchema, ReadOptions, StoredDocument } from '@parlance/values';
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
  read: (schema: ClassSchema, options: CallerOptions) => Result,
): Promise<Result> {
  let stale = false;
  const alike: ReadOptions = {
    fileUrl: app.fileUrl,
    omit: omitted(hiddenFields(app, schema, identity), excludeKeys ?? []),
    internal: seesInternal(identity),
    credentials: readsEverything(identity) && hasCredentials(schema.className),
    onUnknownMember: () => {
      stale = true;
    },
  };
  const of = optionsByObject(app, identity, schema, alike, excludeKeys ?? []);
  const result = read(schema, { alike, of });
  if (!stale) return result;
  const fresh = await app.schemas.refresh(schema.className);
  return fresh === undefined || fresh === schema ? result : read(fresh, { alike, of });
}

/** How the objects of a class are shown: all alike, unless `of` tells of each. */
export interface CallerOptions {
  readonly alike: ReadOptions;
  readonly of: ((document: StoredDocument) => ReadOptions) | undefined;
}

function optionsByObject(
  { settings }: App,
  identity: Identity,
  schema: ClassSchema,
  alike: ReadOptions,
  excludeKeys: readonly string[],
): CallerOptions['of'] {
  if (identity.kind !== 'user') return undefined;
  const { className } = schema;
  if (platformClass(className)?.self === 'sessionId')
    return ({ _id }) => (_id === identity.sessionId ? { ...alike, credentials: true } : alike);
  if (!hidesByObject(identity, schema, settings)) return undefined;
  return (document) => ({
    ...alike,
    omit: omitted(withRemoved(protectedFieldsOf(identity, schema, document, settings), schema), excludeKeys),
    credentials: isOwnUser(identity, className, document['_id']),
  });
}

/** Fields that every answer shows, whatever it is asked to leave out. */
const ALWAYS_SHOWN: ReadonlySet<string> = new Set(['objectId', 'createdAt', 'updatedAt', 'ACL']);

/** What the caller may not see, and what the class has lost although objects still hold it. */
function hiddenFields({ settings }: App, schema: ClassSchema, identity: Identity): ReadonlySet<string> {
  return withRemoved(protectedFields(identity, schema, settings), schema);
}

function withRemoved(hidden: ReadonlySet<string>, { removing }: ClassSchema): ReadonlySet<string> {
  return removing === undefined ? hidden : new Set([...hidden, ...removing]);
}

function omitted(hidden: ReadonlySet<string>, excludeKeys: readonly string[]): ReadonlySet<string> | undefined {
  if (excludeKeys.length === 0) return hidden.size === 0 ? undefined : hidden;
  return new Set([...hidden, ...excludeKeys.filter((key) => !ALWAYS_SHOWN.has(key))]);
}
