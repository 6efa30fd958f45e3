import { z } from 'zod';
import { jsonObject } from './data-members.ts';
import { event, json, operation, REST, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

/** The Config parameters of an app, as a gateway answers them to everybody: final bytes of JSON in a string. */
const parametersForGateway = z.object({
  /** For client keys and users. Absent where conditions decide: then each caller's answer is `config.read-parameters`. */
  forClients: z.string().optional(),
  /** The experiments that change this answer for some installations, in the order in which they started. */
  experiments: z
    .array(
      z.object({
        id: z.string(),
        /** Of installations that take part, 1 to 100. */
        sizePercent: z.number(),
        /** JSON of the values of each variant, which take the place of those in `forClients`. */
        values: z.array(z.string()).readonly(),
      }),
    )
    .readonly()
    .optional(),
  /** For the master keys: all parameters, their flags, and conditions where there are any. */
  forMaster: z.string(),
});
export type ParametersForGateway = z.infer<typeof parametersForGateway>;

/** Asked once for all readers of an app; gateways keep the answer until `parametersChanged`, but no longer than half a second. */
export const parametersOf = operation<Record<string, never>, ParametersForGateway>({
  subject: 'config.parameters-for-gateway',
  request: z.object({}).strict(),
  reply: json(parametersForGateway),
  retry: 'safe',
  deadlineMs: 3_000,
  askedBy: ['gateway', 'workers'],
});

/** The answer for one client of an app where conditions decide, and the experiments whose variants it holds: places in their lists. */
const parametersForClient = z.object({
  /** Final JSON. */
  answer: z.string(),
  exposed: z.array(z.object({ experiment: z.string(), variant: z.int().min(0) })).readonly(),
});
export type ParametersForClient = z.infer<typeof parametersForClient>;
export const readParameters = operation<{ installationId?: string | undefined }, ParametersForClient>({
  subject: 'config.read-parameters',
  request: z.object({ installationId: z.string().optional() }),
  reply: json(parametersForClient),
  retry: 'safe',
  askedBy: ['gateway'],
});

/** The author of a change, as far as a request tells. */
export const parameterAuthor = z.object({ address: z.string(), installationId: z.string().optional() });
export type ParameterAuthor = z.infer<typeof parameterAuthor>;

/**
 * Changes parameters for the holder of the master key. `change` is the body as sent: `params`, `masterKeyOnly`, `conditions`. With `ifVersion`
 * only while the parameters have this version: else ObjectChanged, and nothing is changed.
 */
export const changeParametersRequest = z.object({ change: jsonObject, author: parameterAuthor, ifVersion: z.int().min(0).optional() });
export type ChangeParametersRequest = z.infer<typeof changeParametersRequest>;
export const changeParameters = operation<ChangeParametersRequest, { result: true }>({
  subject: 'config.change-parameters',
  request: changeParametersRequest,
  reply: json(z.object({ result: z.literal(true) })),
  retry: 'never',
  errors: 'open',
});

const readable = z.record(z.string(), z.unknown());

/** All parameters as administrators see them: one state, its version, and how much of the limits it takes. */
const describedParameters = z.object({
  version: z.int().min(0),
  params: readable,
  masterKeyOnly: z.record(z.string(), z.boolean()),
  conditions: readable,
  /** Of names and JSON values. */
  bytes: z.int(),
  bytesMax: z.int(),
  parametersMax: z.int(),
});
export type DescribedParameters = z.infer<typeof describedParameters>;
export const describeParameters = operation<Record<string, never>, DescribedParameters>({
  subject: 'config.describe-parameters',
  request: z.object({}).strict(),
  reply: json(describedParameters),
  retry: 'safe',
  askedBy: ['admin'],
});

/** The changes of an app's parameters, newest first: `{"results": [{"version", "at", "by", "changes"}]}`. */
export const listParameterVersions = operation<{ parameters: Record<string, unknown> }, RestReply>({
  subject: 'config.list-parameter-versions',
  request: z.object({ parameters: readable }),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/config/versions', 'master', ({ input }) => ({ parameters: input }))],
});

/** One change with all parameters as it left them: `{"version", "at", "by", "changes", "params", "masterKeyOnly", "conditions"}`. */
export const readParameterVersion = operation<{ version: string }, RestReply>({
  subject: 'config.read-parameter-version',
  request: z.object({ version: z.string() }),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/config/versions/:version', 'master', ({ path }) => path)],
});

/** Puts all parameters back to the state that a change left: a change of its own, which the history shows. Body: `{"version"}`. */
export const rollBackParameters = operation<ChangeParametersRequest, { result: true }>({
  subject: 'config.roll-back-parameters',
  request: changeParametersRequest,
  reply: json(z.object({ result: z.literal(true) })),
  retry: 'never',
  errors: 'open',
});

/** Says which values a given installation or user gets, and why. Changes nothing. */
export const previewParameters = operation<{ caller: Record<string, unknown> }, RestReply>({
  subject: 'config.preview-parameters',
  request: z.object({ caller: jsonObject }),
  reply: REST,
  retry: 'safe',
  routes: [route('POST', '/config/preview', 'master', ({ input }) => ({ caller: input }), { effect: 'read' })],
});

/** The parameters of an app changed: cached copies are stale. */
export const parametersChanged = event({
  subject: 'events.config.parameters-changed',
  payload: z.object({ app: z.string() }),
});
