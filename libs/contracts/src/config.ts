import { z } from 'zod';
import { APP_ID } from './context.ts';
import { appSettings, type AppSettings } from '@parlance/app-settings';
import { healthOf } from './health.ts';
import { event, json, operation } from './operation.ts';

const REGISTRY_DEADLINE_MS = 3_000;

/** Kinds of keys. The first four identify an app and grant nothing by themselves; the others are privileged. */
export const CLIENT_KEYS = ['client', 'javascript', 'rest', 'dotNet'] as const;
export const PRIVILEGED_KEYS = ['master', 'readOnlyMaster', 'maintenance'] as const;
export type ClientKey = (typeof CLIENT_KEYS)[number];
export type PrivilegedKey = (typeof PRIVILEGED_KEYS)[number];

/**
 * SHA-256 of each key the app has, base64. Keys themselves never leave `config`: the gateway compares digests, in constant time.
 * A kind may have two digests while a key is being rotated.
 */
export const keyDigests = z.partialRecord(z.enum([...CLIENT_KEYS, ...PRIVILEGED_KEYS]), z.array(z.string()).readonly());
export type KeyDigests = z.infer<typeof keyDigests>;

const settings = appSettings as unknown as z.ZodType<AppSettings>;

/** What the gateway needs of an app. */
export interface AppAccess {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly version: number;
  readonly keys: KeyDigests;
  readonly settings: AppSettings;
}
const appAccess: z.ZodType<AppAccess> = z.object({
  id: z.string().regex(APP_ID),
  name: z.string(),
  enabled: z.boolean(),
  version: z.int(),
  keys: keyDigests,
  settings,
});

/** Where an app's objects are: `uri` absent means the deployment's own MongoDB. */
export const appDatabase = z.object({
  uri: z.string().optional(),
  name: z.string().min(1),
  collectionPrefix: z.string().default(''),
});
export type AppDatabase = z.infer<typeof appDatabase>;

/** What `data` needs of an app. */
export interface AppStorage {
  readonly id: string;
  readonly enabled: boolean;
  readonly version: number;
  readonly database: AppDatabase;
  readonly settings: AppSettings;
}
const appStorage: z.ZodType<AppStorage> = z.object({
  id: z.string().regex(APP_ID),
  enabled: z.boolean(),
  version: z.int(),
  database: appDatabase as unknown as z.ZodType<AppDatabase>,
  settings,
});

const appId = z.object({ appId: z.string().regex(APP_ID) });

export const getAppAccess = operation<{ appId: string }, { app: AppAccess | null }>({
  subject: 'config.get-app-access',
  request: appId,
  reply: json(z.object({ app: appAccess.nullable() })),
  retry: 'safe',
  deadlineMs: REGISTRY_DEADLINE_MS,
});

export const getAppStorage = operation<{ appId: string }, { app: AppStorage | null }>({
  subject: 'config.get-app-storage',
  request: appId,
  reply: json(z.object({ app: appStorage.nullable() })),
  retry: 'safe',
  deadlineMs: REGISTRY_DEADLINE_MS,
});

/**
 * Changes settings of the app in the request's context. `changes` holds raw members by setting name; null puts a setting back to its default.
 * A setting that the apps file declares is refused with a text that names the file. Audited. Answers with all settings afterwards.
 */
export const patchSettings = operation<{ changes: Record<string, unknown> }, { settings: AppSettings }>({
  subject: 'config.patch-settings',
  request: z.object({ changes: z.record(z.string(), z.unknown()) }),
  reply: json(z.object({ settings })),
  retry: 'never',
  deadlineMs: REGISTRY_DEADLINE_MS,
});

export const health = healthOf('config');

/** An app was added, removed, enabled or disabled, or its keys or settings changed: cached copies older than `version` are stale. */
export const appChanged = event({
  subject: 'events.config.app-changed',
  payload: z.object({ app: z.string(), version: z.int() }),
});
