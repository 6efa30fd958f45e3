import { z } from 'zod';
import { jsonObject } from './data-members.ts';
import { json, operation } from './operation.ts';

/**
 * The document of Config in an app's database, and the record of its changes. `config` alone asks: it decides which values there may be,
 * `data` keeps them in Parse Server's layout and shows files with the addresses that all answers give them.
 */
const ASKED_BY = ['config'] as const;
const values = jsonObject;
const flags = z.record(z.string(), z.unknown());

/** One state of an app's parameters: never half of a change. */
const parameterState = z.object({
  /** Grows with every change that Parlance makes; 0 before the first. */
  version: z.int().min(0),
  /** Values by name, typed values as typed JSON, files with their url. Undefined: the app never had a parameter. */
  params: values.optional(),
  /** Names of parameters that only master keys are shown; undefined where the document, which another server may have made, has none. */
  masterKeyOnly: flags.optional(),
  /** Conditional values by the name of their parameter, in the form of `config`. */
  conditions: values,
  /** The values that the question named, as clients are shown them; absent without any. */
  further: values.optional(),
});
export type ParameterState = z.infer<typeof parameterState>;

/** `further` holds values that `config` keeps itself, and that are to be shown as parameters are: files get their address. */
export const readParameters = operation<{ further?: Record<string, unknown> | undefined }, ParameterState>({
  subject: 'data.read-parameters',
  request: z.object({ further: values.optional() }).strict(),
  reply: json(parameterState),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/**
 * Changes parameters, all together or none, if nobody else has changed them since `version`. The members of `set` are JSON as clients
 * send it, checked by `config`. `record` is kept with the change, in the form of `config`; changes older than the last `keep` go.
 */
export const writeParametersRequest = z.object({
  version: z.int().min(0),
  set: values,
  remove: z.array(z.string()).readonly(),
  /** Flags to set, by name. */
  masterKeyOnly: z.record(z.string(), z.boolean()),
  /** All conditional values, as they are from now on. */
  conditions: values,
  record: values,
  keep: z.int().positive(),
});
export type WriteParametersRequest = z.infer<typeof writeParametersRequest>;
export const writeParameters = operation<WriteParametersRequest, { stored: boolean }>({
  subject: 'data.write-parameters',
  request: writeParametersRequest,
  reply: json(z.object({ stored: z.boolean() })),
  retry: 'never',
  askedBy: ASKED_BY,
});

/** One change as it was recorded, and with `state` all parameters as it left them; undefined where that is not known. */
const parameterVersion = z.object({ version: z.int().min(0), at: z.string(), record: values, state: parameterState.optional() });
export type ParameterVersion = z.infer<typeof parameterVersion>;

/** Changes before a version, newest first, without the states that they left. */
export const listParameterVersionsRequest = z.object({ before: z.int().positive().optional(), limit: z.int().positive() });
export type ListParameterVersionsRequest = z.infer<typeof listParameterVersionsRequest>;
export const listParameterVersions = operation<ListParameterVersionsRequest, { versions: ParameterVersion[] }>({
  subject: 'data.list-parameter-versions',
  request: listParameterVersionsRequest,
  reply: json(z.object({ versions: z.array(parameterVersion) })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/** One change with the state that it left; null when it is not kept. */
export const readParameterVersion = operation<{ version: number }, { version: ParameterVersion | null }>({
  subject: 'data.read-parameter-version',
  request: z.object({ version: z.int().min(0) }),
  reply: json(z.object({ version: parameterVersion.nullable() })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

/** The members of an installation that conditions on parameters look at, by its installationId; null for an unknown one. */
const installationFacts = z.object({
  deviceType: z.string().optional(),
  appVersion: z.string().optional(),
  localeIdentifier: z.string().optional(),
});
export type InstallationFacts = z.infer<typeof installationFacts>;
export const readInstallationFacts = operation<{ installationId: string }, { facts: InstallationFacts | null }>({
  subject: 'data.read-installation-facts',
  request: z.object({ installationId: z.string().min(1) }),
  reply: json(z.object({ facts: installationFacts.nullable() })),
  retry: 'safe',
  askedBy: ASKED_BY,
});
