import { PLATFORM } from '@parlance/acl';
import { LastingCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config, type AppId } from '@parlance/contracts';

const APPS_MAX = 10_000;
/** A start or a stop whose event is lost shows after this, or with the first exposure. */
const TTL_MS = 30_000;

type Experiments = readonly config.MeasuredExperiment[];

/** The experiments of apps whose events are waited for, as this process last heard of them from `config`. */
export class MeasuredExperiments {
  readonly #bus: Bus;
  readonly #copies: LastingCopy<Experiments>;

  constructor(bus: Bus) {
    this.#bus = bus;
    this.#copies = new LastingCopy({ ask: (app, requestId) => this.#ask(app, requestId), entriesMax: APPS_MAX, ttlMs: TTL_MS });
  }

  /** Follows changes. @returns a function that ends it */
  follow(): () => void {
    const ends = [
      this.#bus.subscribe(config.parametersChanged, ({ app }) => this.#copies.forget(app)),
      this.#bus.onReconnect(() => this.#copies.clear()),
    ];
    return () => ends.forEach((end) => end());
  }

  /**
   * @param mentioned ids of experiments that exist: one that is not known is asked for anew
   * @throws ServiceUnavailable, RequestTimeout when nothing is known and `config` does not answer: the events wait then
   */
  async of(app: AppId, mentioned: readonly string[] = []): Promise<Experiments> {
    const known = this.#copies.known(app) ?? (await this.#copies.get(app, 'experiments')) ?? [];
    if (mentioned.every((id) => known.some((one) => one.id === id))) return known;
    this.#copies.forget(app);
    return (await this.#copies.get(app, 'experiments')) ?? [];
  }

  async #ask(app: AppId, requestId: string): Promise<Experiments> {
    const context = { app, identity: PLATFORM, deadline: Date.now() + config.measuredExperiments.deadlineMs, requestId };
    return (await this.#bus.call(config.measuredExperiments, {}, context)).experiments;
  }
}
