import type { Step } from '../../../conformance/subject.ts';
import { oneTimePassword, PASSWORD } from '../old-app/accounts.ts';
import { LEGACY_USERS } from '../old-app/leftovers.ts';
import type { OldApp } from '../old-app/old-app.ts';
import { asked, CLIENT, leftSessions, MASTER, user } from './callers.ts';

const OTHERS = ['ada', 'bob', 'carl', 'dora', 'eve', 'changed', 'resetting', 'expired'] as const;

/** Log-ins that fail without a word about it in the database: nothing has to count them. */
export function futileLogIns(app: OldApp): readonly Step[] {
  const logIn = (body: unknown): Step => asked(CLIENT, 'POST', '/login', { body });
  return [
    logIn({ username: 'nobody', password: PASSWORD }),
    logIn({ username: 'ADA', password: PASSWORD }),
    logIn({ username: 'ada' }),
    logIn({ password: PASSWORD }),
    logIn({}),
    logIn({ email: 'nobody@old.example', password: PASSWORD }),
    logIn({ username: 'ada', password: { $ne: 1 } }),
    logIn({ username: 'locked', password: PASSWORD }),
    logIn({ username: 'locked', password: 'wrong' }),
    asked(CLIENT, 'GET', '/verifyPassword', { query: { username: 'nobody', password: PASSWORD } }),
    asked(CLIENT, 'GET', '/verifyPassword', { query: { username: 'locked', password: PASSWORD } }),
    asked(user(app, 'expired'), 'GET', '/sessions/me'),
    ...leftSessions().map((asker) => asked(asker, 'GET', '/classes/Team', { query: { limit: '1', order: 'objectId' } })),
  ];
}

/** Log-ins of all users, by every road. Both servers count the wrong ones, so that their order matters. */
export function logIns({ accounts }: OldApp): readonly Step[] {
  const logIn = (body: unknown, method: 'GET' | 'POST' = 'POST'): Step =>
    asked(CLIENT, method, '/login', method === 'GET' ? { query: body as Record<string, unknown> } : { body });
  const names = [...OTHERS, ...LEGACY_USERS];
  const [code = ''] = accounts.recovery;
  return [
    ...names.flatMap((username) => [
      logIn({ username, password: 'wrong' }),
      logIn({ username, password: PASSWORD }),
      logIn({ username, password: PASSWORD }, 'GET'),
      asked(CLIENT, 'POST', '/verifyPassword', { body: { username, password: PASSWORD } }),
    ]),
    logIn({ email: 'ada@old.example', password: PASSWORD }),
    logIn({ email: 'eve.mixed@old.example', password: PASSWORD }),
    logIn({ email: 'Eve.Mixed@Old.Example', password: PASSWORD }),
    logIn({ username: 'changed', password: 'a first password' }),
    logIn({ username: 'mfa', password: PASSWORD }),
    logIn({ username: 'mfa', password: PASSWORD, authData: { mfa: { token: '000000' } } }),
    logIn({ username: 'mfa', password: PASSWORD, authData: { mfa: { token: oneTimePassword(1) } } }),
    logIn({ username: 'mfa', password: PASSWORD, authData: { mfa: { token: code } } }),
    logIn({ username: 'mfa', password: PASSWORD, authData: { mfa: { token: code } } }),
    asked(CLIENT, 'POST', '/users', { body: { authData: { anonymous: { id: '0a1b2c3d-0000-4000-8000-00000000abcd' } } } }),
    asked(MASTER, 'POST', '/loginAs', { body: { userId: accounts.of.ada.objectId } }),
    asked(CLIENT, 'POST', '/users', { body: { username: 'ada', password: 'x' } }),
    asked(CLIENT, 'POST', '/users', { body: { username: 'ADA', password: 'x' } }),
    asked(CLIENT, 'POST', '/users', { body: { username: 'newer', password: 'x', email: 'ADA@old.example' } }),
    asked(CLIENT, 'POST', '/users', { body: { username: 'new', password: 'x', email: 'new@old.example' }, save: 'newUser' }),
  ];
}
