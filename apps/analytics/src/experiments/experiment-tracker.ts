import { BoundedCache } from '@parlance/cache';
import type { analytics } from '@parlance/contracts';
import type { AnalyticsApps } from '../apps/analytics-apps.ts';
import { DAY_MS } from '../ingest/time.ts';
import { installationIn, newsOf } from './experiment-news.ts';
import type { MeasuredExperiments } from './measured-experiments.ts';
import { advanced, needsSaved, type News, type Saved } from './participation.ts';
import type { ParticipationStore } from './participation.store.ts';
import type { SavedInstallations } from './saved-installations.ts';

/** Participations that have reached their aim, for which nothing can change. About 100 bytes each. */
const DONE_MAX = 100_000;
/** Another process may look at the same documents meanwhile. */
const TRIES_MAX = 10;

export interface TrackerParts {
  readonly apps: Pick<AnalyticsApps, 'settingsOf'>;
  readonly measured: Pick<MeasuredExperiments, 'of'>;
  readonly saved: Pick<SavedInstallations, 'of'>;
  readonly store: ParticipationStore;
}

/** Notes the installations that were given a variant, and those that have reached the aim. Noting the same again changes nothing. */
export class ExperimentTracker {
  readonly #parts: TrackerParts;
  readonly #done = new BoundedCache<string, true>({ max: DONE_MAX });

  constructor(parts: TrackerParts) {
    this.#parts = parts;
  }

  /** @throws when `config` or the database does not answer: the batch comes again */
  async note(given: readonly analytics.GivenVariants[], events: readonly analytics.TakenEvent[]): Promise<void> {
    const givenByApp = Map.groupBy(given, ({ app }) => app);
    const eventsByApp = Map.groupBy(events, ({ app }) => app);
    for (const app of new Set([...givenByApp.keys(), ...eventsByApp.keys()])) {
      const exposures = givenByApp.get(app) ?? [];
      const experiments = await this.#parts.measured.of(
        app,
        exposures.map(({ experiment }) => experiment),
      );
      if (experiments.length === 0) continue;
      const news = newsOf(app, experiments, exposures, eventsByApp.get(app) ?? []);
      await this.#store(
        app,
        news.filter(({ id }) => this.#done.get(id) === undefined),
      );
    }
  }

  async #store(app: string, news: readonly News[]): Promise<void> {
    if (news.length === 0) return;
    const { dayDays } = await this.#parts.apps.settingsOf(app);
    for (let tries = 0; tries < TRIES_MAX; tries++) if (await this.#tryToStore(app, news, dayDays * DAY_MS)) return;
    throw new Error('Participations in experiments were changed by others all the time.');
  }

  async #tryToStore(app: string, news: readonly News[], keptMs: number): Promise<boolean> {
    const { saved, store } = this.#parts;
    const before = await store.find(news.map(({ id }) => id));
    const asked = news.filter((one) => needsSaved(before.get(one.id), one)).map(installationIn);
    const savedOf = asked.length === 0 ? (): Saved => 'unanswered' : await saved.of(app, asked);
    const now = Date.now();
    const changed = news.flatMap((one) => advanced(before.get(one.id), one, savedOf(installationIn(one)), now, keptMs) ?? []);
    if (changed.length > 0 && !(await store.put(changed))) return false;
    for (const { _id, c, k } of [...before.values(), ...changed]) if (c && k) this.#done.set(_id, true);
    return true;
  }
}
