import { hash } from 'node:crypto';
import { PUBLIC, type Identity } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { auth, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** Sessions remembered. One with its roles is a few hundred bytes. */
const SESSIONS_MAX = 50_000;
/** How long a session is believed when the event that should have ended it was lost. */
const FRESH_MS = 5_000;
/** The same while no event can arrive. */
const UNHEARD_MS = 1_000;

interface Known {
  readonly app: string;
  readonly session: auth.Session;
  readonly identity: Identity;
  readonly readAt: number;
}

/** Whose sessions the tokens of requests are, as this process last heard. Tokens are kept by their digest alone. */
export class SessionDirectory {
  readonly #bus: Bus;
  readonly #known = new BoundedCache<string, Known>({ max: SESSIONS_MAX, ttlMs: FRESH_MS });

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** Follows the events that end sessions and change roles. @returns a function that ends it */
  follow(): () => void {
    const endEvents = this.#bus.subscribe(auth.identityChanged, ({ app, change }) => {
      this.#known.deleteWhere((known) => known.app === app && isStale(known, change));
    });
    const endReconnects = this.#bus.onReconnect(() => this.#known.clear());
    return () => {
      endEvents();
      endReconnects();
    };
  }

  /**
   * The caller's identity, once the session has been looked at.
   *
   * Privileged callers send the token of their last user along; it is not looked at.
   *
   * @param keyHolder the identity by the caller's keys
   * @param context of the request, for asking
   * @throws ParseError InvalidSessionToken for a token without a live session; ServiceUnavailable when nobody can tell
   */
  async identify(keyHolder: Identity, sessionToken: string | undefined, context: Omit<RequestContext, 'identity'>): Promise<Identity> {
    if (sessionToken === undefined || keyHolder.kind !== 'public') return keyHolder;
    const key = `${context.app} ${hash('sha256', sessionToken, 'base64url')}`;
    const { identity, session } = this.#remembered(key) ?? (await this.#known.getOrLoad(key, () => this.#load(sessionToken, context)));
    if (session.expiresAt !== null && session.expiresAt <= Date.now()) {
      throw new ParseError('InvalidSessionToken', 'Session token is expired.');
    }
    return identity;
  }

  #remembered(key: string): Known | undefined {
    const known = this.#known.get(key);
    if (known === undefined || this.#bus.connected || Date.now() - known.readAt < UNHEARD_MS) return known;
    this.#known.delete(key);
    return undefined;
  }

  async #load(sessionToken: string, context: Omit<RequestContext, 'identity'>): Promise<Known> {
    const readAt = Date.now(); // before asking: a change meanwhile is newer
    const session = await this.#bus.call(auth.identify, { sessionToken }, { ...context, identity: PUBLIC });
    return { app: context.app, session, identity: identityOf(session), readAt };
  }
}

function identityOf({ userId, roles, sessionId, restricted }: auth.Session): Identity {
  const user = { kind: 'user', userId, roles } as const;
  if (sessionId === '') return user; // a token of old, which has no session
  return restricted ? { ...user, sessionId, restricted } : { ...user, sessionId };
}

function isStale({ session }: Known, change: auth.IdentityChange): boolean {
  switch (change.kind) {
    case 'session':
      return session.sessionId === change.sessionId;
    case 'user':
      return session.userId === change.userId;
    case 'roles':
      return change.userIds === undefined || change.userIds.includes(session.userId);
  }
}
