import type { Logger } from '@parlance/telemetry';
import type { AnalyticsApps } from '../apps/analytics-apps.ts';
import type { ParticipationDocument } from '../database/documents.ts';
import { DAY_MS } from '../ingest/time.ts';
import { installationIn } from './experiment-news.ts';
import { lookedAt } from './participation.ts';
import type { ParticipationStore } from './participation.store.ts';
import type { SavedInstallations } from './saved-installations.ts';

const EVERY_MS = 1_000;
/** Looked at together. */
const PAGE = 1_000;

export interface WatchParts {
  readonly apps: Pick<AnalyticsApps, 'settingsOf'>;
  readonly saved: Pick<SavedInstallations, 'of'>;
  readonly store: ParticipationStore;
  readonly logger: Logger;
}

/**
 * An app may read its parameters before it saves its installation: such installations are looked for again, after a second and then more and
 * more seldom, and leave after a day. Several processes may do so: the documents carry versions.
 */
export class UnsavedWatch {
  readonly #parts: WatchParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isFailing = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#look().finally(() => {
        if (this.#timer !== undefined) this.start();
      });
    }, EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  async #look(): Promise<void> {
    try {
      const due = await this.#parts.store.due(Date.now(), PAGE);
      for (const [app, documents] of Map.groupBy(due, ({ e }) => e.slice(0, e.indexOf('|')))) await this.#lookAt(app, documents);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#parts.logger.warn({ err: error }, 'Unsaved installations could not be looked for; it is tried again.');
      this.#isFailing = true;
    }
  }

  async #lookAt(app: string, documents: readonly ParticipationDocument[]): Promise<void> {
    const { apps, saved, store } = this.#parts;
    const idOf = ({ _id, e }: ParticipationDocument) => installationIn({ id: _id, of: e });
    const savedOf = await saved.of(app, documents.map(idOf));
    const { dayDays } = await apps.settingsOf(app);
    const now = Date.now();
    const changed = documents.map((document): ParticipationDocument => {
      const { w: _w, r: _r, ...kept } = document;
      if (savedOf(idOf(document)) !== 'saved') return { ...document, ...lookedAt(document, now), v: document.v + 1 };
      const exp = new Date((document.t?.getTime() ?? now) + dayDays * DAY_MS);
      return { ...kept, k: true, exp, v: document.v + 1 };
    });
    // One that was changed meanwhile is looked at again.
    await store.put(changed);
  }
}
