import { z } from 'zod';
import { administrator } from './config-administrators.ts';
import { json, operation } from './operation.ts';

/** Passwords take a while to check, and several at once take longer. */
const DEADLINE_MS = 8_000;
const ASKED_BY = ['admin'] as const;

/** Longest password: one that is longer would be hashed for nothing. */
export const ADMIN_PASSWORD_MAX = 200;
export const ADMIN_PASSWORD_MIN = 10;

const email = z.string().max(320);
const password = z.string().max(ADMIN_PASSWORD_MAX);
const newPassword = z
  .string()
  .min(ADMIN_PASSWORD_MIN, `a password has ${ADMIN_PASSWORD_MIN} characters at least`)
  .max(ADMIN_PASSWORD_MAX, `a password has ${ADMIN_PASSWORD_MAX} characters at most`);
const code = z.string().max(20);
/** Length of the session, in hours. */
const hours = z.number().positive();
/** Of the client, for the audit; empty where it is not known. */
const address = z.string().max(100);
const nothing = z.object({}).strict();

/** A session that has begun. `session` is the whole secret, which nobody sees again; `expiresAt` is ISO 8601. */
const signedIn = z.object({ session: z.string(), expiresAt: z.string(), administrator });
export type SignedIn = z.infer<typeof signedIn>;

const signInRequest = z.object({ email, password, code: code.optional(), hours, address });
export type SignInRequest = z.infer<typeof signInRequest>;

/** `code-needed`: the password is right, and the administrator has a second factor. */
const signInOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('signed-in'), signedIn }),
  z.object({ outcome: z.literal('refused') }),
  z.object({ outcome: z.literal('code-needed') }),
]);
export type SignInOutcome = z.infer<typeof signInOutcome>;

/** Begins a session of an administrator. Audited; failures of people who exist are audited too. The caller limits how often. */
export const signIn = operation<SignInRequest, SignInOutcome>({
  subject: 'config.sign-in',
  request: signInRequest,
  reply: json(signInOutcome),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** Ends a session by its id; one that has ended stays so. Audited. */
export const signOut = operation<{ id: string }, Record<string, never>>({
  subject: 'config.sign-out',
  request: z.object({ id: z.string() }),
  reply: json(nothing),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** The secret of a link by which the first administrator makes themselves; null once somebody can sign in. Earlier links end. Audited. */
const firstRunLink = z.object({ link: z.string().nullable(), expiresAt: z.string().nullable() });
export type FirstRunLink = z.infer<typeof firstRunLink>;
export const makeFirstRunLink = operation<Record<string, never>, FirstRunLink>({
  subject: 'config.make-first-run-link',
  request: nothing,
  reply: json(firstRunLink),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

const firstRunRequest = z.object({ link: z.string().max(200), name: z.string(), email, password: newPassword, hours, address });
export type FirstRunRequest = z.infer<typeof firstRunRequest>;
/** Makes the owner by a link, which works once. Audited. @throws ObjectNotFound for a link that is none, or no more; DuplicateValue for a name or address that is taken */
export const takeFirstRun = operation<FirstRunRequest, SignedIn>({
  subject: 'config.take-first-run',
  request: firstRunRequest,
  reply: json(signedIn),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/**
 * Gives an administrator a password, and ends their sessions but for `keep`. `current` is checked where it is stated. Audited.
 *
 * @throws ObjectNotFound; ValidationFailed for a wrong `current`, and for an administrator without an address; DuplicateValue for an address
 * that somebody else signs in with
 */
const passwordRequest = z.object({ id: z.string(), password: newPassword, current: password.optional(), keep: z.string().optional() });
export type PasswordRequest = z.infer<typeof passwordRequest>;
export const setPassword = operation<PasswordRequest, { administrator: z.infer<typeof administrator> }>({
  subject: 'config.set-password',
  request: passwordRequest,
  reply: json(z.object({ administrator })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** A secret for the app on the administrator's device; it counts once a code of it was shown. @throws ObjectNotFound; ValidationFailed where there is a second factor */
export const beginSecondFactor = operation<{ id: string }, { secret: string; address: string }>({
  subject: 'config.begin-second-factor',
  request: z.object({ id: z.string() }),
  reply: json(z.object({ secret: z.string(), address: z.string() })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** From now on a code is asked for. Audited. @throws ObjectNotFound; ValidationFailed for a wrong code, or where nothing was begun */
export const confirmSecondFactor = operation<{ id: string; code: string }, { administrator: z.infer<typeof administrator> }>({
  subject: 'config.confirm-second-factor',
  request: z.object({ id: z.string(), code }),
  reply: json(z.object({ administrator })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});

/** Audited. @param code checked where it is stated @throws ObjectNotFound; ValidationFailed for a wrong code */
export const removeSecondFactor = operation<{ id: string; code?: string | undefined }, { administrator: z.infer<typeof administrator> }>({
  subject: 'config.remove-second-factor',
  request: z.object({ id: z.string(), code: code.optional() }),
  reply: json(z.object({ administrator })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy: ASKED_BY,
});
