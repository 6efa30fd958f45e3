import { z } from 'zod';
import { forgetAppOf } from './forget-app.ts';
import { healthOf } from './health.ts';
import { journal } from './journal.ts';
import { json, operation, REST, STREAM, type RestReply, type StreamReply } from './operation.ts';
import { route } from './rest-route.ts';

const AUDITED = { audited: 'gateway' } as const;

/** Facts about the client that sent something, as its header fields say; an absent member was not said. */
export interface ClientFacts {
  /** `js`, `ios`, `android` and so on. */
  readonly sdk?: string;
  readonly sdkVersion?: string;
  /** Derived from the SDK. */
  readonly deviceType?: string;
  readonly osVersion?: string;
  readonly appVersion?: string;
  readonly appBuild?: string;
}

/** An event that a gateway has taken from a client. */
export interface TakenEvent {
  readonly app: string;
  /** Equal for the repetitions of one request, and for no other event. */
  readonly id: string;
  /** 1 to 255 UTF-16 units. */
  readonly name: string;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  readonly client: ClientFacts;
  readonly user?: string;
  readonly installation?: string;
  /** At most eight, in document order. Names need not be different from those of members of objects: nothing is keyed by them. */
  readonly dimensions: readonly (readonly [name: string, value: string])[];
  /** Of an app-open: hash and id of the push that caused it, as the client says. */
  readonly pushHash?: string;
  readonly pushId?: string;
}

/** The events of one request, or a part of them: all that they have in common stands once. Each entry is a JSON array of these. */
export interface SentEvents extends Pick<TakenEvent, 'app' | 'client' | 'user' | 'installation'> {
  /** Equal for the repetitions of a request. */
  readonly request: string;
  /** The place of the first of these events in the request. */
  readonly first: number;
  readonly events: readonly Pick<TakenEvent, 'name' | 'at' | 'dimensions' | 'pushHash' | 'pushId'>[];
}

export const eventsTaken = journal('journal.analytics.events');
/** Counters of API requests that a gateway has answered. */
export const requestsCounted = journal('journal.analytics.requests');
/** Installations that were given the values of their variants. No client can write it. */
export const variantsGiven = journal('journal.analytics.exposures');

/** The events in the bytes of an entry; those of another form are left out. @returns undefined for bytes that are no such entry */
export function takenEventsIn(body: Uint8Array): readonly TakenEvent[] | undefined {
  try {
    const entries: unknown = JSON.parse(new TextDecoder().decode(body));
    return Array.isArray(entries) ? entries.filter(isSentEvents).flatMap(takenOf) : undefined;
  } catch {
    return undefined;
  }
}

function takenOf({ app, request, first, client, user, installation, events }: SentEvents): readonly TakenEvent[] {
  const shared = { app, client, ...(user === undefined ? {} : { user }), ...(installation === undefined ? {} : { installation }) };
  return events.flatMap((event, index) => (isStated(event) ? [{ ...shared, id: `${request}.${first + index}`, ...event }] : []));
}

function isSentEvents(value: unknown): value is SentEvents {
  if (typeof value !== 'object' || value === null) return false;
  const { app, request, first, client, user, installation, events } = value as Record<string, unknown>;
  if (!isText(app) || !isText(request) || !Number.isSafeInteger(first) || !isTextOrAbsent(user) || !isTextOrAbsent(installation))
    return false;
  return typeof client === 'object' && client !== null && Object.values(client).every(isText) && Array.isArray(events);
}

function isStated(value: unknown): value is SentEvents['events'][number] {
  if (typeof value !== 'object' || value === null) return false;
  const { name, at, dimensions, pushHash, pushId } = value as Record<string, unknown>;
  if (!isTextOrAbsent(pushHash) || !isTextOrAbsent(pushId)) return false;
  return isText(name) && Number.isSafeInteger(at) && Array.isArray(dimensions) && dimensions.every(isPair);
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((text) => typeof text === 'string');
}

/** Members as the caller sent them; the service checks them and names the culprit. */
const asked = z.object({ question: z.record(z.string(), z.unknown()) });
export type Asked = z.infer<typeof asked>;

const named = z.object({ name: z.string().min(1).max(200), question: z.record(z.string(), z.unknown()) });
export type Named = z.infer<typeof named>;

/** A question of an administrator, answered in JSON. */
function question(name: string, path: `/${string}`) {
  return operation<Asked, RestReply>({
    subject: `analytics.${name}`,
    request: asked,
    reply: REST,
    retry: 'safe',
    routes: [route('POST', path, 'master', ({ input }) => ({ question: input }), { effect: 'read' })],
  });
}

/** Counts of events or requests over time, by the values of a dimension, filtered. */
export const count = question('count', '/analytics/query');
/** Latencies of requests over time. */
export const latency = question('latency', '/analytics/latency');
/** How many different installations or users were active, by day, week or month. */
export const active = question('active', '/analytics/active');
/** Of those whose first event was on a day, how many were active on each of the days after. */
export const retention = question('retention', '/analytics/retention');
/** How many of those who did one thing did another one after it. */
export const funnel = question('funnel', '/analytics/funnel');
/** Events named `error`, and failed requests, by code. */
export const errors = question('errors', '/analytics/errors');

/** The shape that Parse Server's dashboard asks for: `{"requested_data": [[seconds, value], …]}`. */
export const dashboard = operation<Asked, RestReply>({
  subject: 'analytics.dashboard',
  request: asked,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/analytics', 'master', ({ input }) => ({ question: input }))],
});

/** Single events, one JSON object on a line. */
export const exportEvents = operation<Asked, StreamReply>({
  subject: 'analytics.export-events',
  request: asked,
  reply: STREAM,
  retry: 'safe',
  routes: [route('GET', '/analytics/export', 'master', ({ input }) => ({ question: input }))],
});

/** Queries that a team has given a name. */
export const listQueries = operation<Record<string, never>, RestReply>({
  subject: 'analytics.list-queries',
  request: z.object({}).strict(),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/analytics/queries', 'master', () => ({}))],
});
export const readQuery = operation<Named, RestReply>({
  subject: 'analytics.read-query',
  request: named,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/analytics/queries/:name', 'master', ({ path, input }) => ({ name: path.name, question: input }))],
});
/** The present answer to a saved query. */
export const answerQuery = operation<Named, RestReply>({
  subject: 'analytics.answer-query',
  request: named,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/analytics/queries/:name/answer', 'master', ({ path, input }) => ({ name: path.name, question: input }))],
});
export const saveQuery = operation<Named, RestReply>({
  subject: 'analytics.save-query',
  request: named,
  reply: REST,
  retry: 'safe',
  routes: [route('PUT', '/analytics/queries/:name', 'master', ({ path, input }) => ({ name: path.name, question: input }), AUDITED)],
});
export const deleteQuery = operation<Named, RestReply>({
  subject: 'analytics.delete-query',
  request: named,
  reply: REST,
  retry: 'safe',
  routes: [route('DELETE', '/analytics/queries/:name', 'master', ({ path, input }) => ({ name: path.name, question: input }), AUDITED)],
});

/** The groups of an experiment with Config parameters, in the order of the variants. */
const experimentCounts = z.object({
  groups: z.array(z.object({ exposed: z.int(), converted: z.int() })).readonly(),
  /** Installations that were given a variant and that nobody has saved: they do not count, unless they are saved within a day. */
  unsaved: z.int(),
});
export type ExperimentCounts = z.infer<typeof experimentCounts>;
export const countExperiment = operation<{ experiment: string; variants: number }, ExperimentCounts>({
  subject: 'analytics.count-experiment',
  request: z.object({ experiment: z.string().min(1), variants: z.int().min(2) }),
  reply: json(experimentCounts),
  retry: 'safe',
  askedBy: ['config'],
});

export const health = healthOf('analytics');
export const forgetApp = forgetAppOf('analytics');

/** The members of `RequestCell.of`, in this order. */
export const REQUEST_DIMENSIONS = ['className', 'verb', 'operation', 'sdk', 'appVersion', 'deviceType', 'status', 'code'] as const;
export type RequestDimension = (typeof REQUEST_DIMENSIONS)[number];

/** Requests that are equal in all dimensions. */
export interface RequestCell {
  /** Values by REQUEST_DIMENSIONS; empty where a request has none. */
  readonly of: readonly string[];
  readonly times: number;
}

/** The requests of an app that a gateway has answered in a part of a minute. An entry of `requestsCounted` is an array of these. */
export interface CountedRequests {
  readonly app: string;
  /** Its start, epoch milliseconds. */
  readonly minute: number;
  readonly cells: readonly RequestCell[];
  /** Of the requests of a cell without a device type, those that name an installation: the place of the cell, the id, and their number. */
  readonly installations?: readonly (readonly [cell: number, installation: string, times: number])[];
  /** Histograms of times in units of 10 µs, encoded; of all requests where `className` is empty. */
  readonly latencies: readonly { readonly className: string; readonly histogram: string }[];
}

/** The counters in the bytes of an entry; those of another form are left out. @returns undefined for bytes that are no such entry */
export function countedRequestsIn(body: Uint8Array): readonly CountedRequests[] | undefined {
  try {
    const entries: unknown = JSON.parse(new TextDecoder().decode(body));
    return Array.isArray(entries) ? entries.filter(isCountedRequests) : undefined;
  } catch {
    return undefined;
  }
}

/** The installations that a gateway has given variants of one experiment. An entry of `variantsGiven` is an array of these. */
export interface GivenVariants {
  readonly app: string;
  readonly experiment: string;
  /** Ids as their clients sent them, and the moments, epoch milliseconds. */
  readonly installations: readonly (readonly [id: string, at: number])[];
}

/** The exposures in the bytes of an entry; those of another form are left out. @returns undefined for bytes that are no such entry */
export function givenVariantsIn(body: Uint8Array): readonly GivenVariants[] | undefined {
  try {
    const entries: unknown = JSON.parse(new TextDecoder().decode(body));
    return Array.isArray(entries) ? entries.filter(isGivenVariants) : undefined;
  } catch {
    return undefined;
  }
}

function isGivenVariants(value: unknown): value is GivenVariants {
  if (typeof value !== 'object' || value === null) return false;
  const { app, experiment, installations } = value as Record<string, unknown>;
  return isText(app) && isText(experiment) && Array.isArray(installations) && installations.every(isGiven);
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isText(value[0]) && Number.isSafeInteger(value[1]);
}

function isCountedRequests(value: unknown): value is CountedRequests {
  if (typeof value !== 'object' || value === null) return false;
  const { app, minute, cells, latencies, installations = [] } = value as Record<string, unknown>;
  if (!Array.isArray(installations) || !installations.every(isInstallation)) return false;
  if (typeof app !== 'string' || !Number.isSafeInteger(minute) || !Array.isArray(cells) || !Array.isArray(latencies)) return false;
  return cells.every(isCell) && latencies.every(isLatency);
}

function isCell(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('of' in value) || !('times' in value)) return false;
  const { of, times } = value;
  return Array.isArray(of) && of.length === REQUEST_DIMENSIONS.length && of.every(isText) && Number.isSafeInteger(times);
}

function isInstallation(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [cell, installation, times] = value as readonly unknown[];
  return Number.isSafeInteger(cell) && isText(installation) && Number.isSafeInteger(times);
}

function isLatency(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('className' in value) || !('histogram' in value)) return false;
  return isText(value.className) && isText(value.histogram);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
