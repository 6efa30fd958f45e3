import { refusal, writesEverything, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { isObject, type UnknownObject } from '@parlance/values';

/** The members of a body that identify a user and let them in, apart from all other fields. */
export interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Null to have none any more. */
  readonly email: string | null | undefined;
  readonly authData: UnknownObject | undefined;
}

export interface UserBody {
  readonly credentials: Credentials;
  /** For data, which checks it. */
  readonly rest: UnknownObject;
}

const CREDENTIALS: ReadonlySet<string> = new Set(['username', 'password', 'email', 'emailVerified', 'authData', 'sessionToken']);
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const LENGTH_MAX = 1_024;

/**
 * Takes the credentials out of the body of a sign-up or of an update.
 *
 * @throws UsernameMissing (200), PasswordMissing (201), InvalidEmailAddress (125) for a value that is sent and cannot be one;
 *   OperationForbidden (119) emailVerified from a client; InvalidFieldName (105) a session token, or a path into one of these
 */
export function readUserBody(body: UnknownObject, identity: Identity): UserBody {
  const { username, password, email, authData, ...rest } = body;
  if (rest['emailVerified'] !== undefined && !writesEverything(identity)) {
    throw refusal({ inFull: "Clients aren't allowed to manually update email verification." });
  }
  if (rest['sessionToken'] !== undefined) throw new ParseError('InvalidFieldName', 'Invalid key name: sessionToken');
  assertNoPathIntoCredentials(rest);
  const credentials = {
    username: username === undefined ? undefined : usernameOf(username),
    password: password === undefined ? undefined : passwordOf(password),
    email: email === undefined ? undefined : emailOf(email),
    authData: authData === undefined || authData === null ? undefined : authDataOf(authData),
  };
  return { credentials, rest };
}

/** `authData.facebook.id` would get around everything that is checked here. */
function assertNoPathIntoCredentials(rest: UnknownObject): void {
  const path = Object.keys(rest).find((name) => name.includes('.') && CREDENTIALS.has(name.slice(0, name.indexOf('.'))));
  if (path !== undefined) throw new ParseError('InvalidFieldName', `Invalid key name: ${path.slice(0, 100)}`);
}

export function usernameOf(json: unknown): string {
  if (typeof json === 'string' && json !== '' && json.length <= LENGTH_MAX && !json.includes('\0')) return json;
  throw new ParseError('UsernameMissing', 'bad or missing username');
}

export function passwordOf(json: unknown): string {
  if (typeof json === 'string' && json !== '' && json.length <= LENGTH_MAX) return json;
  throw new ParseError('PasswordMissing', 'password is required');
}

function emailOf(json: unknown): string | null {
  if (json === null || (isObject(json) && json['__op'] === 'Delete')) return null;
  if (typeof json === 'string' && json.length <= LENGTH_MAX && !json.includes('\0') && EMAIL.test(json)) return json;
  throw new ParseError('InvalidEmailAddress', 'Email address format is invalid.');
}

function authDataOf(json: unknown): UnknownObject {
  if (isObject(json)) return json;
  throw new ParseError('InvalidAuthData', 'authData must be an object.');
}
