import { describeChanges } from '../audit/describe-changes.ts';
import { declarationDigest, type AppDeclaration } from '../apps-file/app-declaration.ts';
import type { AppRecord } from './app-record.ts';
import type { Change } from './app.store.ts';
import { databaseClaim, databaseName } from './database-claim.ts';

export interface DatabaseNames {
  readonly ownUri: string;
  readonly databasePrefix: string;
}

/**
 * The record of an app as its declaration wants it; undefined when it is so already, because another replica was faster.
 *
 * @param plainName false to give a new app a database name that cannot be another app's
 */
export function declareApp(
  app: AppDeclaration,
  before: AppRecord | null,
  { ownUri, databasePrefix }: DatabaseNames,
  plainName: boolean,
): Change | undefined {
  const digest = declarationDigest(app);
  if (before !== null && before.enabled && before.declared?.digest === digest) return undefined;
  const database = placeOf(app, before, databaseName(databasePrefix, app.id, plainName));
  const next = {
    name: app.name,
    enabled: true,
    database,
    databaseClaim: databaseClaim(database, ownUri),
    keys: app.keys,
    settings: before?.settings ?? {},
    ...(app.cloud === undefined ? {} : { cloud: app.cloud }),
    ...codeOf(before, app.cloud),
    declared: { file: app.file, digest, settings: app.settings },
  };
  const changes = describeChanges(before ?? undefined, next);
  return { next, audit: { action: 'app-declared', who: 'appsFile', from: app.file, changes } };
}

/** An app whose declaration does not mention a database stays where its objects are. */
function placeOf({ database }: AppDeclaration, before: AppRecord | null, automaticName: string): AppRecord['database'] {
  if (database === undefined && before !== null) return before.database;
  return {
    ...(database?.uri === undefined ? {} : { uri: database.uri }),
    name: database?.name ?? before?.database.name ?? automaticName,
    collectionPrefix: database?.collectionPrefix ?? '',
  };
}

/** The record of an app that the file no longer declares: everything stays, but it is disabled. */
export function withdrawApp(file: string, before: AppRecord | null): Change | undefined {
  if (before === null || !before.enabled || before.declared === undefined) return undefined;
  const { _id, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...same } = before;
  const next = { ...same, enabled: false };
  return { next, audit: { action: 'app-withdrawn', who: 'appsFile', from: file, changes: describeChanges(before, next) } };
}

/**
 * The code that is known of an app stays while its file changes other things. A manifest belongs to the place it was loaded from, and goes
 * with it.
 */
function codeOf(before: AppRecord | null, cloud: string | undefined): Pick<AppRecord, 'release' | 'manifest' | 'hooks'> {
  const { release, manifest, hooks } = before ?? {};
  return {
    ...(release === undefined ? {} : { release }),
    ...(manifest === undefined || before?.cloud !== cloud ? {} : { manifest }),
    ...(hooks === undefined ? {} : { hooks }),
  };
}
