import { APP_ID, config } from '@parlance/contracts';
import { z } from 'zod';
import { SERVICE_KEYS } from '../registry/app-record.ts';
import { DATABASE_NAME_MAX } from '../registry/database-claim.ts';

/** Keys travel in a header field: printable ASCII without blanks. */
const KEY = /^[\x21-\x7e]{1,256}$/;
/** Databases of MongoDB itself. */
const SYSTEM_DATABASES: readonly string[] = ['admin', 'local', 'config'];

const key = z.string().regex(KEY, 'expected 1 to 256 printable ASCII characters without blanks');
const keys = z.union([key.transform((one) => [one]), z.array(key).min(1).max(2)], {
  error: 'expected a key (1 to 256 printable ASCII characters without blanks), or two while it is being rotated',
});
const keyKinds = [...config.CLIENT_KEYS, ...config.PRIVILEGED_KEYS, ...SERVICE_KEYS] as const;

const database = z.strictObject({
  uri: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'expected an address that begins with mongodb:// or mongodb+srv://')
    .optional(),
  name: z
    .string()
    .regex(/^[^/\\. "$*<>:|?\0]+$/, 'expected a name of a MongoDB database')
    .max(DATABASE_NAME_MAX)
    .refine((name) => !SYSTEM_DATABASES.includes(name.toLowerCase()), 'is a database of MongoDB itself')
    .optional(),
  collectionPrefix: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9_-]*$/, 'expected letters, digits, _ or -')
    .optional(),
});

const app = z.strictObject({
  id: z.string().regex(APP_ID, 'expected 1 to 64 letters, digits, _ or -'),
  name: z.string().trim().min(1).max(256).optional(),
  cloud: z.string().min(1).optional(),
  database: database.optional(),
  keys: z
    .strictObject(Object.fromEntries(keyKinds.map((kind) => [kind, keys.optional()])) as Record<KeyName, z.ZodOptional<typeof keys>>)
    .default({}),
  // Checked one by one by check-settings.ts, as PATCH does.
  settings: z.record(z.string(), z.unknown()).default({}),
});
type KeyName = (typeof keyKinds)[number];

/** The shape of an apps file whose references are resolved. */
export const appsFile = z.strictObject({ apps: z.array(app).max(10_000) });
export type AppsFile = z.infer<typeof appsFile>;
