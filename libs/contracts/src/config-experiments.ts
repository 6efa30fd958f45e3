import { z } from 'zod';
import type { Caller } from './caller.ts';
import { parameterAuthor, type ParameterAuthor } from './config-parameters.ts';
import { jsonObject } from './data-members.ts';
import { HTTP, json, operation, REST, type HttpReply, type RestReply } from './operation.ts';
import { route } from './rest-route.ts';

const AUDITED = { audited: 'gateway' } as const;

/** An experiment with parameters as its author describes it; `config` checks the members, and names the culprit. */
const described = z.object({ experiment: jsonObject, author: parameterAuthor });
const named = z.object({ experimentId: z.string() });
const changed = z.object({ experimentId: z.string(), experiment: jsonObject, author: parameterAuthor });
const moved = z.object({ experimentId: z.string(), author: parameterAuthor });
const rolledOut = z.object({ experimentId: z.string(), choice: jsonObject, author: parameterAuthor });

export type DescribedExperiment = z.infer<typeof described>;
export type NamedExperiment = z.infer<typeof named>;
export type ChangedExperiment = z.infer<typeof changed>;
export type MovedExperiment = z.infer<typeof moved>;
export type RolledOutExperiment = z.infer<typeof rolledOut>;

const ALL = '/config/experiments';
const ONE = '/config/experiments/:experimentId';

/** A draft. It answers with the experiment, and 201. */
export const createExperiment = operation<DescribedExperiment, RestReply>({
  subject: 'config.create-experiment',
  request: described,
  reply: REST,
  retry: 'never',
  routes: [route('POST', ALL, 'master', ({ input, caller }) => ({ experiment: input, author: authorOf(caller) }), AUDITED)],
});

/** `{"results": [experiment, …]}`, newest first: `limit`, `skip`, `state`. */
export const listExperiments = operation<{ parameters: Record<string, unknown> }, RestReply>({
  subject: 'config.list-experiments',
  request: z.object({ parameters: z.record(z.string(), z.unknown()) }),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', ALL, 'master', ({ input }) => ({ parameters: input }))],
});

export const readExperiment = operation<NamedExperiment, RestReply>({
  subject: 'config.read-experiment',
  request: named,
  reply: REST,
  retry: 'safe',
  routes: [route('GET', ONE, 'master', ({ path }) => path)],
});

/** Replaces a draft as a whole. */
export const replaceExperiment = operation<ChangedExperiment, RestReply>({
  subject: 'config.replace-experiment',
  request: changed,
  reply: REST,
  retry: 'never',
  routes: [
    route(
      'PUT',
      ONE,
      'master',
      ({ path, input, caller }) => ({
        experimentId: path.experimentId,
        experiment: input,
        author: authorOf(caller),
      }),
      AUDITED,
    ),
  ],
});

/** Of a draft alone: an experiment that has run stays as a record. */
export const deleteExperiment = operation<NamedExperiment, RestReply>({
  subject: 'config.delete-experiment',
  request: named,
  reply: REST,
  retry: 'never',
  routes: [route('DELETE', ONE, 'master', ({ path }) => path, AUDITED)],
});

/** From then on installations get the values of their variants. The gateway has the routes of the three moves. */
export const startExperiment = operation<MovedExperiment, RestReply>({
  subject: 'config.start-experiment',
  request: moved,
  reply: REST,
  retry: 'never',
});

/** From then on everybody gets the ordinary values again. */
export const stopExperiment = operation<MovedExperiment, RestReply>({
  subject: 'config.stop-experiment',
  request: moved,
  reply: REST,
  retry: 'never',
});

/** The values of the chosen variant become the ordinary ones, for everybody. Body: `{"choice": "B"}`. */
export const rollOutExperiment = operation<RolledOutExperiment, RestReply>({
  subject: 'config.roll-out-experiment',
  request: rolledOut,
  reply: REST,
  retry: 'never',
  errors: 'open',
});

/** The counts of the groups and their meaning, in JSON, or with `format=text` as a table in plain text. */
export const reportExperiment = operation<NamedExperiment & { format?: string | undefined }, HttpReply>({
  subject: 'config.report-experiment',
  request: z.object({ experimentId: z.string(), format: z.string().optional() }),
  reply: HTTP,
  retry: 'safe',
  routes: [
    route('GET', '/config/experiments/:experimentId/report', 'master', ({ path, input }) => {
      const { format } = input;
      return format === undefined ? path : { ...path, format: typeof format === 'string' ? format : '' };
    }),
  ],
});

/** An experiment as far as its groups are counted. */
const measuredExperiment = z.object({
  id: z.string(),
  sizePercent: z.number(),
  variants: z.int(),
  /** The event that is waited for, and the values that its dimensions have to have: one of `is` each. */
  event: z.string(),
  filter: z.array(z.object({ dimension: z.string(), is: z.array(z.string()).readonly() })).readonly(),
  /** How long after its first exposure an installation is watched, in milliseconds. */
  withinMs: z.number(),
  /** First exposures after this do not count, epoch milliseconds. */
  exposedUntil: z.number(),
  /** Events after this do not count. */
  endedAt: z.number().optional(),
});
export type MeasuredExperiment = z.infer<typeof measuredExperiment>;

/** The experiments of an app for which events may still arrive: those that run, and those that ended in the last weeks. */
export const measuredExperiments = operation<Record<string, never>, { experiments: readonly MeasuredExperiment[] }>({
  subject: 'config.measured-experiments',
  request: z.object({}).strict(),
  reply: json(z.object({ experiments: z.array(measuredExperiment).readonly() })),
  retry: 'safe',
  deadlineMs: 3_000,
  askedBy: ['analytics'],
});

/** The author of a change, as far as its request tells. */
export function authorOf({ origin: { address, installationId } }: Caller): ParameterAuthor {
  return { address, ...(installationId === undefined ? {} : { installationId }) };
}
