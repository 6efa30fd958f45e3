import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import type { Logger } from '@parlance/telemetry';
import { describeChanges } from '../audit/describe-changes.ts';
import type { AppRecord } from '../registry/app-record.ts';
import type { AppStore, Change } from '../registry/app.store.ts';
import { liveKeys, withKeys } from './live-keys.ts';

/** A key is taken at most this long after its end, in milliseconds; the answers of the registry leave it out from its end on. */
const LOOK_EVERY_MS = 500;

/** Takes keys away whose end has come, and tells everybody, so that the copies of the gateways end with them. */
export class KeyEnds {
  readonly #store: AppStore;
  readonly #bus: Bus;
  readonly #logger: Logger;
  readonly #now: () => Date;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(store: AppStore, bus: Bus, logger: Logger, now: () => Date) {
    this.#store = store;
    this.#bus = bus;
    this.#logger = logger;
    this.#now = now;
  }

  onApplicationBootstrap(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => {
        if (this.#timer !== undefined) this.onApplicationBootstrap();
      });
    }, LOOK_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      for (const id of await this.#store.withEndedKeys(this.#now())) {
        const changed = await this.#store.change(id, (before) => (before === null ? undefined : withoutEnded(before, this.#now())));
        if (changed !== undefined) this.#bus.publish(config.appChanged, { app: id, version: changed.version });
      }
      this.#failing = false;
    } catch (error) {
      // Answers of the registry leave ended keys out by themselves; the next look tries again. Once in an outage is enough to say so.
      if (!this.#failing) this.#logger.warn({ err: error }, 'Keys whose end has come could not be taken away.');
      this.#failing = true;
    }
  }
}

function withoutEnded(before: AppRecord, now: Date): Change | undefined {
  const { _id, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...same } = before;
  const next = withKeys(same, liveKeys(before, now), before.keyNotes ?? {});
  const changes = describeChanges(before, next);
  return changes.length === 0 ? undefined : { next, audit: { action: 'key-ended', who: 'clock', from: 'end of a key', changes } };
}
