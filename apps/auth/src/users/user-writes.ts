import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import type { JsonObject } from '@parlance/values';
import type { AuthDataRequest } from '../providers/index.ts';
import type { AuthApp } from '../records/apps.ts';
import type { CheckedSave, PlatformObjects, UpdatedObject } from '@parlance/platform-objects';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import type { SecondFactor } from '../second-factor/second-factor.ts';

/** Each lost round means that somebody used or changed the second factor meanwhile. */
const ROUNDS_MAX = 10;

/** A write of a user, with the `where` that they have to meet; an empty one asks nothing. */
interface UserWrite extends CheckedSave {
  readonly condition: Readonly<Record<string, unknown>>;
}

/** The answer to a write, with words of services for the client. */
export type WrittenUser = UpdatedObject & { readonly authDataResponse?: Readonly<Record<string, unknown>> };

/** Writes of users: with all that an update changes in one step, so that one that is refused changes nothing. */
export class UserWrites {
  readonly #objects: PlatformObjects;
  readonly #secondFactor: SecondFactor;

  constructor(objects: PlatformObjects, secondFactor: SecondFactor) {
    this.#objects = objects;
    this.#secondFactor = secondFactor;
  }

  /** @throws ObjectNotFound (101) for a user who is gone */
  async read(userId: string, context: RequestContext): Promise<UserRecord> {
    const found = await this.#objects.find(USER, { objectId: userId }, context);
    if (found === undefined) throw new ParseError('ObjectNotFound', 'Object not found.');
    return userRecord(found);
  }

  /**
   * @param user as read
   * @param sent `authData.mfa`; undefined leaves the second factor alone
   * @returns the answer, with `authDataResponse` where the second factor has something to tell
   * @throws MfaError (141), UnsupportedService (252), and the refusals of the write itself
   */
  async write(
    user: UserRecord,
    write: UserWrite,
    sent: AuthDataRequest['secondFactor'],
    app: AuthApp,
    context: RequestContext,
  ): Promise<WrittenUser> {
    if (sent === undefined) return this.#writeOnce(user, write, context);
    let asRead = user;
    for (let round = 1; ; round++) {
      const { members, condition, response } = await this.#secondFactor.change(asRead, sent, app, context);
      const all = { ...write.members, ...members };
      try {
        const both = { ...write, members: all, condition: { ...write.condition, ...condition } as JsonObject };
        const updated = await this.#objects.update(USER, user.objectId, both, context);
        return response === undefined ? updated : { ...updated, authDataResponse: { mfa: response } };
      } catch (error) {
        const wasOvertaken = condition !== undefined && error instanceof ParseError && error.kind === 'ObjectNotFound';
        if (!wasOvertaken || round === ROUNDS_MAX) throw error;
      }
      asRead = await this.read(user.objectId, context);
    }
  }

  /** One that depends on data that code has checked is refused when these have changed meanwhile. */
  async #writeOnce({ objectId }: UserRecord, write: UserWrite, context: RequestContext): Promise<WrittenUser> {
    const isBound = Object.keys(write.condition).length > 0;
    const condition = isBound ? (write.condition as JsonObject) : undefined;
    try {
      return await this.#objects.update(USER, objectId, { ...write, condition }, context);
    } catch (error) {
      if (!isBound || !(error instanceof ParseError) || error.kind !== 'ObjectNotFound') throw error;
      throw new ParseError('CloudCodeFailed', 'Invalid auth data');
    }
  }
}
