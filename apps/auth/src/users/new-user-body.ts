import { refusal, writesEverything, type Identity } from '@parlance/acl';
import type { AppSettings } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import { assertBodyLimits, isObject, wrongType, type UnknownObject } from '@parlance/values';
import { unsupported } from '../providers/index.ts';
import { isEmailAddress } from './email-address.ts';

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

type LetterSettings = Pick<AppSettings, 'convertUsernameToLowercase' | 'convertEmailToLowercase'>;

const CREDENTIALS: ReadonlySet<string> = new Set(['username', 'password', 'email', 'emailVerified', 'authData', 'sessionToken']);
const LENGTH_MAX = 1_024;

/**
 * Takes the credentials out of the body of a sign-up.
 *
 * @throws InvalidJson (107), InvalidFieldName (105) for members that no body may hold; UsernameMissing (200), PasswordMissing (201) where no
 *   account at a service stands for them; and the errors of credentialsOf() and assertUsable()
 */
export function readNewUser(body: UnknownObject, identity: Identity, letters: LetterSettings): UserBody {
  const { username, password, authData } = body;
  if (!offersAccount(authData)) {
    if (typeof username !== 'string' || username === '') throw nameMissing();
    if (typeof password !== 'string' || password === '') throw passwordMissing();
  }
  assertPlain(body);
  const user = credentialsOf(body, identity, letters);
  assertUsable(user);
  return user;
}

/**
 * The same of an update, which may leave all of them out. The caller's right to make it is looked at before assertUsable() is asked.
 * @throws InvalidJson (107), InvalidFieldName (105), and the errors of credentialsOf()
 */
export function readChangedUser(body: UnknownObject, identity: Identity, letters: LetterSettings): UserBody {
  assertPlain(body);
  return credentialsOf(body, identity, letters);
}

/** Data of services are read by the code that knows them. @throws InvalidJson (107), InvalidFieldName (105) */
function assertPlain({ authData: _authData, ...others }: UnknownObject): void {
  assertBodyLimits(others);
}

/**
 * Refuses credentials that Parse Server takes, and no user can mean.
 * @throws UsernameMissing (200), PasswordMissing (201) an empty one, or one that is far too long; InvalidFieldName (105) a session token
 */
export function assertUsable({ credentials: { username, password }, rest }: UserBody): void {
  if (username !== undefined && (username === '' || username.length > LENGTH_MAX || username.includes('\0'))) throw nameMissing();
  if (password !== undefined && (password === '' || password.length > LENGTH_MAX)) throw passwordMissing();
  if (rest['sessionToken'] !== undefined) throw new ParseError('InvalidFieldName', 'Invalid key name: sessionToken');
}

/**
 * @throws InvalidJson (107) a name to be deleted; IncorrectType (111) of another type than the field has; InvalidEmailAddress (125); UnsupportedService (252) authData that name
 *   nothing; OperationForbidden (119) emailVerified from a client; InvalidFieldName (105) a path into one of these
 */
function credentialsOf(body: UnknownObject, identity: Identity, letters: LetterSettings): UserBody {
  const { username, password, email, authData, ...rest } = body;
  if (authData === null || typeof authData === 'string') throw unsupported();
  if (rest['emailVerified'] !== undefined && !writesEverything(identity)) {
    throw refusal({ inFull: "Clients aren't allowed to manually update email verification." });
  }
  assertNoPathIntoCredentials(rest);
  const credentials = {
    username: username === undefined ? undefined : storedUsername(textOf('username', username), letters),
    password: password === undefined ? undefined : textOf('password', password),
    email: email === undefined ? undefined : storedEmail(emailOf(email), letters),
    authData: authData === undefined ? undefined : authDataOf(authData),
  };
  return { credentials, rest };
}

/** A name as the app stores it: in small letters where it wants that. */
export function storedUsername(username: string, { convertUsernameToLowercase }: LetterSettings): string {
  return convertUsernameToLowercase ? username.toLowerCase() : username;
}

function storedEmail(email: string | null, { convertEmailToLowercase }: LetterSettings): string | null {
  return convertEmailToLowercase && email !== null ? email.toLowerCase() : email;
}

/** Whether there is a service with anything to prove an account by. */
export function offersAccount(authData: unknown): boolean {
  return (
    isObject(authData) && Object.values(authData).some((data) => typeof data === 'object' && data !== null && Object.keys(data).length > 0)
  );
}

/** Whether an answer says something of services: with each request that names one. */
export function namesServices(authData: UnknownObject | undefined): boolean {
  return authData !== undefined && Object.keys(authData).length > 0;
}

/** `authData.facebook.id` would get around everything that is checked here. */
function assertNoPathIntoCredentials(rest: UnknownObject): void {
  const path = Object.keys(rest).find((name) => name.includes('.') && CREDENTIALS.has(name.slice(0, name.indexOf('.'))));
  if (path !== undefined) throw new ParseError('InvalidFieldName', `Invalid key name: ${path.slice(0, 100)}`);
}

/** Null stands for nothing at all, as in Parse Server. */
function textOf(field: string, json: unknown): string {
  if (isObject(json) && json['__op'] === 'Delete' && field === 'username') throw nameNeeded();
  if (typeof json === 'string') return json;
  if (json === null) return '';
  throw wrongType(USER, field, 'String', json);
}

function emailOf(json: unknown): string | null {
  if (json === null || (isObject(json) && json['__op'] === 'Delete')) return null;
  if (typeof json !== 'string') throw wrongType(USER, 'email', 'String', json);
  if (isEmailAddress(json)) return json;
  throw new ParseError('InvalidEmailAddress', 'Email address format is invalid.');
}

function authDataOf(json: unknown): UnknownObject {
  if (isObject(json)) return json;
  throw wrongType(USER, 'authData', 'Object', json);
}

function passwordMissing(): ParseError {
  return new ParseError('PasswordMissing', 'password is required');
}

/** Code and text of Parse Server for a name that is to go. */
function nameNeeded(): ParseError {
  return new ParseError('InvalidJson', 'You cannot use [object Object] as a query parameter.');
}

function nameMissing(): ParseError {
  return new ParseError('UsernameMissing', 'bad or missing username');
}

/** The fields of a body that code of the app may see beside credentials: neither the password nor data of services. */
export function fieldsOf({ credentials: { username, email }, rest }: UserBody): UnknownObject {
  return { ...rest, ...(username === undefined ? {} : { username }), ...(typeof email === 'string' ? { email } : {}) };
}
