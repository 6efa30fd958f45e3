import { z } from 'zod';
import { healthOf } from './health.ts';
import { event, json, operation, REST, type Operation, type RestReply } from './operation.ts';

/**
 * What `auth` answers: users, sessions, log-in and the flows by mail. Bodies are passed on as the client sent them, envelope removed.
 * All operations carry the Parse error a client should see.
 */
const SERVICE_DEADLINE_MS = 9_000; // SDKs give up after 10 s

const body = z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
  error: 'Expected an object.',
});

/** Where a request came from, as far as sessions and throttles need it. */
const origin = z.object({
  /** `X-Parse-Installation-Id`, as sent. */
  installationId: z.string().optional(),
  /** Of the client, behind trusted proxies; empty when unknown. */
  address: z.string(),
  /** Address of the mount as clients reach it, as the deployment is configured and never as a request says: for links in mails. */
  serverUrl: z.string().optional(),
  /** Language that the client asks for, such as `de` or `pt-BR`, where the app speaks several. */
  locale: z.string().max(35).optional(),
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

/** Who a session token stands for. @throws InvalidSessionToken (209) */
export const identify = operation<{ sessionToken: string }, Session>({
  subject: 'auth.identify',
  request: z.object({ sessionToken: z.string().min(1).max(1_024) }),
  reply: json(session),
  retry: 'safe',
  deadlineMs: SERVICE_DEADLINE_MS,
});

const submission = z.object({ body, origin });
export type Submission = z.infer<typeof submission>;

/** Operations that take a body and the caller's origin, and answer with final bytes. */
function submit(subject: `auth.${string}`): Operation<Submission, RestReply> {
  return operation<Submission, RestReply>({ subject, request: submission, reply: REST, retry: 'never', deadlineMs: SERVICE_DEADLINE_MS });
}

/** `POST /users`: by name and password, or by a provider; the latter also logs in. */
export const signUp = submit('auth.sign-up');
/** `POST|GET /login`. */
export const logIn = submit('auth.log-in');
/** `POST|GET /verifyPassword`. */
export const verifyPassword = submit('auth.verify-password');
/** `POST /loginAs`, for the master key. */
export const logInAs = submit('auth.log-in-as');
/** `POST /requestPasswordReset`. */
export const requestReset = submit('auth.request-reset');
/** `POST /verificationEmailRequest`. */
export const requestVerification = submit('auth.request-verification');
/** `POST /challenge`: what a second factor asks back. */
export const challenge = submit('auth.challenge');

const withToken = z.object({ sessionToken: z.string().max(1_024).optional(), body, origin });
export type TokenSubmission = z.infer<typeof withToken>;

/** Operations on the session of the request itself. */
function submitWithToken(subject: `auth.${string}`): Operation<TokenSubmission, RestReply> {
  return operation<TokenSubmission, RestReply>({
    subject,
    request: withToken,
    reply: REST,
    retry: 'never',
    deadlineMs: SERVICE_DEADLINE_MS,
  });
}

/** `GET /users/me`: the user with the token. */
export const me = submitWithToken('auth.me');
/** `POST /logout`. */
export const logOut = submitWithToken('auth.log-out');
/** `POST /sessions`: a further, restricted session of the user. */
export const createSession = submitWithToken('auth.create-session');
/** `GET /sessions/me`. */
export const currentSession = submitWithToken('auth.current-session');
/** `PUT /sessions/me`. */
export const pairSession = submitWithToken('auth.pair-session');
/** `POST /upgradeToRevocableSession`. */
export const upgradeSession = submitWithToken('auth.upgrade-session');

const ofUser = withToken.extend({ userId: z.string() });
export type UserSubmission = z.infer<typeof ofUser>;

/** `PUT /users/:id`: fields, name, e-mail, password, linked accounts. */
export const updateUser = operation<UserSubmission, RestReply>({
  subject: 'auth.update-user',
  request: ofUser,
  reply: REST,
  retry: 'never',
  deadlineMs: SERVICE_DEADLINE_MS,
});
/** `DELETE /users/:id`: the user with all sessions. */
export const removeUser = operation<UserSubmission, RestReply>({
  subject: 'auth.remove-user',
  request: ofUser,
  reply: REST,
  retry: 'never',
  deadlineMs: SERVICE_DEADLINE_MS,
});

const link = z.object({ token: z.string().max(1_024) });

/** Operations of the hosted pages: the token of a link is all that their caller has. */
function followLink<Request extends z.infer<typeof link>, Outcome>(
  subject: `auth.${string}`,
  request: z.ZodType<Request>,
  outcome: z.ZodType<Outcome>,
): Operation<Request, Outcome> {
  return operation<Request, Outcome>({ subject, request, reply: json(outcome), retry: 'never', deadlineMs: SERVICE_DEADLINE_MS });
}

/** `GET /apps/<id>/verify_email`: the address counts as verified, and the link is spent. */
export const verifyEmail = followLink('auth.verify-email', link, z.object({ verified: z.boolean() }));
/** `GET /apps/<id>/request_password_reset`: whether the link is still good for a password. Spends nothing. */
export const checkResetLink = followLink('auth.check-reset-link', link, z.object({ valid: z.boolean() }));

const passwordChange = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('changed') }),
  z.object({ outcome: z.literal('invalid link') }),
  /** The password is not acceptable, and the link stays good: what to tell the person. */
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
  deadlineMs: SERVICE_DEADLINE_MS,
});

export const health = healthOf('auth');

/**
 * What processes remember of identities is stale.
 *
 * - `session`: ended or changed
 * - `user`: all sessions of the user, or what is known of the user himself
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
