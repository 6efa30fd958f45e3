import { z } from 'zod';
import { origin } from './caller.ts';
import { jsonObject } from './data-members.ts';
import { healthOf } from './health.ts';
import { HTTP, operation, REST, type HttpReply, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

/** Operations of workers stand in push-work.ts. */
export * from './push-work.ts';

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

/** The pushes of the last 30 days, newest first: `{"results":[…]}`. Parameters: `skip`, `limit`, `status`. */
export const list = operation<{ parameters: Record<string, unknown> }, RestReply>({
  subject: 'push.list',
  request: z.object({ parameters }),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/push', 'master', ({ input }) => ({ parameters: input }))],
});

/** One push with its waves and the errors of its deliveries. */
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
  routes: [route('DELETE', '/push/:pushId', 'master', ({ path }) => path)],
});

/** Ends a push that is under way or waits. */
export const cancel = operation<PushById, RestReply>({
  subject: 'push.cancel',
  request: byId,
  reply: REST,
  retry: 'never',
  routes: [route('POST', '/push/:pushId/cancel', 'master', ({ path }) => path)],
});

export const pause = operation<PushById, RestReply>({
  subject: 'push.pause',
  request: byId,
  reply: REST,
  retry: 'never',
  routes: [route('POST', '/push/:pushId/pause', 'master', ({ path }) => path)],
});

export const resume = operation<PushById, RestReply>({
  subject: 'push.resume',
  request: byId,
  reply: REST,
  retry: 'never',
  routes: [route('POST', '/push/:pushId/resume', 'master', ({ path }) => path)],
});

/** How many installations `{"where"}` or `{"channels"}` reaches now: `{"estimate","exact"}`. */
export const estimate = operation<{ body: Record<string, unknown> }, RestReply>({
  subject: 'push.estimate',
  request: z.object({ body: jsonObject }),
  reply: REST,
  retry: 'safe',
  routes: [route('POST', '/push/estimate', 'master', ({ input }) => ({ body: input }), { effect: 'read' })],
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

export const health = healthOf('push');
