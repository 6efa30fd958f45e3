import { readFrom, writeTo, type Collection, type Document, type IndexDescription } from '@parlance/mongo';
import { SLOW_QUERIES_COLLECTION } from '@parlance/platform-classes';
import type { IndexKey } from '@parlance/query';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { BUCKETS } from './duration-histogram.ts';
import type { QueryTimes, SlowQueryFilter, SlowQueryRecord, SlowQueryStore, Suggestion } from './slow-query.store.ts';

const INDEXES: readonly IndexDescription[] = [{ key: { expiresAt: 1 }, name: 'ttl', expireAfterSeconds: 0 }];

/** Members of an index as a list: their names have dots in them, and their order matters. */
type StoredSuggestion = Omit<Suggestion, 'index'> & { readonly index: readonly (readonly [string, IndexKey[string]])[] | null };
type Stored<T> = Omit<T, 'suggestion'> & { readonly suggestion: StoredSuggestion | null };
type RecordDocument = Stored<Omit<SlowQueryRecord, 'id'>> & { readonly _id: string };

/** `_SlowQueries`: one document per shape, hour and process. */
export class MongoSlowQueryStore implements SlowQueryStore {
  readonly #records: Collection<RecordDocument>;
  readonly #indexes: MongoIndexKeeper;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#records = database.collection<RecordDocument>(SLOW_QUERIES_COLLECTION);
    this.#indexes = indexes;
  }

  async save(records: readonly SlowQueryRecord[]): Promise<void> {
    if (records.length === 0) return;
    void this.#indexes.keep(this.#records, INDEXES);
    const writes = records.map(({ id, ...record }) => ({
      replaceOne: { filter: { _id: id }, replacement: { ...record, suggestion: storedSuggestion(record.suggestion) }, upsert: true },
    }));
    await writeTo(this.#records, 'bulkWrite', () => this.#records.bulkWrite(writes, { ordered: false }));
  }

  async list({ className, since, until, limit }: SlowQueryFilter, timeMsMax: number): Promise<readonly QueryTimes[]> {
    if (limit === 0) return [];
    const match: Document = {};
    if (className !== undefined) match['className'] = { $eq: className };
    if (since !== undefined) match['lastSeen'] = { $gte: since };
    if (until !== undefined) match['firstSeen'] = { $lte: until };
    const pipeline = [{ $match: match }, { $group: ADDED_UP }, { $sort: { totalMs: -1, _id: 1 } }, { $limit: limit }];
    const groups = await readFrom(this.#records, 'aggregate', () =>
      this.#records.aggregate<Group>(pipeline, { maxTimeMS: timeMsMax }).toArray(),
    );
    return groups.map(timesOf);
  }
}

type Group = Omit<QueryTimes, 'buckets' | 'plannedAt' | 'plan' | 'suggestion'> & {
  readonly newest: Stored<Pick<QueryTimes, 'plannedAt' | 'plan' | 'suggestion'>>;
} & Readonly<Record<`b${number}`, number>>;

const SUMS = ['count', 'slowCount', 'timeouts', 'totalMs', 'scanned', 'explained'];
const BUCKET_NAMES = Array.from({ length: BUCKETS }, (_, bucket) => bucket);

const ADDED_UP = {
  _id: '$shapeId',
  className: { $first: '$className' },
  operation: { $first: '$operation' },
  shape: { $first: '$shape' },
  ...Object.fromEntries(SUMS.map((name) => [name, { $sum: `$${name}` }])),
  ...Object.fromEntries(BUCKET_NAMES.map((bucket) => [`b${bucket}`, { $sum: `$buckets.${bucket}` }])),
  firstSeen: { $min: '$firstSeen' },
  lastSeen: { $max: '$lastSeen' },
  // Documents compare member by member: the time decides, and none of them is less than any.
  newest: { $max: { plannedAt: '$plannedAt', plan: '$plan', suggestion: '$suggestion' } },
};

function timesOf(group: Group): QueryTimes {
  const { className, operation, shape, count, slowCount, timeouts, totalMs, scanned, explained, firstSeen, lastSeen, newest } = group;
  const buckets = Object.fromEntries(BUCKET_NAMES.map((bucket) => [bucket, group[`b${bucket}`] ?? 0]));
  const { plannedAt, plan, suggestion } = newest;
  return {
    ...{ className, operation, shape, count, slowCount, timeouts, totalMs, buckets, scanned, explained, firstSeen, lastSeen },
    ...{ plannedAt, plan, suggestion: suggestion && { ...suggestion, index: suggestion.index && Object.fromEntries(suggestion.index) } },
  };
}

function storedSuggestion(suggestion: Suggestion | null): StoredSuggestion | null {
  return suggestion && { ...suggestion, index: suggestion.index && Object.entries(suggestion.index) };
}
