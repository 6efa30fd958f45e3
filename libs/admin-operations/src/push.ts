import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

/** Words of `_PushStatus.status`; those of experiments are words of their own. */
const STATES = ['pending', 'scheduled', 'running', 'paused', 'canceling', 'canceled', 'succeeded', 'failed'] as const;

const id = z.string().min(1).max(100).describe('Id of the push, or of the experiment.');

/** Counts are of installations. Those that a server does not keep, such as the one that an app came from, are absent. */
const counts = {
  targeted: z.int().optional().describe('Installations that it is for, as far as they are known.'),
  sent: z.int().describe('Taken by the providers.'),
  failed: z.int(),
  unknown: z.int().optional().describe('Nobody knows whether the provider took them.'),
  skipped: z.int().optional().describe('Passed over by the rules of the app, or without a token.'),
  opened: z.int().optional().describe('Devices that have opened it.'),
};

const push = z.object({
  id: z.string(),
  kind: z.enum(['push', 'experiment']),
  state: z
    .string()
    .describe(`Of a push one of ${STATES.join(', ')}; of an experiment one of scheduled, paused, canceled, running, decided, launched.`),
  type: z
    .enum(['campaign', 'experiment', 'translation', 'api'])
    .describe('Made in the console, a version of an experiment or one itself, in several languages, or by a program.'),
  title: z.string().describe('As its sender named it; empty where they did not.'),
  alert: z.string().optional().describe('The text that devices show.'),
  query: z.string().optional().describe('Installations that it is for: JSON.'),
  createdAt: z.string(),
  pushTime: z.string().nullable().describe('When it is due: UTC, or the wall time of each device.'),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  progress: z.number().optional().describe('0 to 1.'),
  ...counts,
  lane: z.string().optional(),
  experiment: z.string().optional().describe('The experiment of which it is a version; that is cancelled, paused and resumed as a whole.'),
  variant: z.string().optional(),
  error: z.string().optional().describe('Why it has failed, or was paused by itself.'),
});
export type AdministeredPush = z.infer<typeof push>;

const fullPush = push.extend({
  payload: z.string().optional().describe('JSON.'),
  sentPerType: z.record(z.string(), z.int()).optional(),
  failedPerType: z.record(z.string(), z.int()).optional(),
  failures: z
    .array(z.object({ cause: z.string(), text: z.string(), count: z.int() }))
    .describe('Causes of failed deliveries, the most frequent first.'),
  skippedFor: z.record(z.string(), z.int()).describe('Why installations were passed over, and how many.'),
  waves: z
    .array(
      z.object({
        state: z.string(),
        dueAt: z.string(),
        expiresAt: z.string().optional(),
        zones: z.int(),
        estimate: z.int().optional(),
        lane: z.string().optional(),
      }),
    )
    .describe('Parts that are sent at one time. zones: time zones of the part, 0 for all.'),
  versions: z
    .array(z.object({ key: z.string(), id: z.string(), state: z.string(), ...counts, openRate: z.number().describe('Percent.') }))
    .describe('Of an experiment; empty for a push.'),
});
export type FullPush = z.infer<typeof fullPush>;

export const listPushes = adminOperation({
  area: 'push',
  name: 'list',
  summary: 'Lists the pushes of an app of the last 30 days, the newest first. Versions of an experiment are pushes of their own.',
  request: z.object({
    app: appId,
    state: z.enum(STATES).optional().describe('Only those in this state.'),
    limit: z.int().min(1).max(500).default(50),
    skip: z.int().min(0).max(10_000).default(0).describe('The member next of the page before.'),
    before: z
      .string()
      .max(200)
      .optional()
      .describe('The member older of the page before. Unlike skip it repeats and leaves out no push when others come meanwhile.'),
  }),
  reply: z.object({
    pushes: z.array(push),
    next: z.int().optional().describe('Where the next page begins; absent on the last one.'),
    older: z.string().optional().describe('The same for before.'),
  }),
});

export const getPush = adminOperation({
  area: 'push',
  name: 'get',
  summary: 'Shows a push with its waves and the causes of failed deliveries, or an experiment with its versions.',
  request: z.object({ app: appId, id }),
  reply: fullPush,
});

export const cancelPush = adminOperation({
  area: 'push',
  name: 'cancel',
  summary:
    'Ends a push that waits or is under way, or all versions of an experiment. Nothing more is handed over; deliveries stay delivered.',
  request: z.object({ app: appId, id }),
  reply: fullPush,
  dangerous: { loses: 'The installations that it has not reached do not get it any more.', word: 'id' },
  changes: { text: ({ app, id: canceled }) => `Canceled the push ${canceled} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const pausePush = adminOperation({
  area: 'push',
  name: 'pause',
  summary: 'Stops a push that waits or is under way, until it is resumed or expires.',
  request: z.object({ app: appId, id }),
  reply: fullPush,
  changes: { text: ({ app, id: paused }) => `Paused the push ${paused} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const resumePush = adminOperation({
  area: 'push',
  name: 'resume',
  summary: 'Goes on with a push that is paused. Installations that have it do not get it again.',
  request: z.object({ app: appId, id }),
  reply: fullPush,
  changes: { text: ({ app, id: resumed }) => `Resumed the push ${resumed} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const removePush = adminOperation({
  area: 'push',
  name: 'remove',
  summary: 'Removes a push, or an experiment, of which nothing was sent yet.',
  request: z.object({ app: appId, id }),
  reply: z.object({}),
  dangerous: { loses: 'The push is gone with its message, and nobody gets it.', word: 'id' },
  changes: { text: ({ app, id: removed }) => `Removed the push ${removed} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const pushOpens = adminOperation({
  area: 'push',
  name: 'opens',
  summary: 'Shows how many devices have opened a push, over time and in all.',
  request: z.object({ app: appId, id, stride: z.enum(['minute', 'hour', 'day']).default('hour') }),
  reply: z.object({
    sent: z.int(),
    opened: z.int(),
    openRate: z.number().describe('Percent.'),
    points: z.array(z.string()).describe('Starts of strides, from the start of the push on.'),
    counts: z.array(z.int()).describe('Opens within each stride.'),
  }),
});

export const estimatePush = adminOperation({
  area: 'push',
  name: 'estimate',
  summary: 'Counts the installations that a push would be for now. Nothing is sent.',
  request: z.object({
    app: appId,
    where: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Constraints on installations, as in a query; all of them where it is absent.'),
    channels: z.array(z.string()).optional().describe('Instead of where: installations of any of these channels.'),
  }),
  reply: z.object({
    estimate: z.int(),
    lo: z.int().describe('Lower bound, with a confidence of 95 %.'),
    hi: z.int(),
    exact: z.boolean(),
    perType: z.record(z.string(), z.int()),
    perLocale: z.record(z.string(), z.int()),
    withoutTimeZone: z.int(),
  }),
});
