import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import { assertBodyLimits, type JsonObject, type UnknownObject } from '@parlance/values';
import type { PlatformObjects } from '@parlance/platform-objects';
import { userRecord, type UserRecord } from '../records/user-record.ts';

/** The user that a log-in means, and the password offered. */
export interface StatedUser {
  readonly where: JsonObject;
  /** As it was stated: a username, an e-mail, or a username before an e-mail. */
  readonly name: string;
  readonly password: string;
}

/**
 * Reads name, or e-mail, and password.
 * @throws UsernameMissing (200), PasswordMissing (201), InvalidJson (107) for strings that are no Unicode; ObjectNotFound (101) for a value that is no string, as for any wrong name
 */
export function statedUser({ username, email, password }: UnknownObject): StatedUser {
  if (isMissing(username) && isMissing(email)) throw new ParseError('UsernameMissing', 'username/email is required.');
  if (isMissing(password)) throw new ParseError('PasswordMissing', 'password is required.');
  const texts = [username, email, password].filter((value) => !isMissing(value));
  if (!texts.every((value) => typeof value === 'string')) throw new ParseError('ObjectNotFound', 'Invalid username/password.');
  assertBodyLimits({ username, email, password });
  const name = (isMissing(username) ? email : username) as string;
  return { where: whereOf(username as string | undefined, email as string | undefined), name, password: password as string };
}

/** An e-mail may stand in the place of the name. */
function whereOf(username: string | undefined, email: string | undefined): JsonObject {
  if (isMissing(username)) return { email: email as string };
  if (isMissing(email)) return { $or: [{ username: username as string }, { email: username as string }] };
  return { username: username as string, email: email as string };
}

/** Whose name it is comes before whose e-mail it is. */
export async function findStated(
  objects: PlatformObjects,
  { where }: StatedUser,
  context: RequestContext,
): Promise<UserRecord | undefined> {
  const found = (await objects.findAll(USER, where, 2, context)).map(userRecord);
  const [first] = found;
  if (found.length < 2) return first;
  const named = (where['$or'] as readonly JsonObject[] | undefined)?.[0]?.['username'];
  return found.find(({ username }) => username === named) ?? first;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
