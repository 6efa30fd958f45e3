import { writesEverything } from '@parlance/acl';
import { hasTrigger, runTrigger } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import type { RequestContext } from '@parlance/contracts';
import { SESSION, USER } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { AuthApp } from '../records/apps.ts';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import type { SessionRecord, Sessions } from '../sessions/sessions.ts';

/** A session that a log-in has begun. */
type BegunSession = SessionRecord & { readonly token: string };

/**
 * The triggers of an app's code around log-ins, log-outs and requests for a new password. In an app without them nothing is waited for.
 * All of them throw the error of the code, with any code and message; RequestTimeout (124); ServiceUnavailable (503).
 */
export class UserTriggers {
  readonly #bus: Pick<Bus, 'call'>;
  readonly #objects: PlatformObjects;
  readonly #sessions: Sessions;

  constructor(bus: Pick<Bus, 'call'>, objects: PlatformObjects, sessions: Sessions) {
    this.#bus = bus;
    this.#objects = objects;
    this.#sessions = sessions;
  }

  /** Asked once all proofs of a log-in are right, before anything is stored. An error refuses the log-in. */
  async beforeLogin(user: UserRecord, { code }: AuthApp, context: RequestContext): Promise<void> {
    if (!hasTrigger(code, USER, 'beforeLogin')) return;
    await runTrigger(this.#bus, { kind: 'beforeLogin', className: USER }, { object: userJson(user.shown) }, context);
  }

  /** Told of a session that has begun, in the name of its user. Of a log-in that it refuses no session stays. */
  async afterLogin(user: UserRecord, session: BegunSession, { code }: AuthApp, context: RequestContext): Promise<void> {
    if (!hasTrigger(code, USER, 'afterLogin')) return;
    const object = userJson({ ...user.shown, sessionToken: session.token });
    try {
      await runTrigger(this.#bus, { kind: 'afterLogin', className: USER }, { object }, await this.#asUser(session, context));
    } catch (error) {
      await this.#sessions.end(session.objectId, context);
      throw error;
    }
  }

  /** The user as they are after the triggers of a log-in, which may have changed them. */
  async afterTriggers(user: UserRecord, { code }: AuthApp, context: RequestContext): Promise<UserRecord> {
    if (!hasTrigger(code, USER, 'beforeLogin') && !hasTrigger(code, USER, 'afterLogin')) return user;
    const found = await this.#objects.find(USER, { objectId: user.objectId }, context);
    return found === undefined ? user : userRecord(found);
  }

  /** Told of a session that has ended. */
  async afterLogout(session: SessionRecord, { code }: AuthApp, context: RequestContext): Promise<void> {
    if (!hasTrigger(code, SESSION, 'afterLogout')) return;
    await runTrigger(this.#bus, { kind: 'afterLogout', className: SESSION }, { object: { className: SESSION, ...session.shown } }, context);
  }

  /** Asked before a link for a new password is made. An error refuses the request. */
  async beforePasswordResetRequest(user: UserRecord, { code }: AuthApp, context: RequestContext): Promise<void> {
    if (!hasTrigger(code, USER, 'beforePasswordResetRequest')) return;
    const asked = { kind: 'beforePasswordResetRequest', className: USER } as const;
    await runTrigger(this.#bus, asked, { object: userJson(user.shown) }, context);
  }

  /** The request of a log-in, as if it had come with the session that it has begun; one by the master key stays so. */
  async #asUser({ userId, objectId: sessionId, token }: BegunSession, context: RequestContext): Promise<RequestContext> {
    const cloud = context.cloud && { ...context.cloud, sessionToken: token };
    if (writesEverything(context.identity)) return { ...context, cloud };
    const roles = await this.#objects.rolesOf(userId, context);
    return { ...context, cloud, identity: { kind: 'user', userId, roles, sessionId } };
  }
}

/** A user as code of the app gets them. */
export function userJson(shown: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { className: USER, ...shown };
}
