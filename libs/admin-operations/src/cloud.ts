import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

/** Loading code may take a while: the answer comes when it is in force. */
const LOADING_MS = 60_000;
const release = z.string().min(1).max(100).describe('Id of the release, which names its bytes.');

const releaseRow = z.object({
  release: z.string(),
  inForce: z.boolean(),
  deployedAt: z.string(),
  note: z.string().optional().describe('Of the one who deployed it.'),
  files: z.int(),
  bytes: z.int().describe('Of all files.'),
  functions: z.int(),
  triggers: z.int(),
  jobs: z.int(),
});
export type ReleaseRow = z.infer<typeof releaseRow>;

export const listReleases = adminOperation({
  area: 'cloud',
  name: 'releases',
  summary: 'Lists the releases of the code of an app that are kept, the newest deployment first.',
  request: z.object({ app: appId }),
  reply: z.object({ releases: z.array(releaseRow) }),
});

export const getRelease = adminOperation({
  area: 'cloud',
  name: 'release',
  summary: 'Shows a release: the names that it registers, and its files without their contents.',
  request: z.object({ app: appId, release }),
  reply: releaseRow.omit({ functions: true, triggers: true, jobs: true }).extend({
    functions: z.array(z.string()),
    triggers: z.array(z.string()).describe('Such as `beforeSave Review`.'),
    jobs: z.array(z.string()),
    contents: z.array(z.object({ path: z.string(), bytes: z.int(), sha256: z.string() })).describe('The first 2,000 files.'),
  }),
});

const inForce = z.object({ release: z.string().nullable().describe('The release in force; null for none.') });

export const activateRelease = adminOperation({
  area: 'cloud',
  name: 'activate',
  summary: 'Puts a release in force that was deployed before. Its code is loaded on trial first; broken code changes nothing.',
  request: z.object({ app: appId, release }),
  reply: inForce,
  changes: { text: ({ app, release: wanted }) => `Put the release ${wanted} of the code of the app ${app} in force.`, auditedBy: 'owner' },
  deadlineMs: LOADING_MS,
});

export const rollBackRelease = adminOperation({
  area: 'cloud',
  name: 'roll-back',
  summary: 'Puts the release in force that was so before the present one; twice brings the present one back.',
  request: z.object({ app: appId }),
  reply: inForce,
  changes: { text: ({ app }) => `Rolled the code of the app ${app} back.`, auditedBy: 'owner' },
  dangerous: { loses: 'The code in force is replaced by that before it, for every client.', word: 'app' },
  deadlineMs: LOADING_MS,
});

export const withdrawRelease = adminOperation({
  area: 'cloud',
  name: 'withdraw',
  summary: 'Leaves an app without code: no release is in force. Its releases are kept.',
  request: z.object({ app: appId }),
  reply: inForce,
  changes: { text: ({ app }) => `Withdrew the code of the app ${app}.`, auditedBy: 'owner' },
  dangerous: { loses: 'Functions, triggers and jobs of the code answer no more: saves pass without its checks.', word: 'app' },
  deadlineMs: LOADING_MS,
});

export const removeRelease = adminOperation({
  area: 'cloud',
  name: 'remove',
  summary: 'Removes a release that is not in force, with its files.',
  request: z.object({ app: appId, release }),
  reply: z.object({}),
  changes: {
    text: ({ app, release: removed }) => `Removed the release ${removed} of the code of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
  dangerous: { loses: 'The files of the release are gone for good.', word: 'release' },
});

const PART_NAME = 'Name of a function or job, or of a trigger: `beforeSave Review`.';

const codePart = z.object({
  kind: z.enum(['function', 'trigger', 'job']),
  name: z.string().describe(PART_NAME),
  servedBy: z.string().describe('code or webhook.'),
  calls: z.int(),
  errors: z.int(),
  timeouts: z.int(),
  p50Ms: z.number().optional().describe('19 % too high at most, as p99Ms; absent without calls.'),
  p99Ms: z.number().optional(),
  isSlow: z.boolean().optional().describe('Of triggers: one call in a hundred takes longer than slowTriggerMs of the app.'),
  lastError: z
    .object({ at: z.string(), code: z.int(), message: z.string(), file: z.string().optional(), line: z.int().optional() })
    .optional(),
});
export type CodePart = z.infer<typeof codePart>;

export const reportCode = adminOperation({
  area: 'cloud',
  name: 'report',
  summary: 'Shows the functions, triggers and jobs in force with their calls, errors and times, and the last error of each.',
  request: z.object({ app: appId, hours: z.int().min(1).max(168).default(24).describe('So many hours back.') }),
  reply: z.object({
    version: z.string().nullable().describe('The release, or the digest of the folder; null without code.'),
    state: z.enum(['none', 'loading', 'ready']),
    since: z.string(),
    parts: z.array(codePart),
  }),
});

const line = z.object({
  at: z.string(),
  level: z.string(),
  message: z.string(),
  part: z.string().optional().describe(PART_NAME),
  requestId: z.string().optional(),
  jobId: z.string().optional().describe('Of the run of a job.'),
  file: z.string().optional(),
  line: z.int().optional(),
});
export type LogLine = z.infer<typeof line>;

const LEVELS = ['error', 'warn', 'info', 'debug', 'verbose', 'silly'] as const;
const narrowed = {
  app: appId,
  level: z.enum(LEVELS).default('info').describe('Lines of this level and of more serious ones.'),
  part: z.string().max(600).optional().describe(PART_NAME),
  requestId: z.string().max(200).optional(),
  jobId: z.string().max(100).optional().describe('Id of a run of a job.'),
};

export const readLogs = adminOperation({
  area: 'cloud',
  name: 'logs',
  summary: 'Shows lines of the log of the code of an app, the newest first.',
  request: z.object({
    ...narrowed,
    from: z.iso.datetime({ offset: true }).optional().describe('Only lines since then, ISO 8601; a week ago where it is absent.'),
    until: z.iso.datetime({ offset: true }).optional().describe('Only lines until then, ISO 8601: the member next of the page before.'),
    limit: z.int().min(1).max(1_000).default(100),
  }),
  reply: z.object({
    lines: z.array(line),
    next: z.string().optional().describe('Where lines go on; those of that very moment come again.'),
  }),
});

export const followLogs = adminOperation({
  area: 'cloud',
  name: 'follow',
  summary: 'Tells the last lines of the log of the code of an app, and each further one as it is written.',
  request: z.object({ ...narrowed, last: z.int().min(1).max(1_000).default(10).describe('Lines of the past that come first.') }),
  reply: z.object({ line }),
  follows: true,
});

export const listWebhooks = adminOperation({
  area: 'cloud',
  name: 'webhooks',
  summary: 'Lists the webhooks that serve functions and triggers of an app in the place of code.',
  request: z.object({ app: appId }),
  reply: z.object({
    webhooks: z.array(
      z.object({
        kind: z.enum(['function', 'trigger']),
        name: z.string().describe(PART_NAME),
        url: z.string().describe('Without parameters and credentials.'),
      }),
    ),
  }),
});
