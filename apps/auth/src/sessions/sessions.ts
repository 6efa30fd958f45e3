import { writesEverything } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import type { SettingsOf } from '@parlance/app-settings';
import { auth, type RequestContext } from '@parlance/contracts';
import { SESSION, USER } from '@parlance/platform-classes';
import type { UnknownObject } from '@parlance/values';
import { dateJson, dateOf } from '../records/dates.ts';
import { lockIn, userPointer } from '../records/user-record.ts';
import { wrong } from '../records/wrong.ts';
import { asPlatform, type PlatformObject, type PlatformObjects } from '@parlance/platform-objects';
import { isSessionExpired, newSessionToken, sessionExpiry } from '../tokens/index.ts';

/** How a session came into being. */
export interface CreatedWith {
  readonly action: 'login' | 'signup' | 'create' | 'upgrade';
  readonly authProvider?: string;
}

export interface NewSession {
  readonly userId: string;
  readonly createdWith: CreatedWith;
  readonly installationId: string | undefined;
  /** Made for another device: it may not write users, sessions and roles. */
  readonly restricted: boolean;
}

/** A session as it is kept. */
export interface SessionRecord {
  readonly objectId: string;
  readonly userId: string;
  readonly expiresAt: Date | undefined;
  readonly installationId: string | undefined;
  readonly restricted: boolean;
  /** All of it, its token included. */
  readonly shown: PlatformObject;
}

/** The members of a session that the server alone sets. */
const MADE_BY_US: ReadonlySet<string> = new Set(['sessionToken', 'user', 'createdWith', 'expiresAt', 'restricted']);

/** The master key makes and finds users without a session of theirs, unless it asks for a device. */
export function beginsSession({ installationId }: auth.Origin, { identity }: RequestContext): boolean {
  return !writesEverything(identity) || installationId !== undefined;
}

/** The sessions of an app's users. */
export class Sessions {
  readonly #objects: PlatformObjects;
  readonly #bus: Bus;

  constructor(objects: PlatformObjects, bus: Bus) {
    this.#objects = objects;
    this.#bus = bus;
  }

  /**
   * Begins a session. One that the same user had on the same installation ends: of each pair there is one.
   * @returns its token, which nobody can find out later but its bearer
   */
  begin(session: NewSession, settings: SettingsOf<'auth'>, context: RequestContext): Promise<SessionRecord & { readonly token: string }> {
    return this.#make(session, {}, settings, asPlatform(context), context);
  }

  /**
   * Begins a restricted session for another device of the caller's, with their rights.
   *
   * @param body as sent: members that the server makes itself are left out, an installation and fields of the app's own stay
   * @throws OperationForbidden (119) when the class is closed to the caller, or their own session is restricted
   */
  beginAsCaller(userId: string, body: UnknownObject, settings: SettingsOf<'auth'>, context: RequestContext): Promise<SessionRecord> {
    const fields = Object.fromEntries(Object.entries(body).filter(([name]) => !MADE_BY_US.has(name)));
    const { installationId: stated } = fields;
    const installationId = typeof stated === 'string' ? stated : undefined;
    const session = { userId, createdWith: { action: 'create' }, installationId, restricted: true } as const;
    return this.#make(session, fields, settings, context, context);
  }

  /** @param maker the context with whose rights the session is made */
  async #make(
    { userId, createdWith, installationId, restricted }: NewSession,
    fields: UnknownObject,
    settings: SettingsOf<'auth'>,
    maker: RequestContext,
    context: RequestContext,
  ): Promise<SessionRecord & { readonly token: string }> {
    const token = newSessionToken();
    const expiresAt = sessionExpiry(settings, new Date());
    const members = {
      sessionToken: token,
      user: userPointer(userId),
      createdWith,
      ...(restricted ? { restricted } : {}),
      ...(expiresAt === undefined ? {} : { expiresAt: dateJson(expiresAt) }),
      ...(installationId === undefined ? {} : { installationId }),
    };
    const { createdAt: _createdAt, ...made } = await this.#objects.create(SESSION, { body: fields, members }, maker);
    await this.#assertNotLocked(userId, made.objectId, context);
    if (installationId !== undefined) await this.#endOthers(userId, installationId, made.objectId, context);
    return { token, objectId: made.objectId, userId, expiresAt, installationId, restricted, shown: { ...fields, ...members, ...made } };
  }

  /**
   * Asked once the session is stored: a lock is stored before the sessions of the user are ended, so that either the session is among those,
   * or the lock is seen here.
   *
   * @throws ObjectNotFound (101) as for a wrong password, for a user whom an administrator has locked
   */
  async #assertNotLocked(userId: string, sessionId: string, context: RequestContext): Promise<void> {
    const user = await this.#objects.find(USER, { objectId: userId }, context);
    if (user === undefined || lockIn(user) === undefined) return;
    await this.end(sessionId, context);
    throw wrong();
  }

  async #endOthers(userId: string, installationId: string, objectId: string, context: RequestContext): Promise<void> {
    await this.#objects.removeMatching(SESSION, { user: userPointer(userId), installationId, objectId: { $ne: objectId } }, context);
  }

  /** @returns undefined for a token without a session */
  async find(token: string, context: RequestContext): Promise<SessionRecord | undefined> {
    const found = await this.#objects.find(SESSION, { sessionToken: token }, context);
    return found === undefined ? undefined : sessionRecord(found);
  }

  /** Moves the end of a session; one that has ended meanwhile stays ended. */
  async extend(sessionId: string, expiresAt: Date, context: RequestContext): Promise<void> {
    await this.#objects.change(SESSION, sessionId, { expiresAt: dateJson(expiresAt) }, undefined, context);
  }

  /** Sessions of a user that have not ended, as far as `max`. */
  async listLive(userId: string, max: number, context: RequestContext): Promise<readonly SessionRecord[]> {
    const sessions = await this.#objects.findAll(SESSION, { user: userPointer(userId) }, max, context);
    const now = new Date();
    return sessions.flatMap((session) => sessionRecord(session) ?? []).filter(({ expiresAt }) => !isSessionExpired(expiresAt, now));
  }

  /** The session, if it is one of the user's. */
  async findOf(userId: string, sessionId: string, context: RequestContext): Promise<SessionRecord | undefined> {
    const found = await this.#objects.find(SESSION, { objectId: sessionId, user: userPointer(userId) }, context);
    return found === undefined ? undefined : sessionRecord(found);
  }

  async end(sessionId: string, context: RequestContext): Promise<void> {
    await this.#objects.removeIfThere(SESSION, sessionId, context);
  }

  /** Ends all sessions of a user. Callers by the user's token of the old hosted service are looked up again besides. */
  async endAll(userId: string, context: RequestContext): Promise<void> {
    await this.#objects.removeMatching(SESSION, { user: userPointer(userId) }, context);
    this.announceUser(userId, context);
  }

  /** Tells every process to look again whom the tokens of a user let in. */
  announceUser(userId: string, { app }: RequestContext): void {
    this.#bus.publish(auth.identityChanged, { app, change: { kind: 'user', userId } });
  }
}

function sessionRecord(object: PlatformObject): SessionRecord | undefined {
  const user = object['user'] as { readonly objectId?: unknown } | undefined;
  if (typeof user?.objectId !== 'string') return undefined; // a session of nobody lets nobody in
  const { installationId, restricted } = object;
  return {
    objectId: object.objectId,
    userId: user.objectId,
    expiresAt: dateOf(object['expiresAt']),
    installationId: typeof installationId === 'string' ? installationId : undefined,
    restricted: restricted === true,
    shown: withoutInternal(object),
  };
}

function withoutInternal(object: PlatformObject): PlatformObject {
  const members = Object.entries(object).filter(([name]) => !name.startsWith('_'));
  return { ...Object.fromEntries(members), objectId: object.objectId };
}
