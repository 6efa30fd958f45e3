import type { Logger } from '@parlance/telemetry';
import type { AggregateStore } from '../aggregate/aggregate.store.ts';
import { RegexSlots } from '../guard/regex-slots.ts';
import { ScanGuard } from '../guard/scan-guard.ts';
import type { ObjectReads } from '../objects/object.store.ts';
import type { ReferenceStore } from '../resolve/reference.store.ts';
import { ClassSizes } from './class-sizes.ts';
import { PlanExplainer } from './plan-explainer.ts';
import type { QueryPlans } from './query-plans.ts';
import { QueryWatch, type WatchParts, type WatchSettings } from './query-watch.ts';
import { SlowQueryLog } from './slow-query-log.ts';
import type { QueryTimes, SlowQueryFilter, SlowQueryStore } from './slow-query.store.ts';
import { WatchedAggregates } from './watched-aggregates.ts';
import { WatchedObjects } from './watched-objects.ts';
import { WatchedReferences } from './watched-references.ts';

/** The stores that answer queries. */
export interface QueriedStores {
  readonly reads: ObjectReads;
  readonly references: ReferenceStore;
  readonly aggregates: AggregateStore;
}

/** This process's memory of an app's queries, and the stores that run them. Outlives changes of the app's settings. */
export class AppQueries {
  readonly #stores: QueriedStores;
  readonly #slowQueries: SlowQueryStore;
  readonly #parts: WatchParts;

  /** @param stores as they read the database, not watched */
  constructor(stores: QueriedStores, plans: QueryPlans, slowQueries: SlowQueryStore, logger: Logger) {
    const log = new SlowQueryLog(slowQueries, logger);
    const sizes = new ClassSizes(plans);
    const explainer = new PlanExplainer(plans, logger, (kind, advice) => log.advise(kind, advice));
    this.#stores = stores;
    this.#slowQueries = slowQueries;
    this.#parts = { log, explainer, sizes, regexes: new RegexSlots(), scans: new ScanGuard(plans, sizes) };
  }

  /** The stores, each query watched as the settings want it. */
  watched(settings: WatchSettings): QueriedStores {
    const watch = new QueryWatch(this.#parts, settings);
    if (!watch.isNeeded) return this.#stores;
    return {
      reads: new WatchedObjects(this.#stores.reads, watch),
      references: new WatchedReferences(this.#stores.references, watch),
      aggregates: new WatchedAggregates(this.#stores.aggregates, watch),
    };
  }

  /** The times that all processes have seen, the last ones of this process included. */
  async slow(filter: SlowQueryFilter, timeMsMax: number): Promise<readonly QueryTimes[]> {
    await this.flush();
    return this.#slowQueries.list(filter, timeMsMax);
  }

  /** Saves the times that are not saved yet. Never rejects. */
  flush(): Promise<void> {
    return this.#parts.log.flush();
  }
}
