import type { CloudManifest, config, HookTable } from '@parlance/contracts';

/** Kinds of keys that an app may have: those the gateway compares, and the secrets shared with webhooks and file storage. */
export const SERVICE_KEYS = ['webhook', 'file'] as const;
export type KeyKind = config.ClientKey | config.PrivilegedKey | (typeof SERVICE_KEYS)[number];

/** The keys themselves, one or two of a kind. They never leave this service, and never reach a log or the audit. */
export type AppKeys = { readonly [Kind in KeyKind]?: readonly string[] };

/** When a key was made, and the time from which on it is not taken any more. */
export interface KeyNote {
  readonly createdAt: Date;
  readonly until?: Date;
}

/** By ids of keys (keys/live-keys.ts). */
export type KeyNotes = Readonly<Record<string, KeyNote>>;

/** Settings that somebody set, by name. An absent one has its default; values are checked again when read (effective-settings.ts). */
export type SetSettings = Readonly<Record<string, unknown>>;

/** The part of an app that an apps file declares, and that cannot be changed elsewhere. */
export interface Declaration {
  /** Name of the file, without its folder: shown to those who try to change its declarations. */
  readonly file: string;
  /** Tells whether the file says something new (app-declaration.ts). */
  readonly digest: string;
  readonly settings: SetSettings;
}

/** A deletion that is under way: the services whose part of the app is gone already. */
export interface Deletion {
  readonly startedAt: Date;
  readonly done: readonly string[];
}

/** One app as the control database keeps it: collection `apps`, one document per app, deleted by `config.delete-app` alone. */
export interface AppRecord {
  readonly _id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Grows by one with every change; copies with a lower one are stale. */
  readonly version: number;
  readonly database: config.AppDatabase;
  /** Names the place of the app's objects; unique, so that two apps never share one (database-claim.ts). */
  readonly databaseClaim: string;
  readonly keys: AppKeys;
  /** Of keys that were made by request; absent where there are none. */
  readonly keyNotes?: KeyNotes;
  /** When the first of the keys ends that has an end. */
  readonly keyEndsAt?: Date;
  /** Settings changed by PATCH. Where a declaration sets the same, the declaration wins. */
  readonly settings: SetSettings;
  /** Folder or file of the app's Cloud Code, absolute. */
  readonly cloud?: string;
  /** Id of the bundle of Cloud Code in force; of no effect while `cloud` is set. */
  readonly release?: string;
  /** All that the code registers, as it was loaded last. */
  readonly manifest?: CloudManifest;
  /** Functions and triggers that webhooks serve. */
  readonly hooks?: HookTable;
  /** Absent for apps that no file ever declared. Kept while an app removed from the file is disabled. */
  readonly declared?: Declaration;
  readonly deletion?: Deletion;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
