import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { data } from '@parlance/contracts';

/** Installations that are remembered, some hundred bytes each. */
const KNOWN_MAX = 50_000;
const UNKNOWN_MAX = 20_000;
/** The device type of an installation hardly ever changes. */
const KNOWN_MS = 10 * 60_000;
/** An app may register its installation after its first events. */
const UNKNOWN_MS = 30_000;
/** Ids of installations are shorter; a header field may say anything. */
const ID_LENGTH_MAX = 200;
const ANSWERED_MS_MAX = 1_500;
/** While `data` is away events are counted without it, and it is asked so often whether it is back. */
const ASKS_AGAIN_MS = 5_000;

/** The device types of installations, as `data` knows them. */
export class DeviceTypes {
  readonly #bus: Bus;
  readonly #known = new BoundedCache<string, string>({ max: KNOWN_MAX, ttlMs: KNOWN_MS });
  readonly #unknown = new BoundedCache<string, true>({ max: UNKNOWN_MAX, ttlMs: UNKNOWN_MS });
  #askAgainAt = 0;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /**
   * Never fails: a type that cannot be found out now is absent.
   *
   * @param installations ids, as clients have sent them
   * @returns device types by id
   */
  async of(app: string, installations: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    const types = new Map<string, string>();
    const missing: string[] = [];
    for (const id of installations) {
      const type = this.#known.get(keyOf(app, id));
      if (type !== undefined) types.set(id, type);
      else if (id !== '' && id.length <= ID_LENGTH_MAX && this.#unknown.get(keyOf(app, id)) === undefined) missing.push(id);
    }
    for (let from = 0; from < missing.length && Date.now() >= this.#askAgainAt; from += data.DEVICE_TYPES_MAX)
      await this.#ask(app, missing.slice(from, from + data.DEVICE_TYPES_MAX), types);
    return types;
  }

  async #ask(app: string, installationIds: readonly string[], types: Map<string, string>): Promise<void> {
    const context = { app, identity: PLATFORM, deadline: Date.now() + ANSWERED_MS_MAX, requestId: 'device-types' };
    try {
      const { deviceTypes } = await this.#bus.call(data.readDeviceTypes, { installationIds }, context);
      for (const [id, type] of deviceTypes) {
        types.set(id, type);
        this.#known.set(keyOf(app, id), type);
      }
      for (const id of installationIds) if (!types.has(id)) this.#unknown.set(keyOf(app, id), true);
    } catch {
      this.#askAgainAt = Date.now() + ASKS_AGAIN_MS; // Its own health and log tell why.
    }
  }
}

/** Ids of apps have no such character. */
function keyOf(app: string, installation: string): string {
  return `${app}|${installation}`;
}
