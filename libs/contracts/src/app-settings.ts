import { z } from 'zod';
import { accountSettings } from './account-settings.ts';
import { authSettings } from './auth-settings.ts';
import { installationSettings } from './installation-settings.ts';
import { mailSettings } from './mail-settings.ts';
import { pagesSettings } from './pages-settings.ts';
import { rateLimitSetting } from './rate-limit-settings.ts';
import { protectedSettings } from './protected-settings.ts';

/**
 * The one table of per-app settings: name, meaning, default, range. Names are Parse Server's where it has the option
 * (docs/contract/23-parse-server-options.md). Read with `GET <mount>/settings`, changed with `PATCH <mount>/settings`.
 */
const addresses = z.array(
  z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'expected an address or a range such as 10.0.0.0/8' }),
);
const pattern = z.string().max(1_024).refine(isPattern, 'expected a regular expression');
const deniedKeyword = z
  .object({ key: pattern.optional(), value: z.union([pattern, z.number(), z.boolean()]).optional() })
  .strict()
  .refine(({ key, value }) => key !== undefined || value !== undefined, 'expected a key, a value, or both');
const LOOPBACK = ['127.0.0.0/8', '::1'];
const ANY_ADDRESS = ['0.0.0.0/0', '::/0'];

export const appSettings = z
  .object({
    allowClientClassCreation: z.boolean().default(false).describe('Clients may create classes by saving into them.'),
    allowClientFieldAddition: z.boolean().default(true).describe('Clients may add fields to classes by saving them.'),
    allowCustomObjectId: z.boolean().default(false).describe('Clients may choose the objectId of what they create.'),
    objectIdSize: z.int().min(10).max(32).default(10).describe('Length of generated objectIds, in characters.'),
    classicLimits: z.boolean().default(false).describe('The stricter limits of the hosted service of old.'),
    classQuota: z.int().positive().nullable().default(null).describe('Most classes that clients may create; null for no limit.'),

    masterKeyIps: addresses.default(LOOPBACK).describe('Addresses and ranges from which the master key is accepted.'),
    readOnlyMasterKeyIps: addresses.default(LOOPBACK).describe('The same for the read-only master key.'),
    maintenanceKeyIps: addresses.default(LOOPBACK).describe('The same for the maintenance key.'),
    allowOrigin: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: 'expected an origin or a list of origins' })
      .default('*')
      .describe('Origins that browsers may call from.'),
    allowHeaders: z
      .array(z.string().regex(/^[A-Za-z0-9-]+$/))
      .default([])
      .describe('Further request headers that browsers may send.'),

    maxUploadSize: z
      .int()
      .positive()
      .max(1 << 30)
      .default(20 << 20)
      .describe('Largest request body, in bytes.'),
    maxObjectSize: z
      .int()
      .positive()
      .max(16 << 20)
      .default(16 << 20)
      .describe('Largest object, in bytes as stored.'),
    defaultLimit: z.int().positive().default(100).describe('Results of a query that names no limit.'),
    maxLimit: z.int().positive().nullable().default(null).describe('Highest limit; larger ones are lowered silently. null for none.'),
    batchLimit: z.int().min(50).max(1_000).default(100).describe('Most requests in one batch.'),
    requestDeadlineMs: z.int().min(100).max(60_000).default(9_000).describe('An interactive request is answered within this time.'),
    queryTimeoutMs: z.int().min(50).max(60_000).default(8_000).describe('Most time one query may take in the database.'),
    slowQueryMs: z.int().min(1).max(60_000).nullable().default(500).describe('Queries that take longer are recorded; null for none.'),
    regexConcurrency: z
      .int()
      .nonnegative()
      .nullable()
      .default(null)
      .describe('Most queries with unanchored or case-insensitive patterns at a time in each process; null for any number.'),
    scanLimit: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe('A query that would scan a whole class of more objects is refused; null for none.'),

    ...accountSettings,
    ...protectedSettings,
    ...mailSettings,
    auth: authSettings,
    installation: installationSettings,
    pages: pagesSettings,
    requestKeywordDenylist: z
      .array(deniedKeyword)
      .max(100)
      .default([])
      .describe('Refused in bodies and queries, beside the names that always are. Texts are regular expressions.'),
    rateLimit: rateLimitSetting,
    allowPublicExplain: z.boolean().default(false).describe('Clients may ask how a query is answered, and see which indexes are used.'),

    idempotency: z
      .object({
        paths: z.array(pattern).default([]).describe('Regular expressions on the path without the mount, anchored at its start.'),
        ttl: z.int().positive().default(300).describe('How long a request id is remembered, in seconds.'),
      })
      .strict()
      .prefault({})
      .describe('Detection of repeated requests by X-Parse-Request-Id.'),
  })
  .strict();

export type AppSettings = z.infer<typeof appSettings>;
export type AppSettingName = keyof AppSettings;

/** Every setting at its default. */
export const DEFAULT_APP_SETTINGS: AppSettings = Object.freeze(appSettings.parse({}));
export { ANY_ADDRESS, LOOPBACK };

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
