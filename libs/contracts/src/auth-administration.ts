import { z } from 'zod';
import { json, operation } from './operation.ts';

/** Operations by which `admin` looks after the users of an app. No password, token or linked account is in any answer. */

const askedBy = ['admin'] as const;

/**
 * A user as administrators see them.
 *
 * - `lock`: by an administrator; null where there is none
 * - `lockedOutUntil`: by wrong passwords; null where that is not so
 * - `providers`: names of linked accounts
 */
export const administeredUser = z.object({
  id: z.string(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  emailVerified: z.boolean().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  lock: z.object({ at: z.string(), reason: z.string() }).nullable(),
  lockedOutUntil: z.string().nullable(),
  providers: z.array(z.string()),
  sessions: z.int().describe('Sessions that have not ended, at most 1,000 counted.'),
});
export type AdministeredUser = z.infer<typeof administeredUser>;

const user = z.object({ userId: z.string().min(1).max(200) });
const oneUser = json(z.object({ user: administeredUser }));

/** Users of that id, name or address, and those whose name begins so. */
const findRequest = z.object({ text: z.string().min(1).max(300), limit: z.int().min(1).max(100) });
export const findUsers = operation<z.infer<typeof findRequest>, { users: AdministeredUser[] }>({
  subject: 'auth.find-users',
  request: findRequest,
  reply: json(z.object({ users: z.array(administeredUser) })),
  retry: 'safe',
  askedBy,
});

/**
 * Locks a user: log-ins by whatever way are answered as a wrong password is (101), and all sessions end (209). `reason` is for administrators.
 *
 * @throws ObjectNotFound (101) for these four
 */
const lockRequest = user.extend({ reason: z.string().max(500) });
export const lockUser = operation<z.infer<typeof lockRequest>, { user: AdministeredUser }>({
  subject: 'auth.lock-user',
  request: lockRequest,
  reply: oneUser,
  retry: 'safe',
  askedBy,
});

/** Takes the lock of an administrator away, and the lock-out by wrong passwords. */
export const unlockUser = operation<z.infer<typeof user>, { user: AdministeredUser }>({
  subject: 'auth.unlock-user',
  request: user,
  reply: oneUser,
  retry: 'safe',
  askedBy,
});

/** Ends all sessions of a user. */
export const signOutUser = operation<z.infer<typeof user>, { user: AdministeredUser }>({
  subject: 'auth.sign-out-user',
  request: user,
  reply: oneUser,
  retry: 'safe',
  askedBy,
});

/**
 * Mails a user a new link.
 *
 * @throws ValidationFailed (142) a user without an address, or whose address is verified; an app without publicServerURL
 */
const mailRequest = user.extend({ mail: z.enum(['verification', 'password-reset']) });
export const mailUser = operation<z.infer<typeof mailRequest>, Record<string, never>>({
  subject: 'auth.mail-user',
  request: mailRequest,
  reply: json(z.object({}).strict()),
  retry: 'never',
  askedBy,
});

/**
 * A session of a user, without its token.
 *
 * - `createdWith`: how it came into being, such as `login` by `password`
 * - `installationId`: the device; null where it named none
 */
export const administeredSession = z.object({
  id: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  installationId: z.string().nullable(),
  restricted: z.boolean(),
  createdWith: z.object({ action: z.string(), authProvider: z.string().nullable() }),
});
export type AdministeredSession = z.infer<typeof administeredSession>;

/** Sessions of a user that have not ended, the newest first. */
const sessionsRequest = user.extend({ limit: z.int().min(1).max(1_000) });
export const listUserSessions = operation<z.infer<typeof sessionsRequest>, { sessions: AdministeredSession[] }>({
  subject: 'auth.list-user-sessions',
  request: sessionsRequest,
  reply: json(z.object({ sessions: z.array(administeredSession) })),
  retry: 'safe',
  askedBy,
});

/** Ends one session of a user. @throws ObjectNotFound (101) a session that is not theirs, or no more */
const oneSession = user.extend({ sessionId: z.string().min(1).max(200) });
export const endUserSession = operation<z.infer<typeof oneSession>, { user: AdministeredUser }>({
  subject: 'auth.end-user-session',
  request: oneSession,
  reply: oneUser,
  retry: 'never',
  askedBy,
});
