import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Outbound } from '@parlance/outbound';
import { USER } from '@parlance/platform-classes';
import type { JsonObject } from '@parlance/values';
import {
  type AuthDataRequest,
  type AuthSettingsOfApp,
  type Credentials,
  type KeySets,
  type VerifiedAccount,
  verifyCredentials,
} from '../providers/index.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import { linkMember } from './link-members.ts';

/** An account at a service, proven to be the caller's, with the service's name in `authData`. */
export interface LinkedAccount extends VerifiedAccount {
  readonly provider: string;
}

const UNSET = { __op: 'Delete' } as const;

/** Accounts at other services, and which users of an app they are linked to. */
export class LinkedAccounts {
  readonly #objects: PlatformObjects;
  readonly #outbound: Outbound;
  readonly #keys: KeySets;

  constructor(objects: PlatformObjects, outbound: Outbound, keys: KeySets) {
    this.#objects = objects;
    this.#outbound = outbound;
    this.#keys = keys;
  }

  /** Has every service confirm its credentials. @throws LinkedIdMissing (250), InvalidLinkedSession (251), InvalidAuthData (253) */
  verify(offered: readonly Credentials[], settings: AuthSettingsOfApp): Promise<readonly LinkedAccount[]> {
    const context = { outbound: this.#outbound, keys: this.#keys, now: new Date() };
    return Promise.all(
      offered.map(async (credentials) => ({
        provider: credentials.provider,
        ...(await verifyCredentials(credentials, settings, context)),
      })),
    );
  }

  /** The users who have one of these accounts. Two for one account only where a database was adopted with both. */
  async owners(accounts: readonly LinkedAccount[], context: RequestContext): Promise<readonly UserRecord[]> {
    const [first, ...others] = accounts.map(({ provider, id }): JsonObject => ({ [`authData.${provider}.id`]: id }));
    if (first === undefined) return [];
    const where = others.length === 0 ? first : { $or: [first, ...others] };
    return (await this.#objects.findAll(USER, where, accounts.length + 1, context)).map(userRecord);
  }

  /**
   * The changes of a user's accounts by an update: new ones are verified, and those sent as null unlinked.
   *
   * @returns members to write
   * @throws AccountAlreadyLinked (208) the account of somebody else; the errors of verify()
   */
  async changes(
    user: UserRecord,
    { offered, unlinked }: AuthDataRequest,
    settings: AuthSettingsOfApp,
    context: RequestContext,
  ): Promise<Record<string, unknown>> {
    const accounts = await this.verify(offered, settings);
    const owners = await this.owners(accounts, context);
    if (owners.some(({ objectId }) => objectId !== user.objectId)) throw alreadyLinked();
    return { ...linkMembers(accounts), ...Object.fromEntries(unlinked.map((provider) => [linkMember(provider), UNSET])) };
  }

  /** Stores the services' current word on accounts of a user, as long as the user has them. @throws ObjectNotFound (101) otherwise */
  async refresh(user: UserRecord, accounts: readonly LinkedAccount[], context: RequestContext): Promise<void> {
    const condition = Object.fromEntries(accounts.map(({ provider, id }) => [`authData.${provider}.id`, id]));
    if (!(await this.#objects.noteIf(USER, user.objectId, linkMembers(accounts), condition, context))) {
      throw new ParseError('ObjectNotFound', 'Object not found.');
    }
  }
}

/** Members of a user that hold these accounts. */
export function linkMembers(accounts: readonly LinkedAccount[]): Record<string, unknown> {
  return Object.fromEntries(accounts.map(({ provider, data }) => [linkMember(provider), data]));
}

/** 208 */
export function alreadyLinked(): ParseError {
  return new ParseError('AccountAlreadyLinked', 'this auth is already used');
}
