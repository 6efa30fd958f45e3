import { type CustomProvider, functionAt, type IdentityProviders, type ProviderStep } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import { assertBodyLimits, isObject, type UnknownObject } from '@parlance/values';
import { notVerified } from './refusals.ts';

/** The service of this name that the app's code checks; undefined where there is none, or it is switched off. */
export function customProviderOf(name: string, { custom }: IdentityProviders): CustomProvider | undefined {
  const provider = Object.hasOwn(custom, name) ? custom[name] : undefined;
  return provider?.enabled === true ? provider : undefined;
}

/**
 * The step at which credentials are checked. `validateAuthData` takes all of them; an adapter that tells them apart is asked about a first
 * link, about a log-in, or about a change by the user's own session or the master key.
 *
 * @param isLinked whether the user, where there is one, has an account at the service
 * @param isOwn whether the request is the user's own, or made with the master key
 */
export function stepOf(provider: CustomProvider, isLinked: boolean, isOwn: boolean): ProviderStep {
  if (functionAt(provider, 'validateAuthData') !== undefined) return 'validateAuthData';
  if (!isLinked) return 'validateSetUp';
  return isOwn ? 'validateUpdate' : 'validateLogin';
}

/** The answer of a function about credentials. */
export interface StepAnswer {
  /** To store instead of the data that were sent; undefined: those are stored. */
  readonly save: UnknownObject | undefined;
  /** Nothing is stored, and all that is stored stays. */
  readonly doNotSave: boolean;
  /** For the client, in `authDataResponse`. */
  readonly response: unknown;
}

/**
 * Reads the answer of a function: `{save, doNotSave, response}`, each of which may be left out, as may all of it.
 * @throws InvalidLinkedSession (251) for false; CloudCodeFailed (141) for a `save` that is no object; the errors of assertBodyLimits()
 */
export function readStepAnswer(answer: unknown, provider: string): StepAnswer {
  if (answer === false) throw notVerified(provider, "the app's code refuses it");
  if (!isObject(answer)) return { save: undefined, doNotSave: false, response: undefined };
  const { save, doNotSave, response } = answer;
  if (save !== undefined && save !== null && !isObject(save)) {
    throw new ParseError('CloudCodeFailed', `The function of ${provider} answered a "save" that is no object.`);
  }
  if (isObject(save)) assertBodyLimits({ [provider]: save });
  return { save: isObject(save) ? save : undefined, doNotSave: doNotSave === true, response };
}

/** Whether a log-in is complete, or needs the second factor where the user has one. */
export type Proof = 'complete' | 'single';

/**
 * Decides whether the accounts that were offered suffice, by the policies of those that a user has: one with the policy `solo` is enough,
 * and users with `additional` ones have to offer one of these.
 *
 * @param linked names of the services that the user has accounts at
 * @throws OtherCause (-1) in Parse Server's words for one that is missing
 */
export function proofBy(offered: ReadonlySet<string>, linked: readonly string[], auth: IdentityProviders): Proof {
  const policyOf = (name: string) => customProviderOf(name, auth)?.policy;
  if (linked.some((name) => policyOf(name) === 'solo' && offered.has(name))) return 'complete';
  const additional = linked.filter((name) => policyOf(name) === 'additional');
  if (additional.some((name) => offered.has(name))) return 'complete';
  if (additional.length > 0) throw new ParseError('OtherCause', `Missing additional authData ${additional.join(',')}`);
  return 'single';
}

/**
 * True for data that repeat, whole or in part, those that are stored: SDKs send back the answers that they had, which an `afterFind`
 * may have shortened.
 */
export function repeatsStored(sent: unknown, stored: unknown, same: (left: unknown, right: unknown) => boolean): boolean {
  if (!isObject(sent) || !isObject(stored)) return false;
  const names = Object.keys(sent);
  return names.length > 0 && names.every((name) => Object.hasOwn(stored, name) && same(sent[name], stored[name]));
}

/**
 * The condition under which a check of stored data still holds: members that the check changes are as it has seen them. A token that serves
 * once is so used up by one request alone.
 */
export function unchangedSinceCheck(provider: string, seen: UnknownObject, next: UnknownObject): UnknownObject {
  const isCompared = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  const changed = Object.entries(seen).filter(([name, value]) => isCompared(value) && next[name] !== value && MEMBER.test(name));
  return Object.fromEntries(changed.map(([name, value]) => [`authData.${provider}.${name}`, value]));
}

const MEMBER = /^[A-Za-z][A-Za-z0-9_]*$/;
