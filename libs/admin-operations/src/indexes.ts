import { data } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const className = z.string().min(1);
const indexName = z.string().min(1).max(128);
const key = z
  .array(z.object({ field: z.string(), direction: z.enum(['1', '-1', '2d', '2dsphere', 'text']) }))
  .min(1)
  .max(32)
  .describe('Fields in order.');

/** Progress of a build: `done` of `total` is a percentage as far as the database tells it. */
const build = z.object({
  id: z.string().describe('<class>/<index>'),
  state: z.enum(['running', 'done', 'failed']),
  done: z.int(),
  total: z.int(),
  error: z.string().nullable(),
});

const index = z.object({
  name: z.string(),
  key: z.array(z.object({ field: z.string(), direction: z.string() })),
  options: z.record(z.string(), z.unknown()).describe('unique, sparse, expireAfterSeconds'),
  build: build.nullable().describe('null once it stands.'),
});

export const listIndexes = adminOperation({
  area: 'indexes',
  name: 'list',
  summary: 'Lists the indexes of a class, those that are being made or could not be included.',
  request: z.object({ app: appId, className }),
  reply: z.object({ indexes: z.array(index) }),
});

export const buildIndex = adminOperation({
  area: 'indexes',
  name: 'build',
  summary: 'Begins to make an index. A small class has it with the answer; indexes build-state tells how far another one is.',
  request: z.object({
    app: appId,
    className,
    name: indexName,
    key,
    unique: z.boolean().default(false),
    sparse: z.boolean().default(false).describe('Leaves out objects without the field.'),
    expireAfterSeconds: z.int().min(0).optional().describe('Removes objects so long after the date in the field.'),
  }),
  reply: z.object({ build }),
  changes: {
    text: ({ app, className: of, name }) => `Began to make the index ${name} of the class ${of} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
});

export const readBuild = adminOperation({
  area: 'indexes',
  name: 'build-state',
  summary: 'Shows how far an index is that is being made.',
  request: z.object({ app: appId, className, name: indexName }),
  reply: z.object({ build }),
});

export const dropIndex = adminOperation({
  area: 'indexes',
  name: 'drop',
  summary: 'Drops an index, also one that is being made.',
  request: z.object({ app: appId, className, name: indexName }),
  reply: z.object({ indexes: z.array(index) }),
  changes: {
    text: ({ app, className: of, name }) => `Dropped the index ${name} of the class ${of} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
  dangerous: { loses: 'Queries that need the index become slow, and a unique one keeps duplicates away no more.', word: 'name' },
});

export const unusedIndexes = adminOperation({
  area: 'indexes',
  name: 'unused',
  summary:
    'Lists indexes that no query has used since the database member started that is asked. Those of the platform, and unique ones, which keep ' +
    'a rule without being used, are left out.',
  request: z.object({ app: appId, className: className.optional() }),
  reply: z.object({ indexes: z.array(data.indexUse) }),
  deadlineMs: 20_000,
});

export const adviseIndexes = adminOperation({
  area: 'indexes',
  name: 'advice',
  summary: 'Proposes indexes, and other forms of queries, for the slow queries that were seen; those that took most time in all first.',
  request: z.object({ app: appId, className: className.optional(), limit: z.int().min(1).max(100).default(20) }),
  reply: z.object({
    advice: z.array(
      z.object({
        className: z.string(),
        operation: z.string(),
        shape: z.string().describe('The query without its values.'),
        count: z.int(),
        slowCount: z.int(),
        totalMs: z.int(),
        p90Ms: z.int(),
        key: z.array(z.object({ field: z.string(), direction: z.string() })).describe('Of the index to make; empty where none would help.'),
        why: z.string().nullable(),
        hint: z.string().nullable().describe('How the query could be written instead.'),
      }),
    ),
  }),
});

export const slowQueries = adminOperation({
  area: 'indexes',
  name: 'slow-queries',
  summary:
    'Lists the kinds of queries that were slow: shapes without values, counts, times, and advice. Those that took most time in all first.',
  request: z.object({
    app: appId,
    className: className.optional(),
    since: z.iso.datetime().optional().describe('Seen from then on.'),
    until: z.iso.datetime().optional().describe('Seen before.'),
    limit: z.int().min(1).max(1_000).default(100),
  }),
  reply: z.object({
    queries: z.array(
      z.object({
        className: z.string(),
        operation: z.string(),
        shape: z.string().describe('The query without its values.'),
        count: z.int(),
        slowCount: z.int().describe('Of them, the slow ones.'),
        timeouts: z.int(),
        totalMs: z.int(),
        medianMs: z.int(),
        p90Ms: z.int(),
        averageScanned: z.number().nullable().describe('Documents that the database looked at; null where no query was explained.'),
        index: z.string().nullable().describe('The index that was used; null for none, or where no query was explained.'),
        key: z.array(z.object({ field: z.string(), direction: z.string() })).describe('Of the index to make; empty where none would help.'),
        why: z.string().nullable(),
        hint: z.string().nullable().describe('How the query could be written instead.'),
        firstSeen: z.string(),
        lastSeen: z.string(),
      }),
    ),
  }),
});
