import { z } from 'zod';
import { origin } from './caller.ts';
import { healthOf } from './health.ts';
import { event, json, operation, REST, type Operation, type RestReply } from './operation.ts';
import { queuesOf } from './queues.ts';
import { route, type RestInput, type RestRoute } from './rest-route.ts';

/**
 * The operations that `auth` answers: users, sessions, log-in and the flows by mail. Bodies are passed on as the client
 * sent them, envelope removed. All operations carry the Parse error a client should see, which may be one of the app's code: triggers and
 * functions that settings name are asked on the way.
 */

export * from './auth-administration.ts';

const body = z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
  error: 'Expected an object.',
});

export type Origin = z.infer<typeof origin>;

/** The live session behind a token. The token itself is known to its bearer, to the gateway for the request, and to nobody else. */
const session = z.object({
  sessionId: z.string(),
  userId: z.string(),
  /** Names of all roles the user has, inherited ones included, without the `role:` prefix. */
  roles: z.array(z.string()),
  /** Epoch milliseconds; null for a session that does not expire. */
  expiresAt: z.number().nullable(),
  installationId: z.string().nullable(),
  /** Made by `POST /sessions`: may not write users, sessions or roles. */
  restricted: z.boolean(),
});
export type Session = z.infer<typeof session>;

/** The user that a session token stands for. @throws InvalidSessionToken (209) */
export const identify = operation<{ sessionToken: string }, Session>({
  subject: 'auth.identify',
  request: z.object({ sessionToken: z.string().min(1).max(1_024) }),
  reply: json(session),
  retry: 'safe',
});

const submission = z.object({ body, origin });
export type Submission = z.infer<typeof submission>;

/** Operations that take a body and the caller's origin, and answer with final bytes. */
function submit(subject: `auth.${string}`, ...routes: readonly RestRoute<Submission>[]): Operation<Submission, RestReply> {
  return operation<Submission, RestReply>({ subject, request: submission, reply: REST, retry: 'never', errors: 'open', routes });
}

const submitted = ({ input, caller: { origin } }: RestInput): Submission => ({ body: input, origin });
/** By any method it begins a session or tries a password, which the read-only master key may not; it mends a dead session. */
const BEGINS = { effect: 'write', ignoresSession: true, readsQuery: true } as const;

/** By name and password, or by a provider; the latter also logs in. The gateway has it at `POST /users`. */
export const signUp = submit('auth.sign-up');
export const logIn = submit(
  'auth.log-in',
  route('POST', '/login', 'app', submitted, BEGINS),
  route('GET', '/login', 'app', submitted, BEGINS),
);
export const verifyPassword = submit(
  'auth.verify-password',
  route('POST', '/verifyPassword', 'app', submitted, BEGINS),
  route('GET', '/verifyPassword', 'app', submitted, BEGINS),
);
/** For the master key, which the gateway checks at `POST /loginAs` with an answer of its own. */
export const logInAs = submit('auth.log-in-as');
export const requestReset = submit('auth.request-reset', route('POST', '/requestPasswordReset', 'app', submitted));
export const requestVerification = submit('auth.request-verification', route('POST', '/verificationEmailRequest', 'app', submitted));
/** The question that a second factor asks back. */
export const challenge = submit('auth.challenge', route('POST', '/challenge', 'app', submitted));

const withToken = z.object({ sessionToken: z.string().max(1_024).optional(), body, origin });
export type TokenSubmission = z.infer<typeof withToken>;

/** Operations on the session of the request itself. */
function submitWithToken(
  subject: `auth.${string}`,
  ...routes: readonly RestRoute<TokenSubmission>[]
): Operation<TokenSubmission, RestReply> {
  return operation<TokenSubmission, RestReply>({ subject, request: withToken, reply: REST, retry: 'never', errors: 'open', routes });
}

const own = ({ input, caller }: RestInput): TokenSubmission => ({ body: input, ...caller });

/** The user with the token. */
export const me = submitWithToken('auth.me', route('GET', '/users/me', 'app', own));
export const logOut = submitWithToken('auth.log-out', route('POST', '/logout', 'app', own));
/** A further, restricted session of the user; the master key makes plain objects. The gateway has it at `POST /sessions`. */
export const createSession = submitWithToken('auth.create-session');
export const currentSession = submitWithToken('auth.current-session', route('GET', '/sessions/me', 'app', own, { ignoresSession: true }));
export const pairSession = submitWithToken('auth.pair-session', route('PUT', '/sessions/me', 'app', own));
export const upgradeSession = submitWithToken(
  'auth.upgrade-session',
  route('POST', '/upgradeToRevocableSession', 'app', own, { ignoresSession: true }),
);

const ofUser = withToken.extend({ userId: z.string() });
export type UserSubmission = z.infer<typeof ofUser>;

/** `PUT /users/:id`: fields, name, e-mail, password, linked accounts. */
export const updateUser = operation<UserSubmission, RestReply>({
  subject: 'auth.update-user',
  request: ofUser,
  reply: REST,
  retry: 'never',
  errors: 'open',
});
/** `DELETE /users/:id`: the user with all sessions. */
export const removeUser = operation<UserSubmission, RestReply>({
  subject: 'auth.remove-user',
  request: ofUser,
  reply: REST,
  retry: 'never',
  errors: 'open',
});

const link = z.object({ token: z.string().max(1_024) });

/** Operations of the hosted pages: the token of a link is all that their caller has. */
function followLink<Request extends z.infer<typeof link>, Outcome>(
  subject: `auth.${string}`,
  request: z.ZodType<Request>,
  outcome: z.ZodType<Outcome>,
): Operation<Request, Outcome> {
  return operation<Request, Outcome>({ subject, request, reply: json(outcome), retry: 'never', errors: 'open' });
}

/** `GET /apps/<id>/verify_email`: the address counts as verified, and the link is spent. */
export const verifyEmail = followLink('auth.verify-email', link, z.object({ verified: z.boolean() }));
/** `GET /apps/<id>/request_password_reset`: whether the link is still good for a password. Spends nothing. */
export const checkResetLink = followLink('auth.check-reset-link', link, z.object({ valid: z.boolean() }));

const passwordChange = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('changed') }),
  z.object({ outcome: z.literal('invalid link') }),
  /** The password is not acceptable, and the link stays good: the words to tell the person. */
  z.object({ outcome: z.literal('refused'), code: z.int(), message: z.string() }),
]);
export type PasswordChange = z.infer<typeof passwordChange>;

/** `POST /apps/<id>/request_password_reset`: a new password; spends the link and ends the user's sessions. */
export const resetPassword = followLink('auth.reset-password', link.extend({ password: z.string().max(1_024) }), passwordChange);

/** `POST /apps/<id>/resend_verification_email`: by the spent or expired link, or by name. Says nothing of whether there is such a user. */
export const resendVerification = operation<
  { token?: string | undefined; username?: string | undefined; origin: Origin },
  { accepted: boolean }
>({
  subject: 'auth.resend-verification',
  request: z.object({ token: z.string().max(1_024).optional(), username: z.string().max(1_024).optional(), origin }),
  reply: json(z.object({ accepted: z.boolean() })),
  retry: 'never',
  errors: 'open',
});

/**
 * A mail that code of the app sends, as it wrote it: `{ from?, replyTo?, to, subject, text?, html? }`. It is on its way when this answers.
 * @throws IncorrectType (111), InvalidEmailAddress (125), ObjectTooLarge (116), RequestLimitExceeded (155), InternalServerError (1) for an
 *   app that cannot send mails, ServiceUnavailable (503)
 */
export const sendMail = operation<{ mail: Record<string, unknown> }, Record<never, never>>({
  subject: 'auth.send-mail',
  request: z.object({ mail: body }),
  reply: json(z.object({})),
  retry: 'never',
  askedBy: ['functions'],
});

/**
 * Mails the link of an export to the one who has asked for it. `path` leads to the file, below the mount; it holds a token, and so is kept nowhere on
 * its way. `serverUrl`: the mount as the asker has reached it.
 */
const mailExportRequest = z.object({
  address: z.string().max(320),
  path: z.string().startsWith('/').max(1_000),
  serverUrl: z.string().max(2_000).optional(),
  className: z.string().optional(),
  expiresAt: z.string(),
});
export type MailExportRequest = z.infer<typeof mailExportRequest>;
const mailExportOutcome = z.object({ outcome: z.enum(['sent', 'no sender', 'no public address']) });
export type MailExportOutcome = z.infer<typeof mailExportOutcome>;
export const mailExport = operation<MailExportRequest, MailExportOutcome>({
  subject: 'auth.mail-export',
  request: mailExportRequest,
  reply: json(mailExportOutcome),
  retry: 'never',
  deadlineMs: 30_000,
  errors: 'open',
  askedBy: ['workers'],
});

export const { listQueues, listQueueJobs, retryQueueJobs, pauseQueue, drainQueue } = queuesOf('auth');
export const health = healthOf('auth');

/**
 * The copies of identities that processes remember are stale.
 *
 * - `session`: ended or changed
 * - `user`: all sessions of the user, or the copy of the user itself
 * - `roles`: memberships; of these users, or of everybody when a role itself changed
 */
export const identityChanged = event({
  subject: 'events.auth.identity-changed',
  payload: z.object({
    app: z.string(),
    change: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('session'), sessionId: z.string() }),
      z.object({ kind: z.literal('user'), userId: z.string() }),
      z.object({ kind: z.literal('roles'), userIds: z.array(z.string()).optional() }),
    ]),
  }),
});
export type IdentityChange = z.infer<typeof identityChanged.payload>['change'];
