import { users } from '@parlance/admin-operations';
import { auth } from '@parlance/contracts';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';

export const USERS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(users.findUsers, ({ text, limit }, { ask }) => ask(auth.findUsers, { text, limit })),
  handles(users.lockUser, ({ userId, reason }, { ask }) => ask(auth.lockUser, { userId, reason })),
  handles(users.unlockUser, ({ userId }, { ask }) => ask(auth.unlockUser, { userId })),
  handles(users.signOutUser, ({ userId }, { ask }) => ask(auth.signOutUser, { userId })),
  handles(users.mailUser, ({ userId, mail }, { ask }) => ask(auth.mailUser, { userId, mail })),
  handles(users.listSessions, ({ userId, limit }, { ask }) => ask(auth.listUserSessions, { userId, limit })),
  handles(users.endSession, ({ userId, sessionId }, { ask }) => ask(auth.endUserSession, { userId, sessionId })),
];
