import { hidesByObject, isOwnUser, protectedFields, protectedFieldsOf, seesCredentials, seesInternal, type Identity } from '@parlance/acl';
import { hasCredentials, platformClass, USER } from '@parlance/platform-classes';
import { restObject, RestWriter, type ClassSchema, type ReadOptions, type RestObject, type StoredDocument } from '@parlance/values';
import type { App, ReadingApp } from '../apps/app.ts';
import type { ObjectReads } from '../objects/object.store.ts';

/** The members of an app that showing its objects takes. */
export type ShowingApp = Pick<App, 'settings' | 'fileUrl' | 'schemas' | 'hidesAccounts'>;

/**
 * Runs `read` with the fields that the caller may see of a class.
 *
 * A member the schema does not know shows that the schema is stale, as another process has added the field just now. Everything is
 * read anew then: without it a point would be shown as a list, and a file as a string.
 *
 * @param excludeKeys fields the caller does not want; the database has left out their values, relations have none there
 */
export async function readAsCaller<Result>(
  app: ShowingApp,
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
    credentials: seesCredentials(identity) && hasCredentials(schema.className) && !hidesAccounts(app, schema, identity),
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
  app: ShowingApp,
  identity: Identity,
  schema: ClassSchema,
  alike: ReadOptions,
  excludeKeys: readonly string[],
): CallerOptions['of'] {
  if (identity.kind !== 'user') return undefined;
  const { settings } = app;
  const { className } = schema;
  const hides = hidesAccounts(app, schema, identity);
  if (platformClass(className)?.self === 'sessionId')
    return ({ _id }) => (_id === identity.sessionId ? { ...alike, credentials: true } : alike);
  if (!hidesByObject(identity, schema, settings)) return undefined;
  return (document) => ({
    ...alike,
    omit: omitted(withRemoved(protectedFieldsOf(identity, schema, document, settings), schema), excludeKeys),
    credentials: !hides && isOwnUser(identity, className, document['_id']),
  });
}

/** Of users of an app whose code shows their accounts: services alone see those as they are stored. */
function hidesAccounts(app: ShowingApp, { className }: ClassSchema, { kind }: Identity): boolean {
  return app.hidesAccounts === true && kind !== 'platform' && className === USER;
}

/** Fields that every answer shows, whatever it is asked to leave out. */
const ALWAYS_SHOWN: ReadonlySet<string> = new Set(['objectId', 'createdAt', 'updatedAt', 'ACL']);

/** Fields that the caller may not see, and those that the class has lost although objects still hold them. */
function hiddenFields({ settings }: ShowingApp, schema: ClassSchema, identity: Identity): ReadonlySet<string> {
  return withRemoved(protectedFields(identity, schema, settings), schema);
}

function withRemoved(hidden: ReadonlySet<string>, { removing }: ClassSchema): ReadonlySet<string> {
  return removing === undefined ? hidden : new Set([...hidden, ...removing]);
}

function omitted(hidden: ReadonlySet<string>, excludeKeys: readonly string[]): ReadonlySet<string> | undefined {
  if (excludeKeys.length === 0) return hidden.size === 0 ? undefined : hidden;
  return new Set([...hidden, ...excludeKeys.filter((key) => !ALWAYS_SHOWN.has(key))]);
}

/** Stored documents as the caller sees them, for answers that change them further. */
export function readObjects(
  app: ShowingApp,
  schema: ClassSchema,
  identity: Identity,
  documents: readonly StoredDocument[],
  excludeKeys?: readonly string[],
): Promise<RestObject[]> {
  return readAsCaller(app, schema, identity, excludeKeys, (known, { alike, of }) =>
    documents.map((document) => restObject(document, known, of?.(document) ?? alike)),
  );
}

/** The findings of a query. `documents` are BSON; `count` and `after` are undefined when they were not asked for. */
export interface Found {
  readonly documents: readonly Uint8Array[];
  readonly count: number | undefined;
  readonly after: string | null | undefined;
}

/** The answer of a query, as the caller sees the documents, printed straight from their BSON. */
export function printFound(
  app: ReadingApp,
  schema: ClassSchema,
  identity: Identity,
  excludeKeys: readonly string[] | undefined,
  found: Found,
): Promise<Uint8Array> {
  return readAsCaller(app, schema, identity, excludeKeys, (known, options) => print(app.reads, known, options, found));
}

function print(objects: ObjectReads, schema: ClassSchema, { alike, of }: CallerOptions, { documents, count, after }: Found): Uint8Array {
  const writer = new RestWriter(schema, alike);
  const decoded = (raw: Uint8Array): string => {
    const document = objects.decode(raw);
    return JSON.stringify(restObject(document, schema, of?.(document) ?? alike));
  };
  writer.ascii('{"results":[');
  for (const [at, document] of documents.entries()) {
    if (at > 0) writer.ascii(',');
    if (of !== undefined || !writer.object(document)) writer.json(decoded(document));
  }
  writer.ascii(count === undefined ? ']' : `],"count":${count}`);
  writer.ascii(after === undefined ? '}' : `,"after":${JSON.stringify(after)}}`);
  return writer.finish();
}
