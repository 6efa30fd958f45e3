import type { AuthorizedAccess } from '@parlance/acl';
import { EVERYTHING, type ExplainVerbosity } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { AggregateStore, ClassPipeline, ClassValues } from '../aggregate/aggregate.store.ts';
import type { QueryWatch } from './query-watch.ts';

/** Pipelines on the objects of an app, each of them watched. */
export class WatchedAggregates implements AggregateStore {
  readonly #aggregates: AggregateStore;
  readonly #watch: QueryWatch;

  constructor(aggregates: AggregateStore, watch: QueryWatch) {
    this.#aggregates = aggregates;
    this.#watch = watch;
  }

  collectionOf(className: string): string {
    return this.#aggregates.collectionOf(className);
  }

  assertSearchable(schema: ClassSchema): Promise<void> {
    return this.#aggregates.assertSearchable(schema);
  }

  run(pipeline: AuthorizedAccess<ClassPipeline>, timeMsMax: number): Promise<readonly Uint8Array[]> {
    return this.#watch.run('aggregate', { ...pipeline, condition: EVERYTHING }, () => this.#aggregates.run(pipeline, timeMsMax));
  }

  explain(pipeline: AuthorizedAccess<ClassPipeline>, verbosity: ExplainVerbosity, timeMsMax: number): Promise<StoredDocument> {
    return this.#aggregates.explain(pipeline, verbosity, timeMsMax);
  }

  values(query: AuthorizedAccess<ClassValues>, timeMsMax: number): Promise<readonly unknown[]> {
    return this.#watch.run('distinct', query, () => this.#aggregates.values(query, timeMsMax));
  }

  decode(raw: Uint8Array): StoredDocument {
    return this.#aggregates.decode(raw);
  }
}
