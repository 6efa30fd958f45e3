import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const id = z.string().min(1).max(100).describe('Id of the experiment.');
const range = z.object({ lo: z.number(), hi: z.number() });
const percent = z.number().describe('Percent.');

const sentVersion = {
  key: z.string().describe('A to J.'),
  id: z.string().describe('Id of its push.'),
  payload: z.string().describe('JSON.'),
  sendTime: z.string().describe('UTC, or the wall time of each device.'),
  state: z.string().describe('As that of a push.'),
  targeted: z.int(),
  sent: z.int(),
  opened: z.int(),
  openRate: percent,
};
const version = z.object({
  ...sentVersion,
  interval: range.nullable().describe('Of the open rate, in percent, with a confidence of 95 %; null where nothing was sent.'),
});
const launched = z.object(sentVersion);

export const EXPERIMENT_STATES = ['scheduled', 'paused', 'canceled', 'running', 'decided', 'launched'] as const;
export const UNDECIDED = ['sending', 'too-few-sent', 'too-few-opens', 'too-early', 'no-difference'] as const;

const report = z.object({
  id: z.string(),
  createdAt: z.string(),
  name: z.string(),
  type: z.enum(['message', 'time']),
  state: z.enum(EXPERIMENT_STATES),
  sizePercent: percent.describe('The share of the audience that is tested, in percent.'),
  query: z.string().describe('Installations that it is for: JSON.'),
  groups: z.array(version),
  winner: z
    .object({ key: z.string(), over: z.string(), lo: z.number(), hi: z.number() })
    .nullable()
    .describe(
      'null while there is not enough data. lo, hi: by so many percentage points it is opened more often, with a confidence of 95 %.',
    ),
  undecided: z
    .object({ reason: z.enum(UNDECIDED), until: z.string().optional().describe('More opens may decide it until then.') })
    .optional(),
  soFar: z
    .object({ leader: z.string(), behind: z.string(), difference: z.number(), interval: range.nullable() })
    .describe('The best two versions, in percentage points. It decides nothing.'),
  imbalanced: z.boolean().describe('The groups differ more in size than chance explains.'),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  rest: z
    .object({ percent, recipients: z.int().nullable() })
    .nullable()
    .describe('The devices that are not tested, to which a version can be launched; null where there are none.'),
  launch: launched.optional().describe('The version that was launched to the rest, with counts of its own.'),
});
export type ExperimentReport = z.infer<typeof report>;
export type ReportedVersion = z.infer<typeof version>;

export const getExperiment = adminOperation({
  area: 'push',
  name: 'experiment',
  summary: 'Shows an experiment: its versions with their open rates, whether one of them is better, and its launch.',
  request: z.object({ app: appId, id }),
  reply: report,
});

export const launchExperiment = adminOperation({
  area: 'push',
  name: 'launch',
  summary: 'Sends a version of an experiment with messages to those of the audience who were not tested. It can be done once.',
  request: z.object({
    app: appId,
    id,
    choice: z.string().min(1).max(1).describe('The version, A to J; it need not be the better one.'),
    pushTime: z.string().max(40).optional().describe('ISO 8601; without a zone the wall time of each device. At once where it is absent.'),
    expirationInterval: z.int().positive().optional().describe('Seconds after which devices are not tried any more.'),
  }),
  reply: z.object({ id: z.string().describe('Id of the push by which it is sent.') }),
  changes: {
    text: ({ app, id: experiment, choice }) => `Launched the version ${choice} of the experiment ${experiment} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
});
