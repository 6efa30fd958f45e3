import type { Parlance, RestAnswer, RestOptions } from '@parlance/testing';

/** A user that a test has signed up. */
export interface SignedUp {
  readonly id: string;
  readonly username: string;
  readonly token: string;
  readonly answer: RestAnswer;
}

export const PASSWORD = 'a right password';

/** Long enough for a first sign-up on a busy machine, which waits for the indexes of its class. */
export const PATIENT = { allowClientClassCreation: true, requestDeadlineMs: 60_000 } as const;

/** The header field of a session. */
export function as(token: string, more: RestOptions = {}): RestOptions {
  return { ...more, headers: { ...more.headers, 'X-Parse-Session-Token': token } };
}

let count = 0;

/** Signs up a user of a name that no other test has; throws when that is refused. */
export async function signUp(parlance: Parlance, members: Record<string, unknown> = {}, options: RestOptions = {}): Promise<SignedUp> {
  const username = `user${(count += 1)}`;
  const answer = await parlance.rest('POST', '/users', { username, password: PASSWORD, ...members }, options);
  if (answer.status !== 201) throw new Error(`The sign-up of ${username} was answered by ${answer.status} ${answer.text}`);
  return {
    id: answer.body.objectId,
    username: (members['username'] as string | undefined) ?? username,
    token: answer.body.sessionToken,
    answer,
  };
}

/** Logs in and gives the token. */
export async function logIn(parlance: Parlance, username: string, options: RestOptions = {}): Promise<string> {
  const { status, body, text } = await parlance.rest('POST', '/login', { username, password: PASSWORD }, options);
  if (status !== 200) throw new Error(`The log-in of ${username} was answered by ${status} ${text}`);
  return body.sessionToken as string;
}

/** Status and code of an answer, for short expectations; code 0 when it is no error. */
export function verdict({ status, body }: RestAnswer): readonly [status: number, code: number] {
  return [status, status < 400 ? 0 : (body?.code as number)];
}

export function userPointer(objectId: string): Record<string, unknown> {
  return { __type: 'Pointer', className: '_User', objectId };
}
