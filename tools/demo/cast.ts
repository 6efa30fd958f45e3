import { randomBytes } from 'node:crypto';
import type Parse from 'parse/node';
import type { ParseSdk } from './sdk.ts';

const USERS = { ada: 'Demo Ada', eve: 'Demo Eve' } as const;
const ROLES = { friends: 'Demo Friends', family: 'Demo Family' } as const;
const SECRET = 'the spare key is under the blue pot';
const MASTER = { useMasterKey: true } as const;

/** Two users, a note of one of them, and two roles without members. */
export interface Cast {
  readonly ada: Parse.User;
  readonly eve: Parse.User;
  readonly note: Parse.Object;
  readonly friends: Parse.Role;
  readonly family: Parse.Role;
}

export async function introduceCast(sdk: ParseSdk): Promise<Cast> {
  const ada = await signUp(sdk, USERS.ada);
  const eve = await signUp(sdk, USERS.eve);
  const note = new sdk.Object('Note', { text: SECRET });
  note.setACL(new sdk.ACL(ada));
  await note.save(null, as(ada));
  return { ada, eve, note, friends: await newRole(sdk, ROLES.friends), family: await newRole(sdk, ROLES.family) };
}

/** Removes users, roles and note of this and of interrupted runs, by the master key. The sessions of the users go with them. */
export async function removeCast(sdk: ParseSdk): Promise<void> {
  const users = await new sdk.Query(sdk.User).containedIn('username', Object.values(USERS)).find(MASTER);
  const roles = await new sdk.Query(sdk.Role).containedIn('name', Object.values(ROLES)).find(MASTER);
  const notes = await new sdk.Query('Note').equalTo('text', SECRET).find(MASTER);
  await sdk.Object.destroyAll([...users, ...roles, ...notes], MASTER);
}

/** The part of a request that says which user makes it. */
export function as(user: Parse.User): { readonly sessionToken: string } {
  return { sessionToken: String(user.getSessionToken()) };
}

function signUp(sdk: ParseSdk, username: string): Promise<Parse.User> {
  return new sdk.User({ username, password: randomBytes(18).toString('base64url') }).signUp();
}

/** Nobody but the master key may change it. */
function newRole(sdk: ParseSdk, name: string): Promise<Parse.Role> {
  return new sdk.Role(name, new sdk.ACL()).save(null, MASTER);
}
