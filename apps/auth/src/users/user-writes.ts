import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import type { AuthDataRequest } from '../providers/index.ts';
import type { AuthApp } from '../records/apps.ts';
import type { CheckedUpdate, PlatformObjects, UpdatedObject } from '@parlance/platform-objects';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import type { SecondFactor } from '../second-factor/second-factor.ts';

/** Each lost round means that somebody used or changed the second factor meanwhile. */
const ROUNDS_MAX = 10;

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
    write: CheckedUpdate,
    sent: AuthDataRequest['secondFactor'],
    app: AuthApp,
    context: RequestContext,
  ): Promise<UpdatedObject> {
    if (sent === undefined) return this.#objects.update(USER, user.objectId, write, context);
    let asRead = user;
    for (let round = 1; ; round++) {
      const { members, condition, response } = await this.#secondFactor.change(asRead, sent, app, context);
      const all = { ...write.members, ...members };
      try {
        const updated = await this.#objects.update(USER, user.objectId, { ...write, members: all, condition }, context);
        return response === undefined ? updated : { ...updated, authDataResponse: { mfa: response } };
      } catch (error) {
        const wasOvertaken = condition !== undefined && error instanceof ParseError && error.kind === 'ObjectNotFound';
        if (!wasOvertaken || round === ROUNDS_MAX) throw error;
      }
      asRead = await this.read(user.objectId, context);
    }
  }
}
