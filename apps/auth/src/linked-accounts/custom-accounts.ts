import { isDeepStrictEqual } from 'node:util';
import { writesEverything } from '@parlance/acl';
import { functionAt, type CustomProvider, type ProviderStep } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { USER } from '@parlance/platform-classes';
import { isObject, type UnknownObject } from '@parlance/values';
import { encoded } from '../code/account-rules.ts';
import type { AppFunctions } from '../code/app-functions.ts';
import { type Credentials, customProviderOf, readStepAnswer, stepOf, unchangedSinceCheck } from '../providers/index.ts';
import type { Asking } from '../records/asking.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { LinkedAccount } from './linked-account.ts';

/** The request in which credentials are offered. */
export interface Offer extends Asking {
  /** The user that the request changes, or whose password came with it; undefined where the accounts are to find them. */
  readonly user?: UserRecord | undefined;
  /** The fields that the request sends beside the credentials. */
  readonly fields?: UnknownObject | undefined;
  readonly isChallenge?: boolean | undefined;
}

/** Services that functions of the app's code check. */
export class CustomAccounts {
  readonly #functions: AppFunctions;

  constructor(functions: AppFunctions) {
    this.#functions = functions;
  }

  /**
   * Has a function confirm credentials.
   *
   * @param user the one who has the account, or is to have it; undefined for nobody
   * @throws the error of the function; InvalidLinkedSession (251); LinkedIdMissing (250) where the account is to find its user
   */
  async verify(credentials: Credentials, provider: CustomProvider, user: UserRecord | undefined, offer: Offer): Promise<LinkedAccount> {
    const name = credentials.provider;
    const sent = credentials.all();
    const claimed = credentials.claimedId();
    const stored = user !== undefined && Object.hasOwn(user.authData, name) ? (user.authData[name] as UnknownObject) : undefined;
    const step = stepOf(provider, stored !== undefined, isOwn(user, offer.context));
    const answer = await this.#ask(step, name, provider, { authData: sent }, user, offer);
    const { save, doNotSave, response } = readStepAnswer(answer, name);
    const next: UnknownObject = save === undefined || claimed === undefined ? (save ?? sent) : { id: claimed, ...save };
    const isChanged = !doNotSave && !isDeepStrictEqual(next, stored);
    const id = provider.policy === 'additional' ? undefined : idOf(next);
    if (id === undefined && provider.policy !== 'additional') credentials.id(); // throws
    return {
      provider: name,
      id,
      data: doNotSave ? undefined : next,
      response,
      condition: stored !== undefined && isChanged ? unchangedSinceCheck(name, stored, next) : undefined,
    };
  }

  /** @returns undefined where the service has nothing to ask back */
  async challenge(name: string, challengeData: unknown, authData: unknown, user: UserRecord | undefined, offer: Offer): Promise<unknown> {
    const provider = customProviderOf(name, offer.app.settings.auth);
    if (provider === undefined || functionAt(provider, 'challenge') === undefined) return undefined;
    const asked = { challengeData, ...(authData === undefined ? {} : { authData }) };
    return (await this.#ask('challenge', name, provider, asked, user, { ...offer, isChallenge: true })) ?? true;
  }

  /**
   * A user as shown to themself, with the data of services as the functions of these show them: `afterFind`. One that answers nothing
   * shows the stored data.
   */
  async view(shown: UnknownObject, { app, context, origin }: Asking): Promise<UnknownObject> {
    const { authData } = shown;
    const shownByCode = Object.entries(app.settings.auth.custom).filter(([, provider]) => functionAt(provider, 'afterFind') !== undefined);
    if (shownByCode.length === 0 || !isObject(authData)) return shown;
    const views = shownByCode
      .filter(([name]) => Object.hasOwn(authData, name))
      .map(async ([name, provider]) => {
        const data = authData[name];
        const answer = await this.#ask('afterFind', name, provider, { authData: data }, undefined, { app, context, origin });
        return [name, answer ?? data] as const;
      });
    return { ...shown, authData: { ...authData, ...Object.fromEntries(await Promise.all(views)) } };
  }

  #ask(
    step: ProviderStep,
    name: string,
    provider: CustomProvider,
    asked: UnknownObject,
    user: UserRecord | undefined,
    { context, origin, fields = {}, isChallenge }: Offer,
  ): Promise<unknown> {
    const { identity } = context;
    const parameters = {
      step,
      provider: name,
      ...asked,
      options: provider.options,
      master: writesEverything(identity),
      ip: origin.address,
      installationId: origin.installationId,
      ...(step === 'afterFind' ? {} : { object: encoded({ ...user?.shown, ...fields }) }),
      ...(user === undefined ? {} : { original: encoded(user.shown) }),
      ...(identity.kind === 'user' ? { user: { __type: 'Pointer', className: USER, objectId: identity.userId } } : {}),
      ...(isChallenge === true ? { isChallenge } : {}),
    };
    return this.#functions.ask(functionAt(provider, step) as string, parameters, context);
  }
}

function isOwn(user: UserRecord | undefined, { identity }: RequestContext): boolean {
  if (user === undefined) return false;
  return writesEverything(identity) || (identity.kind === 'user' && identity.userId === user.objectId);
}

function idOf({ id }: UnknownObject): string | undefined {
  return typeof id === 'string' && id !== '' ? id : undefined;
}
