import { ParseError } from '@parlance/errors';
import { isObject, type UnknownObject } from '@parlance/values';

/** A request of `POST /challenge`: the services that shall ask something back, and the user to be asked. */
export interface ChallengeRequest {
  readonly challengeData: UnknownObject;
  /** The user to be asked. `account`: the owner of an account in `authData`; `nobody`: no user is named. */
  readonly whose: 'password' | 'account' | 'nobody';
}

/**
 * Reads the body. Texts and order of the refusals are Parse Server's.
 * @throws OtherCause (-1) nothing to challenge, or two ways of saying whose
 */
export function readChallengeRequest(body: UnknownObject): ChallengeRequest {
  const { username, email, password, authData, challengeData } = body;
  const named = isSent(username) || isSent(email);
  if (named && !isSent(password)) throw refusal('You provided username or email, you need to also provide password.');
  if (!isSent(challengeData)) throw refusal('Nothing to challenge.');
  if (!isObject(challengeData)) throw refusal('challengeData should be an object.');
  if (!isSent(authData)) return { challengeData, whose: named ? 'password' : 'nobody' };
  if (!isObject(authData)) throw refusal('authData should be an object.');
  if (named) throw refusal('You cannot provide username/email and authData, only use one identification method.');
  const withId = Object.values(authData).filter((data) => isObject(data) && isSent(data['id']));
  if (withId.length > 1) throw refusal('You cannot provide more than one authData provider with an id.');
  return { challengeData, whose: 'account' };
}

function isSent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== false && value !== 0;
}

function refusal(text: string): ParseError {
  return new ParseError('OtherCause', text);
}
