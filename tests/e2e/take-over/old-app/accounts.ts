import { Secret, TOTP } from 'otpauth';
import { op, pointer } from '../../../conformance/values.ts';
import type { Row, Writer } from './writer.ts';

export const PASSWORD = 'the old password';
export const MFA_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** The one-time password of now, or of a time some steps later: each counts once. */
export function oneTimePassword(steps = 0): string {
  const totp = new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(MFA_SECRET) });
  return totp.generate({ timestamp: Date.now() + steps * 30_000 });
}

/** A user as others have to know them. */
export interface Account {
  readonly username: string;
  readonly objectId: string;
  /** Of the session that the sign-up has begun. */
  readonly token: string;
}

export type AccountName =
  'ada' | 'bob' | 'carl' | 'dora' | 'eve' | 'anonymous' | 'linked' | 'mfa' | 'locked' | 'changed' | 'resetting' | 'expired';

export interface WrittenAccounts {
  readonly of: Readonly<Record<AccountName, Account>>;
  /** Codes of the user with a second factor for a lost device. */
  readonly recovery: readonly string[];
}

/** Users of every kind: password, linked, anonymous, with a second factor, locked out, with mails outstanding, with former passwords. */
export async function writeAccounts(writer: Writer): Promise<WrittenAccounts> {
  const signUp = async (username: string, more: Row = {}): Promise<Account> => {
    const { objectId, sessionToken } = await writer.send('POST', '/users', { username, password: PASSWORD, ...more }, { as: 'client' });
    return { username, objectId: objectId as string, token: sessionToken as string };
  };
  const logIn = (username: string, more: Row = {}) =>
    writer.try('POST', '/login', { username, password: PASSWORD, ...more }, { as: 'client' });
  const change = (user: Account, body: Row): Promise<Row> =>
    writer.send('PUT', `/users/${user.objectId}`, body, { as: 'client', headers: { 'X-Parse-Session-Token': user.token } });

  const ada = await signUp('ada', { email: 'ada@old.example', nick: 'Countess', age: 36 });
  const bob = await signUp('bob', { email: 'bob@old.example', home: pointer('Team', 'someTeam00') });
  const carl = await signUp('carl');
  const dora = await signUp('dora', { ACL: { '*': { read: true } } });
  const eve = await signUp('eve', { email: 'Eve.Mixed@Old.Example' });
  await writer.send('PUT', `/users/${ada.objectId}`, { emailVerified: true });

  const anonymous = await signedUpBy(writer, { anonymous: { id: '0a1b2c3d-0000-4000-8000-00000000abcd' } }, {});
  const linked = await signedUpBy(writer, { guild: { id: 'guild-1', access_token: 'secret of the guild' } }, { nick: 'G' });
  await change(ada, { authData: { guild: { id: 'guild-ada', access_token: 'x' } } });

  const mfa = await signUp('mfa', { email: 'mfa@old.example' });
  const enrolled = await change(mfa, { authData: { mfa: { secret: MFA_SECRET, token: oneTimePassword() } } });
  const recovery = (enrolled as { authDataResponse: { mfa: { recovery: string } } }).authDataResponse.mfa.recovery.split(', ');

  const locked = await signUp('locked');
  for (let attempt = 0; attempt < 4; attempt++) await logIn('locked', { password: 'wrong' });
  const changed = await signUp('changed', { password: 'a first password' });
  for (const password of ['a second password', PASSWORD]) await writer.send('PUT', `/users/${changed.objectId}`, { password });
  const resetting = await signUp('resetting', { email: 'resetting@old.example' });
  await writer.send('POST', '/requestPasswordReset', { email: 'resetting@old.example' }, { as: 'client' });
  const expired = await signUp('expired');
  for (const username of ['ada', 'bob', 'bob', 'carl']) await logIn(username, {});
  await logIn('carl', { password: 'wrong' });
  await writer.send('POST', '/sessions', { note: 'made by the app' }, { as: 'client', headers: { 'X-Parse-Session-Token': bob.token } });

  const of = { ada, bob, carl, dora, eve, anonymous, linked, mfa, locked, changed, resetting, expired };
  await writeRoles(writer, of);
  return { of, recovery };
}

async function signedUpBy(writer: Writer, authData: Row, more: Row): Promise<Account> {
  const made = await writer.send('POST', '/users', { authData, ...more }, { as: 'client' });
  return {
    username: (made['username'] as string | undefined) ?? '',
    objectId: made['objectId'] as string,
    token: made['sessionToken'] as string,
  };
}

/** Admins give their power to editors, and these to readers; a cycle of two stands beside them. */
async function writeRoles(writer: Writer, { ada, bob, carl }: Readonly<Record<'ada' | 'bob' | 'carl', Account>>): Promise<void> {
  const role = async (name: string, users: readonly Account[], roles: readonly string[]): Promise<string> => {
    const related = (className: string, ids: readonly string[]) =>
      ids.length === 0 ? {} : op('AddRelation', { objects: ids.map((id) => pointer(className, id)) });
    const members = { users: related('_User', users.map(({ objectId }) => objectId)), roles: related('_Role', roles) }; // prettier-ignore
    const said = Object.fromEntries(Object.entries(members).filter(([, value]) => Object.keys(value).length > 0));
    const made = await writer.send('POST', '/roles', { name, ACL: { '*': { read: true } }, ...said });
    return made['objectId'] as string;
  };
  const admins = await role('Admins', [ada], []);
  const editors = await role('Editors', [bob], [admins]);
  await role('Readers', [carl], [editors]);
  const moon = await role('Moon', [], []);
  const sun = await role('Sun', [bob], [moon]);
  await writer.send('PUT', `/roles/${moon}`, { roles: op('AddRelation', { objects: [pointer('_Role', sun)] }) });
}
