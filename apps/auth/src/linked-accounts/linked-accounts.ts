import { isDeepStrictEqual } from 'node:util';
import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Outbound } from '@parlance/outbound';
import { USER } from '@parlance/platform-classes';
import type { JsonObject } from '@parlance/values';
import { type AuthDataRequest, type Credentials, customProviderOf, type KeySets, verifyCredentials } from '../providers/index.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import type { CustomAccounts, Offer } from './custom-accounts.ts';
import { linkMembers } from './link-members.ts';
import type { LinkedAccount } from './linked-account.ts';

/** The changes of a user's accounts by an update. */
export interface AccountChanges {
  /** Data of services to store, by name; null to unlink one. */
  readonly links: Readonly<Record<string, unknown>>;
  /** A `where` that the user has to meet for that. */
  readonly condition: Readonly<Record<string, unknown>>;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Accounts at other services, and which users of an app they are linked to. */
export class LinkedAccounts {
  readonly #objects: PlatformObjects;
  readonly #outbound: Outbound;
  readonly #keys: KeySets;
  readonly #custom: CustomAccounts;

  constructor(objects: PlatformObjects, outbound: Outbound, keys: KeySets, custom: CustomAccounts) {
    this.#objects = objects;
    this.#outbound = outbound;
    this.#keys = keys;
    this.#custom = custom;
  }

  /**
   * Has every service confirm its credentials: others at once, then those that the app's code checks one by one, in the order of their
   * names, so that no code is sent for a log-in that fails anyway.
   *
   * @throws LinkedIdMissing (250), InvalidLinkedSession (251), InvalidAuthData (253); the errors of code
   */
  async verify(offered: readonly Credentials[], offer: Offer): Promise<readonly LinkedAccount[]> {
    const { settings } = offer.app;
    const custom = offered.filter(({ provider }) => customProviderOf(provider, settings.auth) !== undefined);
    const others = offered.filter((credentials) => !custom.includes(credentials));
    const context = { outbound: this.#outbound, keys: this.#keys, now: new Date() };
    const proven = await Promise.all(
      others.map(async (credentials) => ({
        provider: credentials.provider,
        ...(await verifyCredentials(credentials, settings, context)),
      })),
    );
    return custom.length === 0 ? proven : [...proven, ...(await this.#verifyCustom(custom, proven, offer))];
  }

  async #verifyCustom(custom: readonly Credentials[], proven: readonly LinkedAccount[], offer: Offer): Promise<readonly LinkedAccount[]> {
    const { auth } = offer.app.settings;
    const findsUser = ({ provider }: Credentials) => customProviderOf(provider, auth)?.policy !== 'additional';
    const claimed = custom.filter(findsUser).map((credentials) => ({ provider: credentials.provider, id: credentials.claimedId() }));
    const user = offer.user ?? (await this.owners([...proven, ...claimed], offer.context))[0];
    const accounts: LinkedAccount[] = [];
    for (const credentials of custom) {
      const provider = customProviderOf(credentials.provider, auth);
      if (provider !== undefined) accounts.push(await this.#custom.verify(credentials, provider, user, offer));
    }
    return accounts;
  }

  /** The users who have one of these accounts. Two for one account only where a database was adopted with both. */
  async owners(accounts: readonly Pick<LinkedAccount, 'provider' | 'id'>[], context: RequestContext): Promise<readonly UserRecord[]> {
    const [first, ...others] = accounts.flatMap(({ provider, id }): JsonObject[] =>
      id === undefined ? [] : [{ [`authData.${provider}.id`]: id }],
    );
    if (first === undefined) return [];
    const where = others.length === 0 ? first : { $or: [first, ...others] };
    return (await this.#objects.findAll(USER, where, accounts.length + 1, context)).map(userRecord);
  }

  /**
   * The changes of a user's accounts: new ones are verified, and those sent as null unlinked.
   * @throws AccountAlreadyLinked (208) the account of somebody else; the errors of verify()
   */
  async changes(
    user: UserRecord,
    { offered, unlinked }: Pick<AuthDataRequest, 'offered' | 'unlinked'>,
    offer: Offer,
  ): Promise<AccountChanges> {
    const accounts = await this.verify(offered, { ...offer, user });
    await this.assertNobodyElses(user, accounts, offer.context);
    const links = { ...linksOf(accounts), ...Object.fromEntries(unlinked.map((provider) => [provider, null])) };
    return { links, condition: conditionOf(accounts), responses: responsesOf(accounts) };
  }

  /** @throws AccountAlreadyLinked (208) */
  async assertNobodyElses(user: UserRecord, accounts: readonly LinkedAccount[], context: RequestContext): Promise<void> {
    const owners = await this.owners(accounts, context);
    if (owners.some(({ objectId }) => objectId !== user.objectId)) throw alreadyLinked();
  }

  /**
   * Stores the services' current word on accounts of a user, as long as the user has them.
   * @throws ObjectNotFound (101) otherwise; CloudCodeFailed (141) where data changed that code has checked
   */
  async refresh(user: UserRecord, accounts: readonly LinkedAccount[], context: RequestContext): Promise<void> {
    const linked = accounts.filter(({ provider, id }) => id !== undefined && Object.hasOwn(user.authData, provider));
    const condition = Object.fromEntries(linked.map(({ provider, id }) => [`authData.${provider}.id`, id]));
    const checked = conditionOf(accounts);
    if (
      await this.#objects.noteIf(USER, user.objectId, linkMembers(linksOf(accounts)), { ...condition, ...checked } as JsonObject, context)
    )
      return;
    if (Object.keys(checked).length > 0) throw new ParseError('CloudCodeFailed', 'Invalid auth data');
    throw new ParseError('ObjectNotFound', 'Object not found.');
  }
}

/**
 * The accounts whose data a log-in has to store: those that differ from the stored ones, and those that code has changed. Of the latter a
 * neighbour may have stored the same meanwhile, and only one of the two may go on.
 */
export function accountsToStore(user: UserRecord, accounts: readonly LinkedAccount[]): readonly LinkedAccount[] {
  return accounts.filter(({ provider, data, condition }) => {
    return data !== undefined && (condition !== undefined || !isDeepStrictEqual(user.authData[provider], data));
  });
}

/** Data of services to store, by name. */
export function linksOf(accounts: readonly LinkedAccount[]): Record<string, unknown> {
  return Object.fromEntries(accounts.flatMap(({ provider, data }) => (data === undefined ? [] : [[provider, data]])));
}

/** `authDataResponse`: the words of services for the client. */
export function responsesOf(accounts: readonly LinkedAccount[]): Record<string, unknown> {
  return Object.fromEntries(accounts.flatMap(({ provider, response }) => (response === undefined ? [] : [[provider, response]])));
}

function conditionOf(accounts: readonly LinkedAccount[]): Record<string, unknown> {
  return Object.assign({}, ...accounts.map(({ condition }) => condition)) as Record<string, unknown>;
}

/** 208 */
export function alreadyLinked(): ParseError {
  return new ParseError('AccountAlreadyLinked', 'this auth is already used');
}
