import { z } from 'zod';
import { APP_ID } from './context.ts';
import { json, operation } from './operation.ts';

/** Operations by which `admin` changes the registry itself: apps, their keys, and the story of their settings. */

const DEADLINE_MS = 3_000;
const askedBy = ['admin'] as const;
const nothing = z.object({}).strict();

/** Every kind of key, as in `keys` of the apps file. */
export const KEY_KINDS = ['client', 'javascript', 'rest', 'dotNet', 'master', 'readOnlyMaster', 'maintenance', 'webhook', 'file'] as const;
export const keyKind = z.enum(KEY_KINDS);
export type KeyKind = z.infer<typeof keyKind>;

/**
 * An app as its administrators see it.
 *
 * - `declaredIn`: name of the apps file that declares it now, and in which alone it is changed
 * - `deletion`: the names of the services whose part of the app is gone already; null while nobody deletes it
 */
export const registeredApp = z.object({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
  declaredIn: z.string().nullable(),
  deletion: z.object({ startedAt: z.string(), done: z.array(z.string()) }).nullable(),
});
export type AdministeredApp = z.infer<typeof registeredApp>;

const oneApp = json(z.object({ app: registeredApp }));

/** The app in the context. @throws ObjectNotFound (101) */
export const describeApp = operation<Record<string, never>, { app: AdministeredApp }>({
  subject: 'config.describe-app',
  request: nothing,
  reply: oneApp,
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/** Keys that were just made, by kind: told once, to the one who asked for them. */
export const newKeys = z.partialRecord(keyKind, z.string());

/**
 * Adds an app. Its id is that of the request's context.
 *
 * @throws InvalidAppName (256); DuplicateValue (137) an id that is taken; InvalidJson (107) settings that nothing can be made of
 */
const createRequest = z.object({
  id: z.string().regex(APP_ID),
  name: z.string(),
  settings: z.record(z.string(), z.unknown()),
  kinds: z.array(keyKind),
});
export const createApp = operation<z.infer<typeof createRequest>, { app: AdministeredApp; keys: z.infer<typeof newKeys> }>({
  subject: 'config.create-app',
  request: createRequest,
  reply: json(z.object({ app: registeredApp, keys: newKeys })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/**
 * Renames, disables or enables the app in the context. One that was removed from the apps file becomes an ordinary one when it is enabled: it
 * keeps the settings that the file had declared.
 *
 * @throws OperationForbidden (119) an app that the apps file declares; InvalidAppName (256); ObjectNotFound (101)
 */
const changeRequest = z.object({ name: z.string().optional(), enabled: z.boolean().optional() });
export const changeApp = operation<z.infer<typeof changeRequest>, { app: AdministeredApp }>({
  subject: 'config.change-app',
  request: changeRequest,
  reply: oneApp,
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/**
 * The stages of a deletion: it begins, each service that has removed its part is noted, and with `end` the app is gone. Each may be asked
 * again. `begin` of a deletion that is under way goes on with it.
 *
 * @throws OperationForbidden (119) an app that is enabled, or that no deletion has begun of; ObjectNotFound (101)
 */
const deletionRequest = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('begin') }),
  z.object({ stage: z.literal('note'), service: z.string() }),
  z.object({ stage: z.literal('end') }),
]);
export const deleteApp = operation<z.infer<typeof deletionRequest>, { done: string[] }>({
  subject: 'config.delete-app',
  request: deletionRequest,
  reply: json(z.object({ done: z.array(z.string()) })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/**
 * One key of an app.
 *
 * - `id`: the first characters of its SHA-256 digest, in hexadecimal
 * - `createdAt`: null where it was not made by request
 * - `until`: the time from which on it is not taken any more; null for keys without an end
 * - `key`: the key itself, of kinds that grant nothing by themselves
 */
export const keyFacts = z.object({
  kind: keyKind,
  id: z.string(),
  createdAt: z.string().nullable(),
  until: z.string().nullable(),
  key: z.string().optional(),
});
export type KeyFacts = z.infer<typeof keyFacts>;
const allKeys = json(z.object({ keys: z.array(keyFacts), declaredIn: z.string().nullable() }));

export const listKeys = operation<Record<string, never>, { keys: KeyFacts[]; declaredIn: string | null }>({
  subject: 'config.list-keys',
  request: nothing,
  reply: allKeys,
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/** Longest time for which an old key is taken beside the new one, in seconds. */
export const OVERLAP_SECONDS_MAX = 90 * 24 * 3_600;

/**
 * Makes a new key of a kind. The one before is taken for `overlapSeconds` more; an older one not any more.
 *
 * @throws OperationForbidden (119) an app that the apps file declares; ObjectNotFound (101)
 */
const rotateRequest = z.object({ kind: keyKind, overlapSeconds: z.int().min(0).max(OVERLAP_SECONDS_MAX) });
const rotated = z.object({ kind: keyKind, id: z.string(), key: z.string(), oldUntil: z.string().nullable() });
export const rotateKey = operation<z.infer<typeof rotateRequest>, z.infer<typeof rotated>>({
  subject: 'config.rotate-key',
  request: rotateRequest,
  reply: json(rotated),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/**
 * Ends a key at once. @param id as listed; absent for all keys of the kind but the newest, or the only one
 * @throws ObjectNotFound (101) no such key; OperationForbidden (119) the only master key, or an app that the apps file declares
 */
const revokeRequest = z.object({ kind: keyKind, id: z.string().optional() });
export const revokeKey = operation<z.infer<typeof revokeRequest>, { keys: KeyFacts[]; declaredIn: string | null }>({
  subject: 'config.revoke-key',
  request: revokeRequest,
  reply: allKeys,
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/**
 * A setting of an app, explained.
 *
 * - `value`, `default`: secrets are `{"isSet": true}`
 * - `from`: the layer that decides it
 * - `schema`: JSON Schema of its values
 * - `changed`: the last change that the audit knows of
 */
export const explainedSetting = z.object({
  name: z.string(),
  owner: z.string(),
  description: z.string(),
  schema: z.unknown(),
  default: z.unknown(),
  value: z.unknown(),
  from: z.enum(['default', 'request', 'appsFile']),
  changed: z.object({ at: z.string(), who: z.string() }).nullable(),
});
export type ExplainedSetting = z.infer<typeof explainedSetting>;
const explainRequest = z.object({ names: z.array(z.string()).optional() });
export const explainSettings = operation<z.infer<typeof explainRequest>, { settings: ExplainedSetting[] }>({
  subject: 'config.explain-settings',
  request: explainRequest,
  reply: json(z.object({ settings: z.array(explainedSetting) })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/** Settings that are not the same in the app of the context and in another one; secrets are compared, and shown as `{"isSet": true}`. */
const difference = z.object({ name: z.string(), value: z.unknown(), other: z.unknown() });
export type SettingDifference = z.infer<typeof difference>;
export const compareSettings = operation<{ other: string }, { differences: SettingDifference[]; same: number }>({
  subject: 'config.compare-settings',
  request: z.object({ other: z.string().regex(APP_ID) }),
  reply: json(z.object({ differences: z.array(difference), same: z.int() })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});
