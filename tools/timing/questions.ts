import type { System } from '../bench/systems.ts';

/** A request whose answer is the same whatever is the case; its name says the case. */
export interface TimedRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The expected answer; another one fails the measurement. */
  readonly status: number;
}

/** Requests that an observer must not be able to tell apart by the time of their answers. `next` is called once per request. */
export interface Question {
  readonly name: string;
  readonly kinds: Readonly<Record<string, (index: number) => TimedRequest>>;
}

/** Guesses are counted with each user, and a user that is guessed at too often is locked out, so many take turns. */
const USERS = 20;
const userAt = (index: number): string => `timed-user-${index % USERS}`;
const lockedAt = (index: number): string => `timed-locked-${index % USERS}`;
/** As long as a name that exists. */
const nobodyAt = (index: number): string => `timed-nobod-${index % USERS}`;
const addressOf = (name: string): string => `${name}@example.com`;

const MISSING = 'missing000';

const logIn = (username: string): TimedRequest => ({
  method: 'POST',
  path: '/parse/login',
  body: { username, password: 'a wrong password' },
  status: 404,
});
const mail = (path: string, name: string): TimedRequest => ({
  method: 'POST',
  path: `/parse/${path}`,
  body: { email: addressOf(name) },
  status: 200,
});
const object = (method: TimedRequest['method'], id: string): TimedRequest => ({
  method,
  path: `/parse/classes/Timed/${id}`,
  ...(method === 'PUT' ? { body: { n: 1 } } : {}),
  status: 404,
});

/** @param hidden id of an object that the public key cannot see */
export function questionsAbout(hidden: string): readonly Question[] {
  return [
    {
      name: 'log-in',
      kinds: {
        'unknown user': (index) => logIn(nobodyAt(index)),
        'wrong password': (index) => logIn(userAt(index)),
        'wrong password of a locked-down user': (index) => logIn(lockedAt(index)),
      },
    },
    {
      name: 'password reset',
      kinds: {
        'unknown address': (index) => mail('requestPasswordReset', nobodyAt(index)),
        'known address': (index) => mail('requestPasswordReset', userAt(index)),
      },
    },
    {
      name: 'verification mail',
      kinds: {
        'unknown address': (index) => mail('verificationEmailRequest', nobodyAt(index)),
        'known address': (index) => mail('verificationEmailRequest', userAt(index)),
      },
    },
    ...(['GET', 'PUT', 'DELETE'] as const).map((method) => ({
      name: `${method} of an object`,
      kinds: { missing: () => object(method, MISSING), hidden: () => object(method, hidden) },
    })),
  ];
}

/** Makes the users and the hidden object. @returns its id */
export async function prepare(system: System): Promise<string> {
  for (let index = 0; index < USERS; index++) {
    await made(system, '/parse/users', { username: userAt(index), password: 'a right password', email: addressOf(userAt(index)) });
    const { objectId } = await made(system, '/parse/users', { username: lockedAt(index), password: 'a right password' });
    await send(system, 'PUT', `/parse/users/${objectId}`, { ACL: {} });
  }
  const { objectId } = await made(system, '/parse/classes/Timed', { n: 0, ACL: {} });
  return objectId;
}

async function made(system: System, path: string, body: object): Promise<{ readonly objectId: string }> {
  return (await send(system, 'POST', path, body)) as { readonly objectId: string };
}

async function send({ url, masterHeaders }: System, method: string, path: string, body: object): Promise<unknown> {
  const headers = { ...masterHeaders, 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path} was answered by ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
