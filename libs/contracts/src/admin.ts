import { z } from 'zod';
import { ADMIN_PASSWORD_MAX } from './config-sign-in.ts';
import { openedDownload, openedUpload, type OpenedDownload, type OpenedUpload } from './files.ts';
import { healthOf } from './health.ts';
import { HTTP, json, operation, STREAM, type HttpReply, type StreamReply } from './operation.ts';

/**
 * Administrative operations are no operations of the bus: they are declared in libs/admin-operations, and asked by people and tools. The
 * operations here are those of the console, which alone may bring sessions of administrators: no other door takes one.
 */
export const health = healthOf('admin');

const ASKED_BY = ['console'] as const;

/** A session, as the cookie has it, and the address of the browser; empty where it is not known. */
const caller = { session: z.string().max(512), address: z.string().max(100) };
const callerOnly = z.object(caller);
export type ConsoleCaller = z.infer<typeof callerOnly>;
const hours = z.number().positive();
const nothing = z.object({}).strict();

/** An administrator as their own console shows them. `apps`: ids, or all of them and the deployment. */
const signedInAdministrator = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string().nullable(),
  scopes: z.array(z.string()),
  apps: z.union([z.literal('all'), z.array(z.string())]),
  secondFactor: z.boolean(),
});
export type SignedInAdministrator = z.infer<typeof signedInAdministrator>;

const begun = z.object({ session: z.string(), expiresAt: z.string(), administrator: signedInAdministrator });
export type BegunSession = z.infer<typeof begun>;

/**
 * Carries out an administrative operation. `body` is its request in JSON, unread. The answer is JSON with the status of HTTP: the reply, or
 * `{"code", "error", "requestId", "faults"?}`.
 */
const performRequest = z.object({
  ...caller,
  area: z.string(),
  name: z.string(),
  body: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type PerformRequest = z.infer<typeof performRequest>;
export const perform = operation<PerformRequest, HttpReply>({
  subject: 'admin.perform',
  request: performRequest,
  reply: HTTP,
  retry: 'never',
  deadlineMs: 60_000,
  body: 'bytes',
  askedBy: ASKED_BY,
});

/**
 * The same for operations that follow: server-sent events, one `data:` line of JSON for each reply, and the event `error` or `end` as the last
 * one. A comment every few seconds asks whether somebody still listens.
 *
 * @throws the error of an operation that never began
 */
const followRequest = z.object({ ...caller, area: z.string(), name: z.string(), request: z.string() });
export type FollowRequest = z.infer<typeof followRequest>;
export const follow = operation<FollowRequest, StreamReply>({
  subject: 'admin.follow',
  request: followRequest,
  reply: STREAM,
  retry: 'never',
  askedBy: ASKED_BY,
});

/**
 * Admits the upload of a file of an app, within the limits of the app, and writes its entry in the audit. The bytes go from the console to the
 * service files by the ticket.
 *
 * @throws OperationForbidden without the right to change data; as files.open-upload
 */
const openUploadRequest = z.object({
  ...caller,
  app: z.string(),
  name: z.string(),
  contentType: z.string().optional(),
  length: z.number().optional(),
});
export type OpenUploadRequest = z.infer<typeof openUploadRequest>;
export const openUpload = operation<OpenUploadRequest, OpenedUpload>({
  subject: 'admin.open-upload',
  request: openUploadRequest,
  reply: json(openedUpload),
  retry: 'never',
  errors: 'open',
  askedBy: ASKED_BY,
});

/** Admits a look at a file of an app: how it is answered, and a ticket for its bytes. @throws OperationForbidden without the right to read data */
const openFileRequest = z.object({ ...caller, app: z.string(), name: z.string() });
export type OpenFileRequest = z.infer<typeof openFileRequest>;
export const openFile = operation<OpenFileRequest, OpenedDownload>({
  subject: 'admin.open-file',
  request: openFileRequest,
  reply: json(openedDownload),
  retry: 'safe',
  errors: 'open',
  askedBy: ASKED_BY,
});

/** @throws InvalidApiKey for a session that is nobody's, or no more */
export const readSession = operation<ConsoleCaller, { administrator: SignedInAdministrator }>({
  subject: 'admin.read-session',
  request: callerOnly,
  reply: json(z.object({ administrator: signedInAdministrator })),
  retry: 'safe',
  askedBy: ASKED_BY,
});

const signInRequest = z.object({
  email: z.string().max(320),
  password: z.string().max(ADMIN_PASSWORD_MAX),
  code: z.string().max(20).optional(),
  hours,
  address: caller.address,
});
export type SignInRequest = z.infer<typeof signInRequest>;
const signInOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('signed-in'), ...begun.shape }),
  z.object({ outcome: z.literal('refused') }),
  z.object({ outcome: z.literal('code-needed') }),
]);
export type SignInOutcome = z.infer<typeof signInOutcome>;
export const signIn = operation<SignInRequest, SignInOutcome>({
  subject: 'admin.sign-in',
  request: signInRequest,
  reply: json(signInOutcome),
  retry: 'never',
  askedBy: ASKED_BY,
});

const firstRunRequest = z.object({
  link: z.string().max(200),
  name: z.string(),
  email: z.string(),
  password: z.string(),
  hours,
  address: caller.address,
});
export type FirstRunRequest = z.infer<typeof firstRunRequest>;
/** @throws ObjectNotFound for a link that is none, or no more; InvalidJson, DuplicateValue */
export const firstRun = operation<FirstRunRequest, BegunSession>({
  subject: 'admin.first-run',
  request: firstRunRequest,
  reply: json(begun),
  retry: 'never',
  askedBy: ASKED_BY,
});

/** A session that is nobody's is as good as one that has ended. */
export const signOut = operation<ConsoleCaller, Record<string, never>>({
  subject: 'admin.sign-out',
  request: callerOnly,
  reply: json(nothing),
  retry: 'safe',
  askedBy: ASKED_BY,
});

const ownPasswordRequest = z.object({ ...caller, current: z.string().max(ADMIN_PASSWORD_MAX), password: z.string() });
/** Ends all other sessions of the administrator. @throws InvalidApiKey, ValidationFailed for a wrong password, InvalidJson for one too short */
export const changeOwnPassword = operation<z.infer<typeof ownPasswordRequest>, Record<string, never>>({
  subject: 'admin.change-own-password',
  request: ownPasswordRequest,
  reply: json(nothing),
  retry: 'never',
  askedBy: ASKED_BY,
});

/** @throws InvalidApiKey, ValidationFailed */
export const beginSecondFactor = operation<ConsoleCaller, { secret: string; address: string }>({
  subject: 'admin.begin-second-factor',
  request: callerOnly,
  reply: json(z.object({ secret: z.string(), address: z.string() })),
  retry: 'never',
  askedBy: ASKED_BY,
});

const codeRequest = z.object({ ...caller, code: z.string().max(20) });
/** @throws InvalidApiKey, ValidationFailed */
export const confirmSecondFactor = operation<z.infer<typeof codeRequest>, Record<string, never>>({
  subject: 'admin.confirm-second-factor',
  request: codeRequest,
  reply: json(nothing),
  retry: 'never',
  askedBy: ASKED_BY,
});

/** @throws InvalidApiKey, ValidationFailed */
export const removeSecondFactor = operation<z.infer<typeof codeRequest>, Record<string, never>>({
  subject: 'admin.remove-second-factor',
  request: codeRequest,
  reply: json(nothing),
  retry: 'never',
  askedBy: ASKED_BY,
});
