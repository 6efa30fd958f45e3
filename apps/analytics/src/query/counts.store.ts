import { readFrom } from '@parlance/mongo';
import { READ_MS_MAX, type MongoAnalyticsDatabase } from '../database/mongo-analytics-database.ts';
import type { RollupDocument } from '../database/documents.ts';
import { seriesPrefix, type Series } from '../ingest/rollup-id.ts';
import { dayOf, hourOf, MINUTE_MS, startOf, type Stride } from '../ingest/time.ts';
import type { Granularity, Range } from './range.ts';

const STRIDES: Readonly<Record<Granularity, Stride>> = { minute: 'M', hour: 'H', day: 'D' };
const MINUTE_DIGITS = 2;

/** Told of each count: the value, its place in the range, and how often. */
export type Visit = (value: string, point: number, times: number) => void;

/** Counts that are kept, read. */
export class CountsStore {
  readonly #database: MongoAnalyticsDatabase;

  constructor(database: MongoAnalyticsDatabase) {
    this.#database = database;
  }

  /** Visits the counts of a series in a range. One range of the `_id` index is read. */
  async visit(series: Series, range: Range, visit: Visit): Promise<void> {
    for (const { _id, k, c } of await this.documents(series, range)) {
      const start = startOf(_id.slice(_id.lastIndexOf('|') + 1));
      k.forEach((key, index) => {
        const [value, at] = range.granularity === 'minute' ? minuteOf(key, start) : [key, start];
        if (at >= range.from && at < range.to) visit(value, Math.floor((at - range.from) / range.stepMs), c[index] ?? 0);
      });
    }
  }

  async documents(series: Series, { from, to, granularity }: Range): Promise<readonly RollupDocument[]> {
    const { rollups } = await this.#database.open();
    const stride = STRIDES[granularity];
    const prefix = seriesPrefix(series, stride);
    const bucketOf = stride === 'D' ? dayOf : hourOf;
    const filter = { _id: { $gte: prefix + bucketOf(from), $lte: prefix + bucketOf(to - 1) } };
    return readFrom(rollups, 'find', () => rollups.find(filter, { maxTimeMS: READ_MS_MAX }).toArray());
  }
}

function minuteOf(key: string, start: number): readonly [value: string, at: number] {
  return [key.slice(MINUTE_DIGITS), start + Number(key.slice(0, MINUTE_DIGITS)) * MINUTE_MS];
}
