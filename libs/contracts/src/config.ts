import { settingsFor, type Reader, type SettingsOf } from '@parlance/app-settings';
import { z } from 'zod';
import { APP_ID } from './context.ts';
import { healthOf } from './health.ts';
import { event, json, operation, type Operation } from './operation.ts';

/** The parameters of Config, which the same service keeps, stand in config-parameters.ts. */
export * from './config-parameters.ts';

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

/** Where an app's objects are: `uri` absent means the deployment's own MongoDB. */
export const appDatabase = z.object({
  uri: z.string().optional(),
  name: z.string().min(1),
  collectionPrefix: z.string().default(''),
});
export type AppDatabase = z.infer<typeof appDatabase>;

/**
 * Keys that sign the addresses of an app's files, base64 of 32 bytes each: the first signs, all are believed. `config` derives them from
 * the keys of the deployment's secrets, so that they change with those.
 */
export const fileUrlKeys = z.array(z.string().min(1)).readonly().default([]);
export type FileUrlKeys = z.infer<typeof fileUrlKeys>;

/** An app as one service learns it: its own slice of the settings, and nothing of the others'. */
export interface AppFor<Service extends Reader> {
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly enabled: boolean;
  /** Grows with every change. */
  readonly version: number;
  readonly settings: SettingsOf<Service>;
}
export type AppForGateway = AppFor<'gateway'> & { readonly keys: KeyDigests };
export type AppForData = AppFor<'data'> & { readonly database: AppDatabase; readonly fileUrlKeys: FileUrlKeys };
export type AppForAuth = AppFor<'auth'>;
export type AppForAnalytics = AppFor<'analytics'>;
export type AppForPush = AppFor<'push'>;
export type AppForWorkers = AppFor<'workers'>;
export type AppForFiles = AppFor<'files'> & { readonly database: AppDatabase; readonly fileUrlKeys: FileUrlKeys };

/** Declares `config.app-for-<service>`: the part of an app that one service learns. `further` are the members that it needs besides. */
function appFor<Service extends Reader, Further extends object>(
  service: Service,
  further: { readonly [Name in keyof Further]: z.ZodType },
): Operation<{ appId: string }, { app: (AppFor<Service> & Further) | null }> {
  const app = z.object({
    id: z.string().regex(APP_ID),
    name: z.string(),
    enabled: z.boolean(),
    version: z.int(),
    settings: settingsFor(service),
    ...further,
  }) as unknown as z.ZodType<AppFor<Service> & Further>;
  return operation({
    subject: `config.app-for-${service}`,
    request: z.object({ appId: z.string().regex(APP_ID) }),
    reply: json(z.object({ app: app.nullable() })),
    retry: 'safe',
    deadlineMs: REGISTRY_DEADLINE_MS,
    askedBy: [service],
  });
}

export const appForGateway = appFor<'gateway', { keys: KeyDigests }>('gateway', { keys: keyDigests });
export const appForData = appFor<'data', { database: AppDatabase; fileUrlKeys: FileUrlKeys }>('data', {
  database: appDatabase,
  fileUrlKeys,
});
export const appForAuth = appFor<'auth', object>('auth', {});
export const appForAnalytics = appFor<'analytics', object>('analytics', {});
export const appForPush = appFor<'push', object>('push', {});
export const appForWorkers = appFor<'workers', object>('workers', {});
export const appForFiles = appFor<'files', { database: AppDatabase; fileUrlKeys: FileUrlKeys }>('files', {
  database: appDatabase,
  fileUrlKeys,
});

/** All settings of an app by name, for the holders of its master keys. */
const shownSettings = z.object({ settings: z.record(z.string(), z.unknown()) });
export type ShownSettings = z.infer<typeof shownSettings>;

/** All settings in force of the app in the request's context, for both master keys. */
export const readSettings = operation<Record<string, never>, ShownSettings>({
  subject: 'config.read-settings',
  request: z.object({}).strict(),
  reply: json(shownSettings),
  retry: 'safe',
  deadlineMs: REGISTRY_DEADLINE_MS,
});

/**
 * Changes settings of the app in the request's context. `changes` holds raw members by setting name; `{"__op": "Delete"}`, and null where it
 * is no value, puts a setting back to its default.
 * A setting that the apps file declares is refused with a message that names the file. Audited. Answers with all settings afterwards.
 */
export const patchSettings = operation<{ changes: Record<string, unknown> }, ShownSettings>({
  subject: 'config.patch-settings',
  request: z.object({ changes: z.record(z.string(), z.unknown()) }),
  reply: json(shownSettings),
  retry: 'never',
  deadlineMs: REGISTRY_DEADLINE_MS,
});

export const health = healthOf('config');

/** An app was added, removed, enabled or disabled, or its keys or settings changed: cached copies older than `version` are stale. */
export const appChanged = event({
  subject: 'events.config.app-changed',
  payload: z.object({ app: z.string(), version: z.int() }),
});
