import { auth } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const userId = z.string().min(1).max(200).describe('objectId of the user.');
const one = z.object({ user: auth.administeredUser.describe('lock: by an administrator. lockedOutUntil: by wrong passwords.') });

export const findUsers = adminOperation({
  area: 'users',
  name: 'find',
  summary: 'Finds users by id, name or address, or by the beginning of their name. Passwords, tokens and linked accounts are not shown.',
  request: z.object({ app: appId, text: z.string().min(1).max(300), limit: z.int().min(1).max(100).default(20) }),
  reply: z.object({ users: z.array(auth.administeredUser) }),
});

export const lockUser = adminOperation({
  area: 'users',
  name: 'lock',
  summary:
    'Locks a user: log-ins by whatever way are answered as a wrong password is (101), and their sessions end (209). The lock stays until it is ' +
    'taken away, apart from the lock-out by wrong passwords.',
  request: z.object({ app: appId, userId, reason: z.string().max(500).default('').describe('For administrators.') }),
  reply: one,
  changes: { text: ({ app, userId: id }) => `Locked the user ${id} of the app ${app}, and ended their sessions.`, auditedBy: 'dispatcher' },
});

export const unlockUser = adminOperation({
  area: 'users',
  name: 'unlock',
  summary: 'Takes the lock of an administrator away from a user, and the lock-out by wrong passwords.',
  request: z.object({ app: appId, userId }),
  reply: one,
  changes: { text: ({ app, userId: id }) => `Unlocked the user ${id} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const signOutUser = adminOperation({
  area: 'users',
  name: 'sign-out',
  summary: 'Ends all sessions of a user, on all devices.',
  request: z.object({ app: appId, userId }),
  reply: one,
  changes: { text: ({ app, userId: id }) => `Ended all sessions of the user ${id} of the app ${app}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'The user has to log in again on every device.', word: 'userId' },
});

export const mailUser = adminOperation({
  area: 'users',
  name: 'resend-mail',
  summary: 'Mails a user a new link, to verify their address or to set a new password.',
  request: z.object({ app: appId, userId, mail: z.enum(['verification', 'password-reset']) }),
  reply: z.object({}),
  changes: { text: ({ app, userId: id, mail }) => `Mailed a link (${mail}) to the user ${id} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const listSessions = adminOperation({
  area: 'users',
  name: 'sessions',
  summary: 'Lists the sessions of a user that have not ended, the newest first. Their tokens are not shown.',
  request: z.object({ app: appId, userId, limit: z.int().min(1).max(1_000).default(100) }),
  reply: z.object({ sessions: z.array(auth.administeredSession).describe('installationId: the device; null where it named none.') }),
});

export const endSession = adminOperation({
  area: 'users',
  name: 'end-session',
  summary: 'Ends one session of a user. The device has to log in again.',
  request: z.object({ app: appId, userId, sessionId: z.string().min(1).max(200).describe('As users sessions lists it.') }),
  reply: one,
  changes: {
    text: ({ app, userId: id, sessionId }) => `Ended the session ${sessionId} of the user ${id} of the app ${app}.`,
    auditedBy: 'dispatcher',
  },
});
