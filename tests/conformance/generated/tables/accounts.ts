import { createHash } from 'node:crypto';
import { request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import { signUp } from '../callers.ts';
import type { Case, Group } from '../group.ts';

const WRONG: Readonly<Record<string, unknown>> = {
  missing: undefined,
  empty: '',
  null: null,
  number: 5,
  true: true,
  list: ['x'],
  object: { a: 1 },
  delete: { __op: 'Delete' },
  spaces: '  ',
};

/** Bodies of sign-ups. `{n}` keeps usernames apart. */
const SIGN_UPS: Readonly<Record<string, Record<string, unknown>>> = {
  ...Object.fromEntries(Object.entries(WRONG).map(([name, value]) => [`username ${name}`, { username: value, password: 'p' }])),
  ...Object.fromEntries(Object.entries(WRONG).map(([name, value]) => [`password ${name}`, { username: 'n-{n}', password: value }])),
  ...Object.fromEntries(
    Object.entries({ ...WRONG, word: 'word', 'without a host': 'a@', good: 'mail{n}@example.com', 'with a space': 'a b@c.d' }).map(
      ([name, value]) => [`email ${name}`, { username: 'n-{n}', password: 'p', email: value }],
    ),
  ),
  ...Object.fromEntries(
    Object.entries({
      null: null,
      empty: {},
      string: 'x',
      number: 5,
      list: [],
      unknown: { nobody: { id: '1' } },
      facebook: { facebook: { id: '1', access_token: 'x' } },
      'anonymous uuid': { anonymous: { id: '7c1e4b3a-0000-4000-8000-{n}' } },
      'anonymous word': { anonymous: { id: 'somebody-{n}' } },
      'anonymous short': { anonymous: { id: 'a{n}' } },
      'anonymous number': { anonymous: { id: 5 } },
      'anonymous empty': { anonymous: {} },
      'anonymous null': { anonymous: null },
      'anonymous id empty': { anonymous: { id: '' } },
      'anonymous capitals': { anonymous: { id: 'ABCDEF12-0000-4000-8000-{n}' } },
      'a bad name': { 'a.b': { id: '1' } },
    }).flatMap(([name, authData]) => [
      [`authData ${name}`, { authData }],
      [`authData ${name} beside a name`, { username: 'n-{n}', password: 'p', authData }],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({
      objectId: 'chosen1234',
      sessionToken: 'r:x',
      emailVerified: true,
      _hashed_password: 'x',
      id: 'x',
      hasOwnProperty: 1,
      $foo: 1,
      'a.b': 1,
      createdAt: '2020-01-01T00:00:00.000Z',
      ACL: {},
      signedUpWith: { k: 1 },
      _perishable_token: 'x',
    }).map(([name, value]) => [`with ${name}`, { username: 'n-{n}', password: 'p', [name]: value }]),
  ),
  'ACL public': { username: 'n-{n}', password: 'p', ACL: { '*': { read: true, write: true } } },
  'ACL string': { username: 'n-{n}', password: 'p', ACL: 'x' },
  'ACL null': { username: 'n-{n}', password: 'p', ACL: null },
  nothing: {},
  'a name that is taken': { username: 'sign-ups-anna', password: 'p' },
  'a name that is taken, in capitals': { username: 'Sign-Ups-ANNA', password: 'p' },
  'an address that is taken': { username: 'n-{n}', password: 'p', email: 'anna@example.com' },
  'an address that is taken, in capitals': { username: 'n-{n}', password: 'p', email: 'Anna@Example.com' },
  'a password of 80 bytes': { username: 'n-{n}', password: 'p'.repeat(80) },
  'a password with a lone surrogate': { username: 'n-{n}', password: 'p\ud800' },
  'a name with a lone surrogate': { username: 'n\udc00-{n}', password: 'p' },
};

const WAYS: Readonly<Record<string, Partial<Step>>> = {
  '': {},
  ', by the master': { as: 'master' },
  ', through classes': { path: '/classes/_User' },
};

/** Titles of requests are unique: their hashes keep names apart. */
const numbered = (body: unknown, title: string): unknown =>
  JSON.parse(JSON.stringify(body).replaceAll('{n}', createHash('sha256').update(title).digest('hex').slice(0, 12)));

export const signUps: Group = {
  title: 'sign-ups',
  before: [signUp('sign-ups', 'anna', { email: 'anna@example.com' })],
  // Bodies that are alike but for the name beside them may want the same id: they are one case.
  cases: [
    [
      request('the master with an installation', 'POST', '/users', {
        body: { username: 'sign-ups-installed', password: 'p' },
        as: 'master',
        headers: { 'X-Parse-Installation-Id': 'sign-ups' },
      }),
    ],
    ...[...Map.groupBy(Object.entries(SIGN_UPS), ([name]) => name.replace(' beside a name', '')).values()].map((bodies): Case =>
      bodies.flatMap(([name, body]) =>
        Object.entries(WAYS).map(([way, more]) =>
          request(`${name}${way}`, 'POST', '/users', { body: numbered(body, `${name}${way}`), ...more }),
        ),
      ),
    ),
  ],
};

/** Members of a log-in. */
const LOG_INS: Readonly<Record<string, Record<string, unknown>>> = {
  right: { username: '{anna}', password: 'password of anna' },
  'right, by address': { email: '{anna}@example.com', password: 'password of anna' },
  'address as a name': { username: '{anna}@example.com', password: 'password of anna' },
  both: { username: '{anna}', email: '{anna}@example.com', password: 'password of anna' },
  'both, of two users': { username: '{bob}', email: '{anna}@example.com', password: 'password of anna' },
  wrong: { username: '{bob}', password: 'wrong' },
  'a name in capitals': { username: '{ANNA}', password: 'password of anna' },
  'an unknown name': { username: 'nobody at all', password: 'x' },
  'no password': { username: '{anna}' },
  'no name': { password: 'x' },
  nothing: {},
  ...Object.fromEntries(
    Object.entries(WRONG).flatMap(([name, value]) => [
      [`name ${name}`, { username: value, password: 'x' }],
      [`password ${name}`, { username: '{anna}', password: value }],
      [`address ${name}`, { email: value, password: 'x' }],
    ]),
  ),
  'an operator as a name': { username: { $ne: 'x' }, password: 'x' },
  'an operator as a password': { username: '{anna}', password: { $ne: 'x' } },
  'authData beside': { username: '{anna}', password: 'password of anna', authData: {} },
  'authData alone': { authData: { anonymous: { id: 'x' } } },
  'a further member': { username: '{anna}', password: 'password of anna', further: 1 },
};
const asText = (value: unknown): unknown => (typeof value === 'object' ? JSON.stringify(value) : value);

/** Each kind of members has users of its own: failed log-ins lock them. */
const ofUsers = (members: unknown, at: number): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(members)
      .replaceAll('{anna}', `log-ins-anna${at}`)
      .replaceAll('{ANNA}', `LOG-INS-ANNA${at}`)
      .replaceAll('{bob}', `log-ins-bob${at}`),
  ) as Record<string, unknown>;

export const logIns: Group = {
  title: 'log-ins',
  cases: Object.entries(LOG_INS).map(([name, shape], at): Case => {
    const members = ofUsers(shape, at);
    const query = Object.fromEntries(Object.entries(members).map(([key, value]) => [key, asText(value)]));
    const body = { body: members };
    return [
      ...['anna', 'bob'].flatMap((user) =>
        JSON.stringify(shape).includes(`{${user}}`)
          ? [
              {
                ...signUp('log-ins', `${user}${at}`, { email: `log-ins-${user}${at}@example.com`, password: `password of ${user}` }),
                title: `${name}: ${user}`,
              },
            ]
          : [],
      ),
      request(`${name}: POST /login`, 'POST', '/login', body),
      request(`${name}: GET /login`, 'GET', '/login', { query }),
      request(`${name}: POST /verifyPassword`, 'POST', '/verifyPassword', body),
      request(`${name}: GET /verifyPassword`, 'GET', '/verifyPassword', { query }),
      request(`${name}: POST /login by the master`, 'POST', '/login', { ...body, as: 'master' }),
    ];
  }),
};

const asksMail: Case[] = ['requestPasswordReset', 'verificationEmailRequest', 'challenge'].flatMap((route) =>
  Object.entries({
    nothing: {},
    'address null': { email: null },
    'address number': { email: 5 },
    'address empty': { email: '' },
    'address unknown': { email: 'nobody@example.com' },
    'address object': { email: { a: 1 } },
    token: { token: 'x' },
    'token number': { token: 5 },
  }).map(([name, body]): Case => [request(`${route}, ${name}`, 'POST', `/${route}`, { body })]),
);

export const mails: Group = { title: 'mails', cases: asksMail };
