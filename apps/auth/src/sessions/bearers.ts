import type { auth, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { AuthApps } from '../records/apps.ts';
import { lockIn } from '../records/user-record.ts';
import { extendedExpiry, isLegacyToken, isSessionExpired } from '../tokens/index.ts';
import type { Roles } from './roles.ts';
import type { SessionRecord, Sessions } from './sessions.ts';

/** The users whom session tokens speak for. */
export class Bearers {
  constructor(
    private readonly apps: AuthApps,
    private readonly objects: PlatformObjects,
    private readonly sessions: Sessions,
    private readonly roles: Roles,
  ) {}

  /**
   * The session of a token, which lives longer where the app extends sessions in use.
   * @throws InvalidSessionToken (209) of no session, of an ended one, and of a user who is gone
   */
  async of(sessionToken: string, context: RequestContext): Promise<auth.Session> {
    const app = await this.apps.of(context);
    if (isLegacyToken(sessionToken)) return this.#knownLegacyToken(sessionToken, context);
    const session = await this.sessions.find(sessionToken, context);
    const now = new Date();
    if (session === undefined) throw invalidToken();
    if (isSessionExpired(session.expiresAt, now)) throw new ParseError('InvalidSessionToken', 'Session token is expired.');
    const [user, roles] = await Promise.all([
      this.objects.find(USER, { objectId: session.userId }, context),
      this.roles.of(session.userId, context),
    ]);
    if (user === undefined || lockIn(user) !== undefined) throw invalidToken();
    const extended = extendedExpiry(session.expiresAt, app.settings, now);
    if (extended !== undefined) await this.#extend(session, extended, context);
    const { objectId: sessionId, userId, installationId = null, restricted } = session;
    const expiresAt = (extended ?? session.expiresAt)?.getTime() ?? null;
    return { sessionId, userId, roles: [...roles], expiresAt, installationId, restricted };
  }

  /** A session that ended at this moment is no reason to fail: its bearer was let in a moment before. */
  async #extend(session: SessionRecord, expiresAt: Date, context: RequestContext): Promise<void> {
    try {
      await this.sessions.extend(session.objectId, expiresAt, context);
    } catch (error) {
      if (!(error instanceof ParseError) || error.kind !== 'ObjectNotFound') throw error;
    }
  }

  async #knownLegacyToken(sessionToken: string, context: RequestContext): Promise<auth.Session> {
    const session = await this.ofLegacyToken(sessionToken, context);
    if (session === undefined) throw invalidToken();
    return session;
  }

  /** Tokens of the old hosted service stand in the user's document and have no session. @returns undefined when no user has it */
  async ofLegacyToken(sessionToken: string, context: RequestContext): Promise<auth.Session | undefined> {
    const user = await this.objects.find(USER, { sessionToken }, context);
    if (user === undefined || lockIn(user) !== undefined) return undefined;
    const roles = await this.roles.of(user.objectId, context);
    return { sessionId: '', userId: user.objectId, roles: [...roles], expiresAt: null, installationId: null, restricted: false };
  }
}

function invalidToken(): ParseError {
  return new ParseError('InvalidSessionToken', 'Invalid session token');
}
