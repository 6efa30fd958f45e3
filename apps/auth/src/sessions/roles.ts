import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { auth, type RequestContext } from '@parlance/contracts';
import type { PlatformObjects } from '@parlance/platform-objects';

interface Known {
  readonly app: string;
  readonly userId: string;
  readonly roles: readonly string[];
}

/** The roles of users, remembered until an event tells of a change. */
export class Roles {
  readonly #objects: PlatformObjects;
  readonly #bus: Bus;
  readonly #known: BoundedCache<string, Known>;

  constructor(objects: PlatformObjects, bus: Bus, { entriesMax, ttlMs }: { readonly entriesMax: number; readonly ttlMs: number }) {
    this.#objects = objects;
    this.#bus = bus;
    this.#known = new BoundedCache({ max: entriesMax, ttlMs });
  }

  /** Begins to listen to changes. @returns a function that ends it */
  follow(): () => void {
    const endEvents = this.#bus.subscribe(auth.identityChanged, ({ app, change }) => {
      if (change.kind === 'roles') this.#forget(app, change.userIds);
    });
    const endReconnects = this.#bus.onReconnect(() => this.#known.clear());
    return () => {
      endEvents();
      endReconnects();
    };
  }

  /** Names of all roles of a user, inherited ones included. While no event can arrive they are read anew each time. */
  async of(userId: string, context: RequestContext): Promise<readonly string[]> {
    const { app } = context;
    const load = async () => ({ app, userId, roles: await this.#objects.rolesOf(userId, context) });
    if (!this.#bus.connected) return (await load()).roles;
    return (await this.#known.getOrLoad(`${app} ${userId}`, load)).roles;
  }

  #forget(app: string, userIds: readonly string[] | undefined): void {
    if (userIds === undefined) this.#known.deleteWhere((known) => known.app === app);
    else for (const userId of userIds) this.#known.delete(`${app} ${userId}`);
  }
}
