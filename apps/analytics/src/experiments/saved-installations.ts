import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { data, type AppId } from '@parlance/contracts';
import type { Saved } from './participation.ts';

const SAVED_MAX = 50_000;
const SAVED_MS = 10 * 60_000;
/** Installations have shorter ids: as DeviceTypes. */
const ID_LENGTH_MAX = 256;
const ANSWERED_MS_MAX = 1_500;
/** While `data` is away it is asked so often whether it is back. */
const ASKS_AGAIN_MS = 2_000;

/** Which installations are saved, as `data` knows them. */
export class SavedInstallations {
  readonly #bus: Bus;
  readonly #saved = new BoundedCache<string, true>({ max: SAVED_MAX, ttlMs: SAVED_MS });
  #askAgainAt = 0;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** Never fails. @param installations in small letters @returns the answer for an id among these */
  async of(app: AppId, installations: readonly string[]): Promise<(installation: string) => Saved> {
    const keyOf = (id: string) => `${app}|${id}`;
    const missing = installations.filter((id) => id !== '' && id.length <= ID_LENGTH_MAX && this.#saved.get(keyOf(id)) === undefined);
    const unanswered = new Set<string>();
    const saved = new Set(installations.filter((id) => this.#saved.get(keyOf(id)) !== undefined));
    for (let from = 0; from < missing.length; from += data.DEVICE_TYPES_MAX) {
      const page = missing.slice(from, from + data.DEVICE_TYPES_MAX);
      const found = await this.#ask(app, page);
      if (found === undefined) page.forEach((id) => unanswered.add(id));
      for (const id of found ?? []) {
        saved.add(id);
        this.#saved.set(keyOf(id), true);
      }
    }
    return (id) => (saved.has(id) ? 'saved' : unanswered.has(id) ? 'unanswered' : 'unsaved');
  }

  async #ask(app: AppId, installationIds: readonly string[]): Promise<readonly string[] | undefined> {
    if (Date.now() < this.#askAgainAt) return undefined;
    const context = { app, identity: PLATFORM, deadline: Date.now() + ANSWERED_MS_MAX, requestId: 'saved-installations' };
    try {
      const { deviceTypes } = await this.#bus.call(data.readDeviceTypes, { installationIds }, context);
      return deviceTypes.map(([id]) => id.toLowerCase());
    } catch {
      this.#askAgainAt = Date.now() + ASKS_AGAIN_MS; // Its own health and log tell why.
      return undefined;
    }
  }
}
