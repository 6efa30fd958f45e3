import { z } from 'zod';
import { triggerKind } from './cloud-code.ts';
import { forgetAppOf } from './forget-app.ts';
import { healthOf } from './health.ts';
import { event, HTTP, json, operation, type HttpReply } from './operation.ts';

/** Webhooks, logs and the report on code, and bundles of it. */
export * from './functions-hooks.ts';
export * from './functions-logs.ts';
export * from './functions-admin.ts';
export * from './functions-releases.ts';

/** An app's code may run as long as a call from a server waits; interactive calls end earlier, by the deadline in their context. */
const CODE_DEADLINE_MS = 15 * 60_000;

/** Bytes of a body, which the host of the code hands on unread. */
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/**
 * Calls a function of the app's code, or the webhook that serves it. `body` is the JSON object of its parameters as the client sent it, or
 * another body in the form of `contentType`; the answer is the final one: `{"result": …}`, or all that the function has set.
 */
const callRequest = z.object({ name: z.string().min(1).max(512), contentType: z.string().optional(), body: bytes });
export type CallRequest = z.infer<typeof callRequest>;
export const callFunction = operation<CallRequest, HttpReply>({
  subject: 'functions.call-function',
  request: callRequest,
  reply: HTTP,
  retry: 'never',
  deadlineMs: CODE_DEADLINE_MS,
  errors: 'open',
  body: 'bytes',
  askedBy: ['gateway'],
});

/**
 * Runs a trigger of the app's code, or the webhook that serves it. `body` is JSON; its members are those of `TriggerInput`, the answer's
 * those of `TriggerOutcome`. An empty answer changes nothing.
 *
 * @throws the error of the code, with any code and message; RequestTimeout; CloudCodeFailed (141)
 */
const triggerRequest = z.object({ kind: triggerKind, className: z.string().min(1), body: bytes });
export type TriggerRequest = z.infer<typeof triggerRequest>;
export const runTrigger = operation<TriggerRequest, HttpReply>({
  subject: 'functions.run-trigger',
  request: triggerRequest,
  reply: HTTP,
  retry: 'never',
  deadlineMs: CODE_DEADLINE_MS,
  errors: 'open',
  body: 'bytes',
  askedBy: ['data', 'auth', 'files', 'config', 'push'],
});

/** An object in the JSON of the REST API, with `className`. */
type RestObject = Readonly<Record<string, unknown>>;

/**
 * The question to a trigger, by its kind:
 *
 * - save: `original` (absent for a new object), `update`: the members that the caller sends, with `__op` changes; afterSave has `saved`
 *   besides: the members that the storing has decided (`objectId`, dates, results of operations)
 * - delete, log-in, log-out, password reset: `object`
 * - beforeFind: `query`, with the members of a find in REST (`where`, `limit`, …), `isGet`, `count`; afterFind: `objects` and `query`
 * - of `@File`: `file`; of `@Config`: `original` and `update`
 */
export interface TriggerInput {
  readonly original?: RestObject | undefined;
  readonly update?: RestObject | undefined;
  readonly saved?: RestObject | undefined;
  readonly object?: RestObject | undefined;
  readonly objects?: readonly RestObject[] | undefined;
  readonly query?: RestObject | undefined;
  readonly isGet?: boolean | undefined;
  readonly count?: boolean | undefined;
  readonly file?: FileInput | undefined;
}

/**
 * A file as its triggers see it: `request.file`, `fileSize` (`size`), `stream` (`isStream`), `forceDownload`, `responseHeaders`.
 *
 * - `name`: in beforeSave as the client has given it, in afterSave as it is stored, else as it is asked for
 * - `url`: absolute; of a file that is stored
 * - `size`: in bytes; null where nobody knows it: an upload without a length, a file of another address, a deletion
 * - `isStream`: an upload whose bytes stay with the service, since the client wants it so or they are too many
 * - `data`: all bytes, in base64, up to `FILE_TRIGGER_BYTES_MAX` of them; absent for others, and where the service does not hold them: afterSave
 *   of a larger file, deletions, beforeFind, ranges of a download
 * - `forceDownload`, `responseHeaders` (afterFind): as the answer has them so far
 */
export interface FileInput {
  readonly name: string;
  readonly url?: string | undefined;
  readonly contentType?: string | undefined;
  readonly metadata?: RestObject | undefined;
  readonly tags?: RestObject | undefined;
  readonly directory?: string | undefined;
  readonly size?: number | null | undefined;
  readonly isStream?: boolean | undefined;
  readonly data?: string | undefined;
  readonly forceDownload?: boolean | undefined;
  readonly responseHeaders?: Readonly<Record<string, string>> | undefined;
}

/** The largest file whose bytes reach a trigger: in base64 it fits a frame between the host of the code and its workers. */
export const FILE_TRIGGER_BYTES_MAX = 32 << 20;

/**
 * A file as a trigger leaves it. Members that are absent change nothing; other members are passed over.
 *
 * - beforeSave: the file after the trigger has run, the one it was handed or the one it returns; `url` of one that is stored elsewhere already:
 *   nothing is stored then, and the client gets `name` and `url`. `data` only where it differs from the bytes that were handed over
 * - beforeFind: `name` of the file to read instead
 * - afterFind: `data` to send instead, with `name`; `forceDownload`, `responseHeaders`
 *
 * Errors of the code that are no `Parse.Error` have the code 130 in save triggers of files, 153 in delete triggers, else 141.
 */
export const fileOutcome = z.object({
  name: z.string().max(1_024).optional(),
  url: z.string().max(8_192).optional(),
  contentType: z.string().max(1_024).optional(),
  metadata: z.unknown().optional(),
  tags: z.unknown().optional(),
  directory: z.string().max(1_024).optional(),
  data: z.string().optional(),
  forceDownload: z.boolean().optional(),
  responseHeaders: z.record(z.string(), z.unknown()).optional(),
});
export type FileOutcome = z.infer<typeof fileOutcome>;

/**
 * The answer of a trigger: members that are absent change nothing.
 *
 * - `update` (beforeSave): all members to store instead of those that were sent, with `__op` changes
 * - `object` (afterSave): the object as it is after the trigger, or another one that it returns: the answer to the client shows the difference
 * - `answer` (afterSave): JSON that it returns and that is no object: the whole answer
 * - `query` or `objects` (beforeFind): the query to go on with, or the result; nothing is read then
 * - `objects` (afterFind): the result instead
 * - `file` (of `@File`), `config` (of `@Config`)
 * - `context`: JSON object that later triggers of the request are handed
 */
export interface TriggerOutcome {
  readonly update?: RestObject;
  readonly object?: RestObject;
  readonly answer?: RestObject;
  readonly objects?: readonly RestObject[];
  readonly query?: RestObject;
  readonly file?: FileOutcome;
  readonly config?: RestObject;
  readonly context?: RestObject;
}

/** Asks a function of the app's code in the name of a service, as settings that name functions do; the value is its result. */
const askRequest = z.object({ name: z.string().min(1).max(512), parameters: z.record(z.string(), z.unknown()) });
export type AskRequest = z.infer<typeof askRequest>;
export const askFunction = operation<AskRequest, { result?: unknown }>({
  subject: 'functions.ask-function',
  request: askRequest,
  reply: json(z.object({ result: z.unknown().optional() })),
  retry: 'never',
  errors: 'open',
  askedBy: ['auth', 'config', 'workers'],
});

/**
 * Runs a job of the app's code until it ends; `jobId` is the objectId of its `_JobStatus`, `attempt` counts from 1. Texts that the job tells
 * on its way, and that it has succeeded, are stored in that object by the host of the code. The message is the text that the job returns.
 *
 * @throws the error of the code; ServiceUnavailable where the job was not begun; RequestTimeout at the deadline
 */
const runJobRequest = z.object({
  name: z.string().min(1),
  jobId: z.string().min(1),
  attempt: z.int().positive().default(1),
  parameters: z.record(z.string(), z.unknown()),
});
export type RunJobRequest = z.infer<typeof runJobRequest>;
export const runJob = operation<RunJobRequest, { message?: string | undefined }>({
  subject: 'functions.run-job',
  request: runJobRequest,
  reply: json(z.object({ message: z.string().optional() })),
  retry: 'never',
  deadlineMs: 24 * 3_600_000,
  errors: 'open',
  askedBy: ['workers'],
});

const jobAttempt = z.object({ app: z.string(), jobId: z.string(), attempt: z.int() });

/** The attempts at jobs that a process of the host has under way; told every few seconds, so that workers know them alive. */
export const jobsAlive = event({ subject: 'events.functions.jobs-alive', payload: z.object({ attempts: z.array(jobAttempt) }) });

/** An attempt has ended: for the workers, where the one that has asked for it is gone. `error`: its text, absent for a success. */
const jobEnd = jobAttempt.extend({ message: z.string().optional(), error: z.string().optional() });
export type JobEnd = z.infer<typeof jobEnd>;
export const jobEnded = event({ subject: 'events.functions.job-ended', payload: jobEnd });

export const health = healthOf('functions');
export const forgetApp = forgetAppOf('functions');
