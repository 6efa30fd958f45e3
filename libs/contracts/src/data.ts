import { z } from 'zod';
import { body, className, jsonObject, objectId, parameters } from './data-members.ts';
import { forgetAppOf } from './forget-app.ts';
import { healthOf } from './health.ts';
import { event, json, operation, REST, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

/**
 * The operations that `data` answers. Class names, ids, bodies and query parameters are passed on as the client sent
 * them: `data` alone knows the class schemas and so decides whether they are well-formed. All of them carry the Parse
 * error a client should see.
 *
 * Objects of classes are asked for by routes of the gateway itself, since some classes belong to other services. Operations that only
 * services ask stand in data-for-services.ts; this module is the whole contract of `data`.
 */

export * from './data-administration.ts';
export * from './data-anchors.ts';
export * from './data-classes.ts';
export * from './data-file-references.ts';
export * from './data-for-services.ts';
export * from './data-hooks.ts';
export * from './data-installations.ts';
export * from './data-parameters.ts';
export * from './data-push-targets.ts';
export * from './data-schema-plans.ts';
export * from './data-transfers.ts';

/** A request that was sampled. `at` is in epoch milliseconds; `objects` how many it was about, as far as the request itself tells. */
export const accessSample = z.object({
  operation: z.enum(['get', 'find', 'count', 'create', 'update', 'delete']),
  identity: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('public') }),
    z.object({ kind: z.literal('user'), userId: z.string(), roles: z.array(z.string()).readonly() }),
  ]),
  objects: z.int(),
  at: z.number(),
});
export type AccessSample = z.infer<typeof accessSample>;

export const getRequest = z.object({ className, objectId, parameters });
export const findRequest = z.object({ className, parameters });
export const createRequest = z.object({ className, body });
export const createManyRequest = z.object({ className, bodies: z.array(body) });
/** `ifUpdatedAt`, ISO 8601: only an object of this time is changed, and one of another is not found. */
export const updateRequest = z.object({ className, objectId, body, ifUpdatedAt: z.string().optional() });
export const removeRequest = z.object({ className, objectId });
/** One write of a transaction: the request that the operation of that name would get, were it asked alone. */
export const transactionPart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create'), className, body }),
  z.object({ kind: z.literal('update'), className, objectId, body }),
  z.object({ kind: z.literal('remove'), className, objectId }),
]);
export const transactionRequest = z.object({ parts: z.array(transactionPart) });
export const aggregateRequest = z.object({ className, parameters });
export type AggregateRequest = z.infer<typeof aggregateRequest>;
export type GetRequest = z.infer<typeof getRequest>;
export type FindRequest = z.infer<typeof findRequest>;
export type CreateRequest = z.infer<typeof createRequest>;
export type CreateManyRequest = z.infer<typeof createManyRequest>;
export type UpdateRequest = z.infer<typeof updateRequest>;
export type RemoveRequest = z.infer<typeof removeRequest>;
export type TransactionPart = z.infer<typeof transactionPart>;
export type TransactionRequest = z.infer<typeof transactionRequest>;

export const get = operation<GetRequest, RestReply>({
  subject: 'data.get',
  request: getRequest,
  reply: REST,
  retry: 'safe',
  errors: 'open',
});
export const find = operation<FindRequest, RestReply>({
  subject: 'data.find',
  request: findRequest,
  reply: REST,
  retry: 'safe',
  errors: 'open',
});
/** Rows that a pipeline makes of a class, or the values of a field; for the master keys only. */
export const aggregate = operation<AggregateRequest, RestReply>({
  subject: 'data.aggregate',
  request: aggregateRequest,
  reply: REST,
  retry: 'safe',
  errors: 'open',
  routes: [route('GET', '/aggregate/:className', 'master', ({ path, input }) => ({ ...path, parameters: input }))],
});
export const create = operation<CreateRequest, RestReply>({
  subject: 'data.create',
  request: createRequest,
  reply: REST,
  retry: 'never',
  errors: 'open',
});
/**
 * Creates objects of one class in one bulk write. Each has its own result: the body is a JSON array in the order of `bodies`, each
 * element `{"success":{…}}` or `{"error":{"code","error"}}`, as an answer of `POST /batch` wants them.
 */
export const createMany = operation<CreateManyRequest, RestReply>({
  subject: 'data.create-many',
  request: createManyRequest,
  reply: REST,
  retry: 'never',
  errors: 'open',
});
export const update = operation<UpdateRequest, RestReply>({
  subject: 'data.update',
  request: updateRequest,
  reply: REST,
  retry: 'never',
  errors: 'open',
});
export const remove = operation<RemoveRequest, RestReply>({
  subject: 'data.remove',
  request: removeRequest,
  reply: REST,
  retry: 'never',
  errors: 'open',
});
/**
 * Carries out several writes in order, all of them or none. The body is a JSON array in the order of `parts`, each element
 * `{"success":{…}}` with the answer of that write alone. Fails with the error of the first write that is refused.
 */
export const transaction = operation<TransactionRequest, RestReply>({
  subject: 'data.transaction',
  request: transactionRequest,
  reply: REST,
  retry: 'never',
  errors: 'open',
});

/**
 * Registers an installation, or changes one of known objectId. A registration that names a device which is known already changes that
 * installation, and is answered by 200 and `{"objectId","updatedAt"}`. `installationId`: `X-Parse-Installation-Id`, as sent.
 */
export const saveInstallationRequest = z.object({ objectId: objectId.optional(), body, installationId: z.string().optional() });
export type SaveInstallationRequest = z.infer<typeof saveInstallationRequest>;
export const saveInstallation = operation<SaveInstallationRequest, RestReply>({
  subject: 'data.save-installation',
  request: saveInstallationRequest,
  reply: REST,
  retry: 'never',
  errors: 'open',
});

/** Which queries of an app were slow, for the master keys; the body is that of `GET /admin/slow-queries`. */
export const slowQueriesRequest = z.object({ parameters });
export type SlowQueriesRequest = z.infer<typeof slowQueriesRequest>;
export const slowQueries = operation<SlowQueriesRequest, RestReply>({
  subject: 'data.slow-queries',
  request: slowQueriesRequest,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/admin/slow-queries', 'master', ({ input }) => ({ parameters: input }))],
});

/** Why a user may do something with an object or a class, or may not; the body is that of `POST /admin/explain-access`. */
export const explainAccessRequest = z.object({ question: jsonObject });
export type ExplainAccessRequest = z.infer<typeof explainAccessRequest>;
export const explainAccess = operation<ExplainAccessRequest, RestReply>({
  subject: 'data.explain-access',
  request: explainAccessRequest,
  reply: REST,
  retry: 'safe',
  routes: [route('POST', '/admin/explain-access', 'master', ({ input }) => ({ question: input }), { effect: 'read' })],
});

/** Claims a request id for an app: false when it was claimed within the window, so the request is a repetition (code 159). */
export const claimRequestId = operation<{ requestId: string; ttlSeconds: number }, { claimed: boolean }>({
  subject: 'data.claim-request-id',
  request: z.object({ requestId: z.string().min(1).max(256), ttlSeconds: z.number().int().positive() }),
  reply: json(z.object({ claimed: z.boolean() })),
  retry: 'never',
});

/** How the database of an app is, for `GET /health` with a master key of the app. Names and ids only. */
const appHealthReply = z.object({
  /** Unique indexes that do not stand, so that each write checks their rules itself; with some of the duplicates that keep them away. */
  missingIndexes: z.array(
    z.object({
      collection: z.string(),
      index: z.string(),
      state: z.enum(['missing', 'duplicates']),
      /** The ids of objects that have one value. */
      duplicates: z.array(z.array(z.string())),
    }),
  ),
  /** Triggers of an adopted `_Hooks` collection that nothing calls, as there is no such trigger here. */
  unservedTriggers: z.number(),
});
export type AppHealth = z.infer<typeof appHealthReply>;
export const appHealth = operation<Record<string, never>, AppHealth>({
  subject: 'data.app-health',
  request: z.object({}).strict(),
  reply: json(appHealthReply),
  retry: 'safe',
  deadlineMs: 4_000,
});

export const health = healthOf('data');
export const forgetApp = forgetAppOf('data');

/** A class was created, or its fields or permissions changed: caches of that class are stale. */
export const schemaChanged = event({
  subject: 'events.data.schema-changed',
  payload: z.object({ app: z.string(), className: z.string() }),
});

/** A class was changed: every process confirms that no write by its earlier form is under way there. */
export const confirmChange = event({
  subject: 'events.data.confirm-change',
  payload: z.object({ app: z.string(), className: z.string(), id: z.string() }),
});

/** The answer of one process, `worker`, to the question of that id. */
export const changeConfirmed = event({
  subject: 'events.data.change-confirmed',
  payload: z.object({ app: z.string(), id: z.string(), worker: z.string() }),
});

/** All of an app is removed: nothing that a process remembers of it is true any more. */
export const appForgotten = event({
  subject: 'events.data.app-forgotten',
  payload: z.object({ app: z.string() }),
});

/** Every process tells the requests that it has sampled of a class, under this id, except the one that asks. */
export const samplesAsked = event({
  subject: 'events.data.samples-asked',
  payload: z.object({ app: z.string(), className: z.string(), id: z.string(), asking: z.string() }),
});
export const samplesTold = event({
  subject: 'events.data.samples-told',
  payload: z.object({ app: z.string(), id: z.string(), samples: z.array(accessSample) }),
});
