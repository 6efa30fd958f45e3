import { setTimeout as sleep } from 'node:timers/promises';
import { READERS } from './secrets.ts';
import type { System } from './systems.ts';

const START_MS_MAX = 30_000;
const RETRY_MS = 100;

/** Users who log in. Each side hashes the passwords itself, by its own default. */
const USERS = 16;
const PASSWORD = 'a password of the benchmark';
/** From the outermost to the innermost: members of a role are members of the one before it. */
const ROLES = [READERS, 'Bench Keepers', 'Bench Founders'] as const;

/** Where a log-in goes; the names take turns. */
export function logInOf(index: number): { readonly method: 'POST'; readonly path: string; readonly body: string } {
  return { method: 'POST', path: '/parse/login', body: JSON.stringify({ username: nameAt(index), password: PASSWORD }) };
}

/** Makes users, and the first of them a member of three roles, one within the other. @returns the header fields of that user's session */
export async function introduceUsers(system: System): Promise<Readonly<Record<string, string>>> {
  const ids: string[] = [];
  for (let index = 0; index < USERS; index++) {
    const { objectId } = await made(system, '/parse/users', { username: nameAt(index), password: PASSWORD });
    ids.push(objectId);
  }
  let members: Record<string, unknown> = { users: related('_User', ids[0]) };
  for (const name of ROLES.toReversed()) {
    const { objectId } = await made(system, '/parse/roles', { name, ACL: {}, ...members });
    members = { roles: related('_Role', objectId) };
  }
  const { method, path, body } = logInOf(0);
  const answer = await fetch(system.url + path, { method, body, headers: { ...system.headers, 'content-type': 'application/json' } });
  const { sessionToken } = (await answer.json()) as { readonly sessionToken?: string };
  if (sessionToken === undefined) throw new Error(`${system.name} answered a right log-in by ${answer.status}.`);
  return { ...system.headers, 'x-parse-session-token': sessionToken };
}

/** A gateway is ready before `auth` is, and answers 503 until then: nothing was done, so the same is asked again. */
async function made(system: System, path: string, body: object, until = Date.now() + START_MS_MAX): Promise<{ readonly objectId: string }> {
  const { url, masterHeaders, name } = system;
  const headers = { ...masterHeaders, 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (answer.status === 503 && Date.now() < until) {
    await sleep(RETRY_MS);
    return made(system, path, body, until);
  }
  if (answer.status !== 201) throw new Error(`${name} answered POST ${path} by ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { readonly objectId: string };
}

const nameAt = (index: number): string => `bench-user-${index % USERS}`;
const related = (className: string, objectId: string | undefined) => ({
  __op: 'AddRelation',
  objects: [{ __type: 'Pointer', className, objectId }],
});
