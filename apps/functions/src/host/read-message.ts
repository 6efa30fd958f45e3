import { z } from 'zod';
import { FrameError } from '../channel/frames.ts';
import type { CodeRequest, Connect, Failure, JobMessage, Log, MailRequest, Registered, Result, Unloadable } from '../channel/messages.ts';

/** The messages of a process. Anything that does not fit is no message, and ends the process. Members that are not named here are dropped. */
const PATH_LENGTH_MAX = 16_384;
const NAME_LENGTH_MAX = 256;
const CONTEXT_LENGTH_MAX = 1024 * 1024;
/** Of an error: clients print it, and it goes into header fields of the bus for some. */
export const ERROR_TEXT_LENGTH_MAX = 64 * 1024;

const json = z.record(z.string(), z.unknown());
const place = { file: z.string().max(4_096).optional(), line: z.int().optional(), column: z.int().optional() };

const request: z.ZodType<CodeRequest> = z.object({
  call: z.int().min(0),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().startsWith('/').max(PATH_LENGTH_MAX),
  as: z.enum(['public', 'master', 'session']),
  sessionToken: z.string().max(NAME_LENGTH_MAX).optional(),
  contentType: z.string().max(NAME_LENGTH_MAX).optional(),
  installationId: z.string().max(NAME_LENGTH_MAX).optional(),
  context: z.string().max(CONTEXT_LENGTH_MAX).optional(),
});
const mail: z.ZodType<MailRequest> = z.object({ call: z.int().min(0) });
const connect: z.ZodType<Connect> = z.object({
  call: z.int().min(0),
  host: z.string().min(1).max(NAME_LENGTH_MAX),
  port: z.int().min(1).max(65_535),
});
const result: z.ZodType<Result> = z.object({
  status: z.int().min(200).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  contentType: z.string().max(NAME_LENGTH_MAX).optional(),
});
const error: z.ZodType<Failure> = z.object({
  code: z.int(),
  message: z.string().transform((text) => text.slice(0, ERROR_TEXT_LENGTH_MAX)),
  status: z.int().min(400).max(599).optional(),
  at: z.string().max(4_096).optional(),
});
const log: z.ZodType<Log> = z.object({ level: z.enum(['error', 'warn', 'info', 'verbose', 'debug', 'silly']) });
const message: z.ZodType<JobMessage> = z.object({ text: z.string() });
const registered: z.ZodType<Registered> = z.object({ manifest: json });
const unloadable: z.ZodType<Unloadable> = z.object({ text: z.string(), ...place });

const FORMS = { request, mail, connect, result, error, log, message, registered, loaded: registered, unloadable };
type Forms = typeof FORMS;

/** The meta of a message of that kind. @throws FrameError */
export function readMeta<Kind extends keyof Forms>(kind: Kind, meta: unknown): z.infer<Forms[Kind]> {
  const read = FORMS[kind].safeParse(meta);
  if (!read.success) throw new FrameError(`A message "${kind}" is malformed: ${read.error.issues[0]?.path.join('.') ?? ''}.`);
  return read.data as z.infer<Forms[Kind]>;
}
