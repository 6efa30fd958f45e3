import { randomBytes } from 'node:crypto';
import type { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { FORBIDDEN_KEYS } from '@parlance/values';
import { patchSettings } from '../app-settings/patch-settings.ts';
import { keyId, withKeys } from '../keys/live-keys.ts';
import type { KeyNotes } from '../registry/app-record.ts';
import type { NextRecord } from '../registry/app.store.ts';
import { databaseClaim, databaseName } from '../registry/database-claim.ts';
import type { DatabaseNames } from '../registry/declare-app.ts';

const NAME_LENGTH_MAX = 256;
/** 256 bits, in 43 characters. */
const KEY_BYTES = 32;

export type NewKeys = Partial<Record<config.KeyKind, string>>;

/** An app that somebody asks for. */
export interface AskedApp {
  readonly id: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64url');
}

/** @throws InvalidAppName (256) */
export function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= NAME_LENGTH_MAX && trimmed.isWellFormed()) return trimmed;
  throw new ParseError('InvalidAppName', `The name of an app has 1 to ${NAME_LENGTH_MAX} characters.`);
}

/**
 * The record of a new app.
 *
 * @param plainName false to give it a database name that cannot be another app's
 * @throws InvalidAppName (256) also for an id that no app can have; InvalidJson (107) settings
 */
export function newApp({ id, name, settings }: AskedApp, keys: NewKeys, names: DatabaseNames, now: Date, plainName: boolean): NextRecord {
  if (FORBIDDEN_KEYS.has(id)) throw new ParseError('InvalidAppName', 'No app can have this id.');
  const database = { name: databaseName(names.databasePrefix, id, plainName), collectionPrefix: '' };
  const values = Object.values(keys);
  const notes: KeyNotes = Object.fromEntries(values.map((key) => [keyId(key), { createdAt: now }]));
  const record: NextRecord = {
    name: checkedName(name),
    enabled: true,
    database,
    databaseClaim: databaseClaim(database, names.ownUri),
    keys: {},
    settings: patchSettings({ settings: {} }, { ...settings }),
  };
  return withKeys(record, Object.fromEntries(Object.entries(keys).map(([kind, key]) => [kind, [key]])), notes);
}
