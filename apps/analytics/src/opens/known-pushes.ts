import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { push, type analytics } from '@parlance/contracts';

const KNOWN_MAX = 10_000;
const KNOWN_MS = 10 * 60_000;
/** A push is there before anybody opens it. */
const UNKNOWN_MS = 10_000;
const ANSWERED_MS_MAX = 1_500;
/** While `push` is away every push is believed, and it is asked so often whether it is back. */
const ASKS_AGAIN_MS = 5_000;

/** The names of a push that an app-open has. */
export type NamedPush = Pick<analytics.TakenEvent, 'pushId' | 'pushHash'>;

/** The pushes of apps, as `push` knows them. */
export class KnownPushes {
  readonly #bus: Bus;
  readonly #known = new BoundedCache<string, true>({ max: KNOWN_MAX, ttlMs: KNOWN_MS });
  readonly #unknown = new BoundedCache<string, true>({ max: KNOWN_MAX, ttlMs: UNKNOWN_MS });
  #askAgainAt = 0;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** Never fails. @returns whether an app has the push that an app-open names; true for one that cannot be found out about now */
  async of(app: string, named: readonly NamedPush[]): Promise<(one: NamedPush) => boolean> {
    const ids = this.#missing(app, 'i', new Set(named.flatMap(({ pushId }) => pushId ?? [])));
    const hashes = this.#missing(app, 'h', new Set(named.flatMap(({ pushHash }) => pushHash ?? [])));
    for (let from = 0; from < Math.max(ids.length, hashes.length) && Date.now() >= this.#askAgainAt; from += push.OPENS_MAX)
      await this.#ask(app, { ids: ids.slice(from, from + push.OPENS_MAX), hashes: hashes.slice(from, from + push.OPENS_MAX) });
    const isUnknown = (kind: 'i' | 'h', name: string | undefined) =>
      name === undefined || this.#unknown.get(keyOf(app, kind, name)) !== undefined;
    return ({ pushId, pushHash }) => !isUnknown('i', pushId) || !isUnknown('h', pushHash);
  }

  #missing(app: string, kind: 'i' | 'h', names: ReadonlySet<string>): readonly string[] {
    return [...names].filter((name) => {
      const key = keyOf(app, kind, name);
      return this.#known.get(key) === undefined && this.#unknown.get(key) === undefined;
    });
  }

  async #ask(app: string, names: push.PushNames): Promise<void> {
    const context = { app, identity: PLATFORM, deadline: Date.now() + ANSWERED_MS_MAX, requestId: 'known-pushes' };
    try {
      const found = await this.#bus.call(push.matchNames, names, context);
      this.#note(app, 'i', names.ids, new Set(found.ids));
      this.#note(app, 'h', names.hashes, new Set(found.hashes));
    } catch {
      this.#askAgainAt = Date.now() + ASKS_AGAIN_MS; // Its own health and log tell why.
    }
  }

  #note(app: string, kind: 'i' | 'h', names: readonly string[], found: ReadonlySet<string>): void {
    for (const name of names) (found.has(name) ? this.#known : this.#unknown).set(keyOf(app, kind, name), true);
  }
}

/** Ids of apps have no such character. */
function keyOf(app: string, kind: 'i' | 'h', name: string): string {
  return `${app}|${kind}|${name}`;
}
