import { request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import { pointer } from '../../values.ts';
import { CALLERS, signUp } from '../callers.ts';
import type { Case, Group } from '../group.ts';

const UNKNOWN = 'r:0123456789abcdef0123456789abcdef';
const WAYS: Readonly<Record<string, Partial<Step>>> = {
  ...CALLERS,
  'an unknown session': { headers: { 'X-Parse-Session-Token': UNKNOWN } },
  'an old-style session': { headers: { 'X-Parse-Session-Token': 'abcdef' } },
};

/** Bodies of sessions that a user makes or changes. */
const BODIES: Readonly<Record<string, unknown>> = {
  nothing: {},
  'a field': { further: 1 },
  sessionToken: { sessionToken: 'r:x' },
  user: { user: pointer('_User', '{{bob}}') },
  'user null': { user: null },
  expiresAt: { expiresAt: { __type: 'Date', iso: '2100-01-01T00:00:00.000Z' } },
  'expiresAt string': { expiresAt: '2100-01-01' },
  installationId: { installationId: 'abc' },
  createdWith: { createdWith: { action: 'login' } },
  restricted: { restricted: true },
  ACL: { ACL: { '*': { read: true } } },
  objectId: { objectId: 'chosen1234' },
  id: { id: 1 },
  $foo: { $foo: 1 },
};

export const sessions: Group = {
  title: 'sessions',
  before: [signUp('sessions', 'anna'), signUp('sessions', 'bob'), signUp('sessions', 'cyd')],
  inOrder: true,
  cases: [
    ...Object.entries(WAYS).map(([caller, asking]): Case => {
      const one = (title: string, method: string, path: string, more: Partial<Step> = {}): Step =>
        request(`${title} by ${caller}`, method, path, { ...asking, ...more });
      return [
        one('GET /users/me', 'GET', '/users/me'),
        one('GET /sessions/me', 'GET', '/sessions/me'),
        one('GET /sessions', 'GET', '/sessions', { query: { where: { user: pointer('_User', '{{anna}}') } } }),
        one('GET /classes/_Session', 'GET', '/classes/_Session', {
          query: { where: { user: pointer('_User', '{{anna}}') }, keys: 'user' },
        }),
        one('GET /sessions of a plain id', 'GET', '/sessions', { query: { where: { user: '{{anna}}' }, keys: 'user' } }),
        one('GET /sessions/x', 'GET', '/sessions/nowhere123'),
        one('PUT /sessions/x', 'PUT', '/sessions/nowhere123', { body: { further: 1 } }),
        one('DELETE /sessions/x', 'DELETE', '/sessions/nowhere123'),
        one('POST /upgradeToRevocableSession', 'POST', '/upgradeToRevocableSession', { body: {} }),
        one('PUT /sessions/me', 'PUT', '/sessions/me', { body: {} }),
        one('DELETE /sessions/me', 'DELETE', '/sessions/me'),
        one('POST /users/me', 'POST', '/users/me', { body: {} }),
        one('PUT /users/me', 'PUT', '/users/me', { body: { changed: 1 } }),
        one('GET /classes/_User/me', 'GET', '/classes/_User/me'),
      ];
    }),
    ...Object.entries(BODIES).map(([name, body]): Case => [
      request(`POST with ${name} by cyd`, 'POST', '/sessions', { body, session: 'cyd', save: 'made' }),
      request(`POST with ${name} by the master`, 'POST', '/sessions', { body, as: 'master' }),
      request(`PUT with ${name} by cyd`, 'PUT', '/sessions/{{made}}', { body, session: 'cyd' }),
      request(`PUT with ${name} by bob`, 'PUT', '/sessions/{{made}}', { body, session: 'bob' }),
      request(`PUT with ${name} by the master`, 'PUT', '/sessions/{{made}}', { body, as: 'master' }),
    ]),
    ...Object.entries({ ...CALLERS }).map(([caller, asking]): Case => [
      request(`a session for ${caller}`, 'POST', '/sessions', { body: {}, session: 'cyd', save: 'kept' }),
      request(`GET of another's by ${caller}`, 'GET', '/sessions/{{kept}}', asking),
      request(`DELETE of another's by ${caller}`, 'DELETE', '/sessions/{{kept}}', asking),
    ]),
    ...Object.entries({
      nothing: {},
      'userId missing': { userId: 'nowhere123' },
      'userId number': { userId: 5 },
      'userId null': { userId: null },
      'userId of anna': { userId: '{{anna}}' },
      'userId object': { userId: { $ne: 'x' } },
    }).map(([name, body]): Case => [
      request(`loginAs ${name}`, 'POST', '/loginAs', { body, as: 'master' }),
      request(`loginAs ${name} by anna`, 'POST', '/loginAs', { body, session: 'anna' }),
      request(`loginAs ${name} in the query`, 'POST', '/loginAs', {
        query: Object.fromEntries(Object.entries(body).map(([key, value]) => [key, value])),
        as: 'master',
      }),
    ]),
    [
      request('log in once more', 'POST', '/login', { body: { username: 'sessions-bob', password: 'password of bob' }, save: 'second' }),
      request('become', 'GET', '/users/me', { session: 'second' }),
      request('log out', 'POST', '/logout', { session: 'second', body: {} }),
      request('me after it', 'GET', '/users/me', { session: 'second' }),
      request('session after it', 'GET', '/sessions/me', { session: 'second' }),
      request('log out again', 'POST', '/logout', { session: 'second', body: {} }),
      request('log out without a session', 'POST', '/logout', { body: {} }),
      request('log out by the master', 'POST', '/logout', { body: {}, as: 'master' }),
      request('create after it', 'POST', '/classes/GenSessionObject', { session: 'second', body: { n: 1 } }),
      request('upgrade after it', 'POST', '/upgradeToRevocableSession', { session: 'second', body: {} }),
      request('an anonymous user', 'POST', '/users', { body: { authData: { anonymous: { id: 'sessions-anonymous' } } }, save: 'zed' }),
      request('the session of the anonymous user', 'GET', '/sessions/me', { session: 'zed' }),
      request('the anonymous user again', 'POST', '/users', { body: { authData: { anonymous: { id: 'sessions-anonymous' } } } }),
      request('the sessions of the anonymous user', 'GET', '/sessions', { session: 'zed', query: { keys: 'createdWith' } }),
      request('the user by their id', 'GET', '/users/{{zed}}', { session: 'zed' }),
    ],
  ],
};
