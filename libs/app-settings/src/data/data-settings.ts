import { z } from 'zod';
import { owned } from '../owned.ts';
import { installationSettings } from './installation-settings.ts';
import { protectedSettings } from './protected-settings.ts';

/** Settings that `data` owns: classes, objects and queries. */
const classesAndObjects = {
  allowClientClassCreation: z.boolean().default(false).describe('Clients may create classes by saving into them.'),
  allowClientFieldAddition: z.boolean().default(true).describe('Clients may add fields to classes by saving them.'),
  allowCustomObjectId: z.boolean().default(false).describe('Clients may choose the objectId of objects they create.'),
  objectIdSize: z.int().min(10).max(32).default(10).describe('Length of generated objectIds, in characters.'),
  classicLimits: z.boolean().default(false).describe('The stricter limits of the hosted service of old.'),
  classQuota: z.int().positive().nullable().default(1_000).describe('Most classes that clients may create; null for no limit.'),
  collectionsMax: z
    .int()
    .positive()
    .default(5_000)
    .describe('Most collections of the app, of classes and relations, that clients may bring into being.'),
  classFieldsMax: z.int().min(100).max(10_000).default(1_000).describe('Most fields of a class.'),
  writeFieldsMax: z.int().min(100).max(10_000).default(1_000).describe('Most fields, and paths into fields, that one save changes.'),
  writeRelationsMax: z.int().min(1).max(1_000).default(20).describe('Most relation fields that one save changes.'),
  maxObjectSize: z
    .int()
    .positive()
    .max(16 << 20)
    .default(16 << 20)
    .describe('Largest object, in bytes as stored.'),
  schema: z
    .strictObject({
      lockSchemas: z.boolean().default(false).describe('Classes are changed by applying a file (parlance schema apply) and not over REST.'),
    })
    .prefault({})
    .describe('Classes that a file declares.'),
  enforcePrivateUsers: z.boolean().default(true).describe('New users are visible to themselves only; off: to everybody.'),
};

const queries = {
  defaultLimit: z.int().positive().default(100).describe('Results of a query that names no limit.'),
  maxLimit: z.int().positive().nullable().default(null).describe('Highest limit; larger ones are lowered silently. null for none.'),
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
  includedObjectsMax: z
    .int()
    .positive()
    .default(100_000)
    .describe('Most objects that the pointers of one answer are expanded to, each counted at every place it is shown at.'),
  answerBytesMax: z
    .int()
    .min(16 << 20)
    .max(256 << 20)
    .default(64 << 20)
    .describe('Largest answer to a read, in bytes; what include expands to counts at every place it is shown at.'),
  allowPublicExplain: z.boolean().default(false).describe('Clients may ask how a query is answered, and see which indexes are used.'),
};

export const dataSettings = owned(
  { ...classesAndObjects, ...queries, ...protectedSettings, installation: installationSettings },
  // A file that nothing refers to is not deleted by request under the limits of old.
  {
    classicLimits: ['files'],
    protectedFields: ['auth'],
    protectedFieldsOwnerExempt: ['auth'],
    protectedFieldsTriggerExempt: ['auth'],
    publicUserEmails: ['auth'],
  },
);
