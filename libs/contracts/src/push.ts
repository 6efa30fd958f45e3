import { z } from 'zod';
import { origin } from './caller.ts';
import { jsonObject } from './data-members.ts';
import { forgetAppOf } from './forget-app.ts';
import { healthOf } from './health.ts';
import { HTTP, json, operation, REST, type HttpReply, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

const AUDITED = { audited: 'gateway' } as const;

/** Operations of workers stand in push-work.ts, those about opens in push-opens.ts. */
export * from './push-work.ts';
export type { PushGroup } from './push-group.ts';
export * from './push-opens.ts';

const pushId = z.string().max(100);
const parameters = jsonObject;
const byId = z.object({ pushId });
export type PushById = z.infer<typeof byId>;

/**
 * A push as it was asked for, unchecked. `origin`: where the request came from, for the limits of clients. `byRestKey`: the caller has the
 * REST key and no key of an SDK. `repeatId`: `X-Parse-Request-Id`.
 */
const sendRequest = z.object({ body: jsonObject, origin, byRestKey: z.boolean(), repeatId: z.string().optional() });
export type SendRequest = z.infer<typeof sendRequest>;

/** Accepts a push. Answers `{"result":true}` and `X-Parse-Push-Status-Id` when the push is stored so that nothing loses it. */
export const send = operation<SendRequest, HttpReply>({
  subject: 'push.send',
  request: sendRequest,
  reply: HTTP,
  retry: 'never',
  routes: [
    route('POST', '/push', 'app', ({ input, caller: { origin, byRestKey, repeatId } }) => ({
      body: input,
      origin,
      byRestKey,
      ...(repeatId === undefined ? {} : { repeatId }),
    })),
  ],
});

/**
 * The pushes of the last 30 days, newest first: `{"results":[…]}`. Parameters: `skip`, `limit`, `status`, and `before`, which is
 * `<createdAt>,<objectId>` of a push: the list goes on behind it.
 */
export const list = operation<{ parameters: Record<string, unknown> }, RestReply>({
  subject: 'push.list',
  request: z.object({ parameters }),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/push', 'master', ({ input }) => ({ parameters: input }))],
});

/** One push with its waves and the errors of its deliveries, or one experiment with the standing of its groups. */
export const read = operation<PushById, RestReply>({
  subject: 'push.read',
  request: byId,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/push/:pushId', 'master', ({ path }) => path)],
});

/** Removes a push of which nothing was sent yet. */
export const remove = operation<PushById, RestReply>({
  subject: 'push.remove',
  request: byId,
  reply: REST,
  retry: 'never',
  routes: [route('DELETE', '/push/:pushId', 'master', ({ path }) => path, AUDITED)],
});

/** Ends a push that is under way or waits. */
export const cancel = operation<PushById, RestReply>({
  subject: 'push.cancel',
  request: byId,
  reply: REST,
  retry: 'never',
  routes: [route('POST', '/push/:pushId/cancel', 'master', ({ path }) => path, AUDITED)],
});

export const pause = operation<PushById, RestReply>({
  subject: 'push.pause',
  request: byId,
  reply: REST,
  retry: 'never',
  routes: [route('POST', '/push/:pushId/pause', 'master', ({ path }) => path, AUDITED)],
});

export const resume = operation<PushById, RestReply>({
  subject: 'push.resume',
  request: byId,
  reply: REST,
  retry: 'never',
  routes: [route('POST', '/push/:pushId/resume', 'master', ({ path }) => path, AUDITED)],
});

/** The experiments of the last 30 days as their reports, newest first: `{"results":[…]}`. Parameters: `skip`, `limit`. */
export const listExperiments = operation<{ parameters: Record<string, unknown> }, RestReply>({
  subject: 'push.list-experiments',
  request: z.object({ parameters }),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/push/experiments', 'master', ({ input }) => ({ parameters: input }))],
});

/** The report of an experiment as plain text for its sender. */
export const describeExperiment = operation<PushById, HttpReply>({
  subject: 'push.describe-experiment',
  request: byId,
  reply: HTTP,
  retry: 'safe',
  routes: [route('GET', '/push/:pushId/report', 'master', ({ path }) => path)],
});

const launchRequest = z.object({ pushId, body: jsonObject, repeatId: z.string().optional() });
export type LaunchRequest = z.infer<typeof launchRequest>;

/**
 * Sends one version of an experiment of messages to those who were not tested, once. Answers `{"result":true,"launch_push_id":…}` and
 * `X-Parse-Push-Status-Id` when the push is stored so that nothing loses it.
 */
export const launch = operation<LaunchRequest, HttpReply>({
  subject: 'push.launch',
  request: launchRequest,
  reply: HTTP,
  retry: 'never',
  routes: [
    route(
      'POST',
      '/push/:pushId/launch',
      'master',
      ({ path, input, caller: { repeatId } }) => ({
        ...path,
        body: input,
        ...(repeatId === undefined ? {} : { repeatId }),
      }),
      AUDITED,
    ),
  ],
});

/** How many installations `{"where"}` or `{"channels"}` has now: `{"estimate","lo","hi","exact","perType","perLocale","withoutTimeZone"}`. */
export const estimate = operation<{ body: Record<string, unknown> }, RestReply>({
  subject: 'push.estimate',
  request: z.object({ body: jsonObject }),
  reply: REST,
  retry: 'safe',
  routes: [route('POST', '/push/estimate', 'master', ({ input }) => ({ body: input }), { effect: 'read' })],
});

/** Providers have 8 seconds for their answers. */
const CREDENTIALS_DEADLINE_MS = 12_000;

/**
 * Asks providers whether they accept the credentials of the app: `{"results":[{"platform","provider","appIdentifier","ok","answer"}]}`. With
 * `{"push"}`, in the form of the setting, those are asked about, and nothing is saved.
 */
export const testCredentials = operation<{ body: Record<string, unknown> }, RestReply>({
  subject: 'push.test-credentials',
  request: z.object({ body: jsonObject }),
  reply: REST,
  retry: 'safe',
  deadlineMs: CREDENTIALS_DEADLINE_MS,
  routes: [route('POST', '/push/credentials/test', 'master', ({ input }) => ({ body: input }))],
});

/** The same of credentials that have just been saved: the ones that are refused, in words. */
export const checkCredentials = operation<Record<string, never>, { refused: string[] }>({
  subject: 'push.check-credentials',
  request: z.object({}).strict(),
  reply: json(z.object({ refused: z.array(z.string()) })),
  retry: 'safe',
  deadlineMs: CREDENTIALS_DEADLINE_MS,
});

/** Parameters: `where`, or `audience_id` of a saved audience; `locales` where locales are counted. */
const segmentAsked = z.object({ parameters });
export type SegmentAsked = z.infer<typeof segmentAsked>;
const segmentOf = ({ input }: { readonly input: Record<string, unknown> }): SegmentAsked => ({ parameters: input });

/** How many devices of a segment an experiment should have: `{"audience_size"}`, -1 for an app without pushes to learn from. */
export const suggestAudienceSize = operation<SegmentAsked, RestReply>({
  subject: 'push.suggest-audience-size',
  request: segmentAsked,
  reply: REST,
  retry: 'safe',
  routes: [
    route('GET', '/push/audience_size_suggestion', 'master', segmentOf),
    route('GET', '/push_notifications/audience_size_suggestion', 'master', segmentOf),
  ],
});

/** How many devices of a segment have which locale: `{"results":{"fr":n}}`. */
export const countLocales = operation<SegmentAsked, RestReply>({
  subject: 'push.count-locales',
  request: segmentAsked,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/push_subscriber_translation_count', 'master', segmentOf)],
});

const audienceId = z.string().max(100);
const audience = z.object({ audienceId });
export type AudienceById = z.infer<typeof audience>;
const audienceBody = z.object({ body: jsonObject });
const changedAudience = z.object({ audienceId, body: jsonObject });
export type ChangedAudience = z.infer<typeof changedAudience>;

/** Saved audiences, their queries parsed: `{"results":[…]}`. */
export const listAudiences = operation<{ parameters: Record<string, unknown> }, RestReply>({
  subject: 'push.list-audiences',
  request: z.object({ parameters }),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/push_audiences', 'master', ({ input }) => ({ parameters: input }))],
});

export const readAudience = operation<AudienceById, RestReply>({
  subject: 'push.read-audience',
  request: audience,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/push_audiences/:audienceId', 'master', ({ path }) => path)],
});

export const createAudience = operation<{ body: Record<string, unknown> }, RestReply>({
  subject: 'push.create-audience',
  request: audienceBody,
  reply: REST,
  retry: 'never',
  routes: [route('POST', '/push_audiences', 'master', ({ input }) => ({ body: input }))],
});

export const changeAudience = operation<ChangedAudience, RestReply>({
  subject: 'push.change-audience',
  request: changedAudience,
  reply: REST,
  retry: 'never',
  routes: [route('PUT', '/push_audiences/:audienceId', 'master', ({ path, input }) => ({ ...path, body: input }))],
});

export const removeAudience = operation<AudienceById, RestReply>({
  subject: 'push.remove-audience',
  request: audience,
  reply: REST,
  retry: 'never',
  routes: [route('DELETE', '/push_audiences/:audienceId', 'master', ({ path }) => path)],
});

/** The pushes of the day, by UTC, that count under the app's quota; null where the app has none. */
const quotaUseReply = z.object({ pushesPerDay: z.number().nullable() });
export type QuotaUse = z.infer<typeof quotaUseReply>;
export const quotaUse = operation<Record<string, never>, QuotaUse>({
  subject: 'push.quota-use',
  request: z.object({}).strict(),
  reply: json(quotaUseReply),
  retry: 'safe',
  askedBy: ['admin'],
});

export const health = healthOf('push');
export const forgetApp = forgetAppOf('push');
