import type { RouteEntry } from '@parlance/gateway';
import { inBatches, read, type Question } from './question.ts';
import { findingIn, gettingOf, guessing, membersOfTheAlbum, throughTheAlbum } from './reading.ts';
import { ALBUM, SECRETS, type Secret } from './seed.ts';
import { writingTo } from './writing.ts';

/** Every question that a route takes. */
type Ways = (route: RouteEntry) => readonly Question[];

const of = (className: string): readonly Secret[] => SECRETS.filter((secret) => secret.className === className);
const OF_HIMSELF = 'says of the caller alone what he may know';
const UNTOLD = 'is answered alike for whoever may not do it';

/** The routes of a class that has routes of its own. */
function named(name: string, className: string): Readonly<Record<string, Ways>> {
  const path = `/${name}`;
  const one = ({ objectId }: Secret) => `${path}/${objectId}`;
  return {
    [`GET ${path}`]: () => of(className).flatMap((secret) => findingIn(path, secret)),
    [`GET ${path}/:objectId`]: () => of(className).flatMap((secret) => gettingOf(one(secret), secret)),
    [`PUT ${path}/:objectId`]: () => of(className).flatMap((secret) => writingTo('PUT', one(secret), secret)),
    [`DELETE ${path}/:objectId`]: () => of(className).flatMap((secret) => writingTo('DELETE', one(secret), secret)),
  };
}

const OBJECTS: Readonly<Record<string, Ways>> = {
  'GET /classes/:className': () => [
    ...SECRETS.flatMap((secret) => [...findingIn(`/classes/${secret.className}`, secret), ...throughTheAlbum(secret), ...guessing(secret)]),
    ...membersOfTheAlbum(),
  ],
  'GET /classes/:className/:objectId': () => [
    ...SECRETS.flatMap((secret) => gettingOf(`/classes/${secret.className}/${secret.objectId}`, secret)),
    ...SECRETS.map(({ link }) => read(`/classes/Album/${ALBUM}`, 'the album with it included', { include: link })),
  ],
  'PUT /classes/:className/:objectId': () =>
    SECRETS.flatMap((secret) => writingTo('PUT', `/classes/${secret.className}/${secret.objectId}`, secret)),
  'DELETE /classes/:className/:objectId': () =>
    SECRETS.flatMap((secret) => writingTo('DELETE', `/classes/${secret.className}/${secret.objectId}`, secret)),
  'POST /classes/:className': () => SECRETS.flatMap((secret) => writingTo('POST', `/classes/${secret.className}`, secret)),
  'PUT /classes/:className': () => [{ what: 'no id', method: 'PUT', path: '/classes/Diary', body: {}, silent: UNTOLD }],
  'DELETE /classes/:className': () => [{ what: 'no id', method: 'DELETE', path: '/classes/Diary', silent: UNTOLD }],
};

const LOG_IN_NAMES = of('_User').flatMap(({ what, field, value }) => [{ what, name: { [field]: value } }]);

/** Tries of passwords, for users that are hidden or whose addresses are. A right password is for anybody who knows it. */
function passwordTries(method: string, path: string, beside: object = {}): readonly Question[] {
  return LOG_IN_NAMES.map(({ what, name }) => {
    const members = { ...name, ...beside, password: 'a wrong password' };
    const question = { what: `a wrong password of ${what}`, method, silent: 'an unknown user and a wrong password are one answer' };
    return method === 'GET' ? { ...question, path: read(path, '', members).path } : { ...question, path, body: members };
  });
}

/** Mails to known and unknown addresses. */
function mailRequests(path: string): readonly Question[] {
  const addresses = of('_User').filter(({ field }) => field === 'email');
  return addresses.map(({ what, value }) => {
    return {
      what: `a mail to ${what}`,
      method: 'POST',
      path,
      body: { email: value },
      silent: 'known and unknown addresses are one answer',
    };
  });
}

const ACCOUNTS: Readonly<Record<string, Ways>> = {
  ...named('users', '_User'),
  ...named('roles', '_Role'),
  ...named('sessions', '_Session'),
  ...named('installations', '_Installation'),
  // That a user name or an address is taken is told to everybody: a sign-up with it gets no other answer.
  'POST /users': () => [
    { what: 'a sign-up without a password', method: 'POST', path: '/users', body: { username: of('_User')[0]?.value }, silent: UNTOLD },
  ],
  // A caller that names the installationId of a device is that device, as in Parse.
  'POST /installations': () => [
    { what: 'a registration', method: 'POST', path: '/installations', body: { deviceType: 'ios' }, silent: UNTOLD },
  ],
  'POST /roles': () => [
    {
      what: 'a role with a hidden member',
      method: 'POST',
      path: '/roles',
      silent: 'a relation takes ids as they are',
      body: {
        name: 'Curious',
        ACL: {},
        users: { __op: 'AddRelation', objects: [{ __type: 'Pointer', className: '_User', objectId: 'private001' }] },
      },
    },
  ],
  'POST /sessions': () => [
    {
      what: 'a session of a hidden user',
      method: 'POST',
      path: '/sessions',
      silent: UNTOLD,
      body: { user: { __type: 'Pointer', className: '_User', objectId: 'private001' } },
    },
  ],
  'POST /login': () => passwordTries('POST', '/login'),
  'GET /login': () => passwordTries('GET', '/login'),
  'POST /verifyPassword': () => passwordTries('POST', '/verifyPassword'),
  'GET /verifyPassword': () => passwordTries('GET', '/verifyPassword'),
  'POST /requestPasswordReset': () => mailRequests('/requestPasswordReset'),
  'POST /verificationEmailRequest': () => mailRequests('/verificationEmailRequest'),
  'POST /challenge': () => passwordTries('POST', '/challenge', { challengeData: { mfa: true } }),
  'POST /loginAs': () => [
    { what: 'a session of a hidden user', method: 'POST', path: '/loginAs', body: { userId: 'private001' } },
    { what: 'a session of a public user', method: 'POST', path: '/loginAs', body: { userId: 'public0001' } },
  ],
  'GET /users/me': () => [
    read('/users/me', 'oneself', {}, OF_HIMSELF),
    read('/users/me', 'oneself with what one points to', { include: 'friend,treasure' }, OF_HIMSELF),
  ],
  'GET /sessions/me': () => [
    read('/sessions/me', 'the session', {}, OF_HIMSELF),
    read('/sessions/me', 'the session with its user', { include: 'user,user.friend,user.treasure' }, OF_HIMSELF),
  ],
  'PUT /sessions/me': () => [{ what: 'pairing', method: 'PUT', path: '/sessions/me', body: {}, silent: OF_HIMSELF }],
  'POST /logout': () => [{ what: 'logging out', method: 'POST', path: '/logout', silent: OF_HIMSELF, endsSession: true }],
  'POST /upgradeToRevocableSession': () => [
    { what: 'a session for a session', method: 'POST', path: '/upgradeToRevocableSession', silent: OF_HIMSELF, endsSession: true },
  ],
};

const PARAMETERS: Readonly<Record<string, Ways>> = {
  'GET /config': () => [read('/config', 'the parameters', {}, 'answers without looking at any object')],
};

/** Events are taken from everybody, and told to nobody but administrators. */
const EVENTS: Readonly<Record<string, Ways>> = {
  'POST /events/:name': () =>
    SECRETS.map(({ what, value }) => ({
      what: `an event that names ${what}`,
      method: 'POST',
      path: '/events/seen',
      body: { dimensions: { value: String(value) } },
      silent: UNTOLD,
    })),
  'POST /events': () => [{ what: 'many events', method: 'POST', path: '/events', body: { events: [{ name: 'seen' }] }, silent: UNTOLD }],
};

/** An upload reaches no object. The name of a stored file is another one each time, so that one is asked for which is refused. */
const FILES: Readonly<Record<string, Ways>> = {
  'POST /files/:name': () => [{ what: 'an upload', method: 'POST', path: '/files/-diary.txt', body: { text: 'x' }, silent: UNTOLD }],
  'POST /files': () => [{ what: 'an upload without a name', method: 'POST', path: '/files', body: {}, silent: UNTOLD }],
};

/** A push tells its sender nothing of those that it reaches. Apps let no client push unless they say so. */
const PUSHES: Readonly<Record<string, Ways>> = {
  'POST /push': () => [
    { what: 'a push', method: 'POST', path: '/push', body: { where: {}, data: { alert: 'seen' } }, silent: UNTOLD },
    {
      what: 'a push to the users of hidden objects',
      method: 'POST',
      path: '/push',
      body: { where: { user: { $inQuery: { className: '_User', where: {} } } }, data: { alert: 'seen' } },
      silent: UNTOLD,
    },
  ],
};

/** The answers of a function are its author's; an app without code has no function of any name. */
const FUNCTIONS: Readonly<Record<string, Ways>> = {
  'POST /functions/:functionName': () =>
    SECRETS.map(({ what, className, objectId, value }) => ({
      what: `a function for ${what}`,
      method: 'POST',
      path: `/functions/${className}.${objectId}`,
      body: { object: { __type: 'Pointer', className, objectId }, value },
      silent: UNTOLD,
    })),
};

/** How each route that is open to clients is asked. */
const WAYS: Readonly<Record<string, Ways>> = {
  ...OBJECTS,
  ...ACCOUNTS,
  ...PARAMETERS,
  ...EVENTS,
  ...FILES,
  ...PUSHES,
  ...FUNCTIONS,
};

export const nameOf = ({ method, path }: Pick<RouteEntry, 'method' | 'path'>): string => `${method} ${path}`;

/**
 * Every question that a route takes. Routes for the master keys alone are asked by their names: their guard is all that is looked at.
 *
 * @throws Error for a route open to clients that has no entry here
 */
export function questionsOf(route: RouteEntry): readonly Question[] {
  if (nameOf(route) === 'POST /batch') return batches();
  const ways = WAYS[nameOf(route)];
  if (ways !== undefined) return ways(route);
  if (route.scope === 'app') {
    throw new Error(
      `The route ${nameOf(route)} is new: say in tests/e2e/bypass/asking.ts how it is asked. List in WAYS every question it takes ` +
        'for each of SECRETS that it could reach: by path, parameters and body. A question that tells nothing to anybody says why by `silent`.',
    );
  }
  return guarded(route);
}

/** Names of entries without a route. */
export function staleWays(routes: readonly RouteEntry[]): readonly string[] {
  const served = new Set(routes.map(nameOf));
  return Object.keys(WAYS).filter((name) => !served.has(name));
}

function guarded({ method, path: pattern, scope }: RouteEntry): readonly Question[] {
  return SECRETS.map(({ what, className, objectId, field }) => {
    const path = pattern.replace(':className', className).replace(/:\w+\+?/, objectId);
    const parameters = scope === 'public' ? {} : { distinct: field };
    if (method === 'GET' || method === '*') return { ...read(path, what, parameters), method: 'GET', silent: UNTOLD };
    return { what, method, path, body: {}, silent: UNTOLD };
  });
}

/** All questions of all other routes as parts of batches, and writes as parts of transactions. */
function batches(): readonly Question[] {
  const all = Object.values(WAYS).flatMap((ways) => ways(undefined as never));
  const parts = all.filter(({ endsSession }) => endsSession !== true);
  // Apart, since parts run at the same time, and before, since created objects have another id in each app.
  const reads = parts.filter(({ method }) => method === 'GET');
  return [...inBatches(reads), ...inBatches(parts.filter((part) => !reads.includes(part))), ...SECRETS.flatMap(transactions)];
}

function transactions({ className, objectId }: Secret): readonly Question[] {
  const write = { method: 'PUT', path: `/parse/classes/${className}/${objectId}`, body: { n: { __op: 'Increment', amount: 1 } } };
  const create = { method: 'POST', path: '/parse/classes/Scrap', body: { text: 'beside it' } };
  const remove = { method: 'DELETE', path: write.path };
  const silent = className.startsWith('_') ? { silent: 'no transaction takes it' } : {};
  return [[write], [create, write], [remove], [create, remove, create]].map((requests) => ({
    what: 'a transaction',
    method: 'POST',
    path: '/batch',
    body: { requests, transaction: true },
    ...silent,
  }));
}
