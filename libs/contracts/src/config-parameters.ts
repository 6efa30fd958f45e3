import { z } from 'zod';
import { jsonObject } from './data-members.ts';
import { event, json, operation, REST, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

/** The Config parameters of an app, as a gateway answers them to everybody: final bytes of JSON in a string. */
const parametersForGateway = z.object({
  /** For client keys and users. Absent where conditions decide: then each caller's answer is `config.read-parameters`. */
  forClients: z.string().optional(),
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
  askedBy: ['gateway'],
});

/** The answer for one client of an app whose parameters have conditions. */
export const readParameters = operation<{ installationId?: string | undefined }, RestReply>({
  subject: 'config.read-parameters',
  request: z.object({ installationId: z.string().optional() }),
  reply: REST,
  retry: 'safe',
});

/** The author of a change, as far as a request tells. */
const author = z.object({ address: z.string(), installationId: z.string().optional() });
export type ParameterAuthor = z.infer<typeof author>;

/** Changes parameters for the holder of the master key. `change` is the body as sent: `params`, `masterKeyOnly`, `conditions`. */
export const changeParametersRequest = z.object({ change: jsonObject, author });
export type ChangeParametersRequest = z.infer<typeof changeParametersRequest>;
export const changeParameters = operation<ChangeParametersRequest, { result: true }>({
  subject: 'config.change-parameters',
  request: changeParametersRequest,
  reply: json(z.object({ result: z.literal(true) })),
  retry: 'never',
});

const readable = z.record(z.string(), z.unknown());

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
