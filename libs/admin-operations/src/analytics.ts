import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const STEPS = ['minute', 'hour', 'day'] as const;
const range = {
  from: z.string().max(50).optional().describe('ISO 8601, widened to whole steps.'),
  to: z.string().max(50).optional().describe('ISO 8601.'),
  last: z.enum(['hour', 'day', 'week', 'month']).optional().describe('In the place of from and to: the span that ends now.'),
};
const granularity = z.enum(STEPS).optional().describe('Steps, in UTC; days when absent.');
const points = z.array(z.string()).describe('The start of each step, ISO 8601.');
const counts = z.array(z.int()).describe('Of each step.');
const part = z.object({ total: z.int(), counts });
const filter = z.array(z.object({ dimension: z.string().max(300), is: z.array(z.string()).min(1).max(50) })).max(8);
const of = z.enum(['installations', 'users']).default('installations');

const question = {
  source: z.enum(['events', 'requests']).optional().describe('events when absent.'),
  event: z.string().max(300).optional().describe('Name of the event; all events when absent.'),
  ...range,
  granularity,
  groupBy: z
    .string()
    .max(300)
    .optional()
    .describe('dimensions.<name> of clients, or deviceType, sdk, osVersion, appVersion, cause, event, className, verb, status, code, …'),
  filter: filter.optional().describe('Only counts with these values.'),
  top: z.int().min(1).max(1_000).optional().describe('The most frequent values that are told apart; 10 when absent.'),
};

export const count = adminOperation({
  area: 'analytics',
  name: 'count',
  summary: 'Counts events or requests over time, by the values of a dimension, filtered. groups, rest and without add up to the total.',
  request: z.object({ app: appId, ...question }),
  reply: z.object({
    from: z.string(),
    to: z.string(),
    granularity: z.string(),
    points,
    total: z.int(),
    counts,
    groups: z.array(part.extend({ value: z.string() })).optional(),
    rest: part.optional().describe('Values beyond the top.'),
    without: part.optional().describe('Those that have no such dimension.'),
    answeredFrom: z.enum(['counts', 'events']),
    isApproximate: z.boolean(),
  }),
});

const ENDPOINTS = ['api_request', 'app_opened', 'app_opened_from_push', 'push', 'file_request', 'analytics_request'] as const;

export const series = adminOperation({
  area: 'analytics',
  name: 'series',
  summary: "Tells one of the series of Parse Server's dashboard: requests, app-opens, opens of pushes.",
  request: z.object({
    app: appId,
    endpoint: z.enum(ENDPOINTS),
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
    granularity,
  }),
  reply: z.object({ points, counts, total: z.int() }),
});

export const active = adminOperation({
  area: 'analytics',
  name: 'active',
  summary: 'Tells how many different installations or users were active by day, week or month, counted exactly.',
  request: z.object({ app: appId, of, ...range, granularity: z.enum(['day', 'week', 'month']).default('day') }),
  reply: z.object({ of, granularity: z.string(), points: z.array(z.object({ from: z.string(), count: z.int() })) }),
  deadlineMs: 20_000,
});

export const retention = adminOperation({
  area: 'analytics',
  name: 'retention',
  summary: 'Tells of those who came first on a day how many were active on each of the days after it.',
  request: z.object({ app: appId, of, ...range, days: z.int().min(1).max(90).default(14) }),
  reply: z.object({
    of,
    cohorts: z.array(
      z.object({
        day: z.string(),
        size: z.int(),
        active: z.array(z.int()).describe('On the day itself, on the next, …; days to come are left out.'),
      }),
    ),
  }),
  deadlineMs: 20_000,
});

export const funnel = adminOperation({
  area: 'analytics',
  name: 'funnel',
  summary: 'Tells how many of those who did one thing did another one after it.',
  request: z.object({
    app: appId,
    ...range,
    by: z.enum(['installation', 'user']).default('installation'),
    steps: z
      .array(z.object({ event: z.string().min(1).max(255), filter: filter.optional() }))
      .length(2)
      .describe('The first event, and the one after it.'),
    withinSeconds: z.int().min(1).max(2_678_400).default(604_800),
  }),
  reply: z.object({ by: z.string(), entered: z.int(), converted: z.int(), rate: z.number() }),
  deadlineMs: 30_000,
});

const errorsOf = z.object({
  total: z.int(),
  withCode: z.int(),
  withoutCode: z.int(),
  codes: z.array(z.object({ code: z.string(), count: z.int(), share: z.number().describe('Of those with a code.'), counts })),
  isApproximate: z.boolean(),
});

export const errors = adminOperation({
  area: 'analytics',
  name: 'errors',
  summary: 'Tells errors by code: events named error, and requests that were answered with an error.',
  request: z.object({ app: appId, ...range, granularity, top: z.int().min(1).max(200).optional() }),
  reply: z.object({
    points,
    granularity: z.string(),
    reported: errorsOf,
    answered: errorsOf.describe('Requests without a code had no error.'),
  }),
});

const times = {
  count: z.int(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
};

export const latency = adminOperation({
  area: 'analytics',
  name: 'latency',
  summary: 'Tells percentiles of the times that requests took, in milliseconds; null where nothing was asked.',
  request: z.object({ app: appId, ...range, granularity, className: z.string().min(1).max(200).optional() }),
  reply: z.object({ granularity: z.string(), total: z.object(times), points: z.array(z.object({ from: z.string(), ...times })) }),
});

const name = z.string().min(1).max(200).describe('Name of the graph.');
const graph = z.object({ name, question: z.record(z.string(), z.unknown()).describe('As analytics count takes it.'), savedAt: z.string() });

export const listGraphs = adminOperation({
  area: 'analytics',
  name: 'graphs',
  summary: 'Lists the graphs that the team of an app has saved, in the order of their names.',
  request: z.object({ app: appId }),
  reply: z.object({ graphs: z.array(graph) }),
});

export const saveGraph = adminOperation({
  area: 'analytics',
  name: 'save-graph',
  summary: 'Saves a graph under a name, in the place of one that has this name.',
  request: z.object({ app: appId, name, question: z.object(question).describe('As analytics count takes it.') }),
  reply: z.object({ graph }),
  changes: { text: ({ app, name: saved }) => `Saved the graph ${saved} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const deleteGraph = adminOperation({
  area: 'analytics',
  name: 'delete-graph',
  summary: 'Deletes a saved graph.',
  request: z.object({ app: appId, name }),
  reply: z.object({}),
  changes: { text: ({ app, name: deleted }) => `Deleted the graph ${deleted} of the app ${app}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'The saved graph is gone for everybody who works on the app. Its figures stay.', word: 'name' },
});
