import { MASTER } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import { USER_MS, USERS_MAX } from './limits.ts';

type Json = Readonly<Record<string, unknown>>;

/** The users behind sessions, as `request.user` shows them: with all their fields and the token of their session. */
export class SessionUsers {
  readonly #bus: Pick<Bus, 'call'>;
  readonly #users = new BoundedCache<string, Json>({ max: USERS_MAX, ttlMs: USER_MS });
  /** By app: how often its users were forgotten. Users of earlier times are asked for no more, and go with their age. */
  readonly #times = new Map<string, number>();

  constructor(bus: Pick<Bus, 'call'>) {
    this.#bus = bus;
  }

  /**
   * The user of the caller's session, not older than a second; undefined for callers without one, and without a promise for them.
   *
   * @throws InvalidSessionToken (209) when the user is gone; ServiceUnavailable, RequestTimeout
   */
  of(context: RequestContext): Json | Promise<Json> | undefined {
    const { app, identity, cloud } = context;
    if (identity.kind !== 'user') return undefined;
    const { userId } = identity;
    const key = `${app} ${this.#times.get(app) ?? 0} ${userId} ${cloud?.sessionToken ?? ''}`;
    return this.#users.get(key) ?? this.#users.getOrLoad(key, () => this.#ask(userId, context));
  }

  /** Users of an app may have been changed by its code: the next calls read them anew. */
  forget(app: string): void {
    this.#times.set(app, (this.#times.get(app) ?? 0) + 1);
  }

  async #ask(objectId: string, context: RequestContext): Promise<Json> {
    const { cloud: _cloud, ...rest } = context;
    const request = { className: USER, objectId, parameters: {} };
    const { body } = await this.#bus.call(data.get, request, { ...rest, identity: MASTER }).catch((error: unknown) => {
      if (error instanceof ParseError && error.kind === 'ObjectNotFound')
        throw new ParseError('InvalidSessionToken', 'Invalid session token');
      throw error;
    });
    const user = JSON.parse(Buffer.from(body).toString()) as Json;
    const token = context.cloud?.sessionToken;
    return { ...user, className: USER, ...(token !== undefined && { sessionToken: token }) };
  }
}
