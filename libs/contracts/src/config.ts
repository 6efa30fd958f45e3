import { settingsFor, type Reader, type SettingsOf } from '@parlance/app-settings';
import { z } from 'zod';
import { appCode, cloudManifest, hookTable, jobRules, type AppCode, type CloudManifest, type HookTable } from './cloud-code.ts';
import { APP_ID } from './context.ts';
import { healthOf } from './health.ts';
import { event, json, operation, type Operation } from './operation.ts';

/** The parameters of Config, which the same service keeps, and the experiments with them. */
export * from './config-parameters.ts';
export * from './config-experiments.ts';
/** Apps, as administrators see them. */
export * from './config-administration.ts';
/** The audit of changes. */
export * from './config-audit.ts';
/** Administrators and their tokens. */
export * from './config-administrators.ts';
/** Work of administrators that outlives its request. */
export * from './config-unfinished.ts';
/** Views of classes that administrators share. */
export * from './config-views.ts';
/** Sign-ins of administrators. */
export * from './config-sign-in.ts';
/** Changes of apps and their keys by administrators. */
export * from './config-apps.ts';

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
/** The app's code, for services that ask it. */
interface WithCode {
  readonly code: AppCode;
}
export type AppForGateway = AppFor<'gateway'> & WithCode & { readonly keys: KeyDigests };
/** The accounts of users are shown by code of the app, which `auth` asks: nobody else shows them. */
interface WithAccounts {
  readonly hidesAccounts?: boolean | undefined;
}
export type AppForData = AppFor<'data'> & WithCode & WithAccounts & { readonly database: AppDatabase; readonly fileUrlKeys: FileUrlKeys };
export type AppForAuth = AppFor<'auth'> & WithCode;
export type AppForAnalytics = AppFor<'analytics'>;
export type AppForPush = AppFor<'push'>;
/** An app as the workers learn it: with the names of the jobs of its code. */
export type AppForWorkers = AppFor<'workers'> & { readonly jobs: CodeJobs };
/** `state` as in AppCode; `rules`: as the code declares them. */
const codeJobs = z.object({
  state: z.enum(['none', 'loading', 'ready']),
  names: z.array(z.string()).readonly(),
  rules: jobRules.optional(),
});
export type CodeJobs = z.infer<typeof codeJobs>;
export type AppForFiles = AppFor<'files'> & WithCode & { readonly database: AppDatabase; readonly fileUrlKeys: FileUrlKeys };

/**
 * An app as the host of its code learns it.
 *
 * - `cloud`: file or folder of the code, absolute, where the apps file declares one, whose name is `cloudDeclaredIn`; `release` else: the id of
 *   the bundle in force
 * - `manifest`, `hooks`: as they were recorded last
 * - `webhookKey`: sent to webhooks
 */
export interface CodeOfApp {
  readonly cloud?: string | undefined;
  readonly cloudDeclaredIn?: string | undefined;
  readonly release?: string | undefined;
  readonly manifest?: CloudManifest | undefined;
  readonly hooks?: HookTable | undefined;
  readonly webhookKey?: string | undefined;
}
export type AppForFunctions = AppFor<'functions'> & CodeOfApp;

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

export const appForGateway = appFor<'gateway', { keys: KeyDigests } & WithCode>('gateway', { keys: keyDigests, code: appCode });
export const appForData = appFor<'data', { database: AppDatabase; fileUrlKeys: FileUrlKeys } & WithCode & WithAccounts>('data', {
  hidesAccounts: z.boolean().optional(),
  code: appCode,
  database: appDatabase,
  fileUrlKeys,
});
export const appForAuth = appFor<'auth', WithCode>('auth', { code: appCode });
export const appForAnalytics = appFor<'analytics', object>('analytics', {});
export const appForPush = appFor<'push', object>('push', {});
export const appForWorkers = appFor<'workers', { jobs: CodeJobs }>('workers', { jobs: codeJobs });
export const appForFiles = appFor<'files', { database: AppDatabase; fileUrlKeys: FileUrlKeys } & WithCode>('files', {
  code: appCode,
  database: appDatabase,
  fileUrlKeys,
});
export const appForFunctions = appFor<'functions', CodeOfApp>('functions', {
  cloud: z.string().optional(),
  cloudDeclaredIn: z.string().optional(),
  release: z.string().optional(),
  manifest: cloudManifest.optional(),
  hooks: hookTable.optional(),
  webhookKey: z.string().optional(),
});

/** Apps that have code, by id: those that the apps file declares with `cloud`, and those with a release in force. */
const codedApps = z.object({ apps: z.array(z.string()) });
export const listCodedApps = operation<Record<string, never>, z.infer<typeof codedApps>>({
  subject: 'config.list-coded-apps',
  request: z.object({}).strict(),
  reply: json(codedApps),
  retry: 'safe',
  deadlineMs: REGISTRY_DEADLINE_MS,
  askedBy: ['functions', 'workers'],
});

/**
 * Records the code of the app in the context, for all services to learn: they hear `events.config.app-changed`. A member that is absent stays
 * as it is; null takes it away. Nothing happens where everything is so already. Audited where the release changes.
 */
const recordCodeRequest = z.object({
  release: z.string().nullable().optional(),
  manifest: cloudManifest.nullable().optional(),
  hooks: hookTable.nullable().optional(),
});
export type RecordCodeRequest = z.infer<typeof recordCodeRequest>;
export const recordCode = operation<RecordCodeRequest, { version: number }>({
  subject: 'config.record-code',
  request: recordCodeRequest,
  reply: json(z.object({ version: z.int() })),
  retry: 'safe',
  deadlineMs: REGISTRY_DEADLINE_MS,
  askedBy: ['functions'],
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
