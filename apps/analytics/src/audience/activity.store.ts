import { readFrom, type Document } from '@parlance/mongo';
import { READ_MS_MAX, type MongoAnalyticsDatabase } from '../database/mongo-analytics-database.ts';
import { activePrefix, type Activity } from '../ingest/active.store.ts';
import { DAY_MS, dayOf } from '../ingest/time.ts';

type Kind = Activity['kind'];

/** Active installations and users by day, read. Exact: there is one document for each of them and day. */
export class ActivityStore {
  readonly #database: MongoAnalyticsDatabase;

  constructor(database: MongoAnalyticsDatabase) {
    this.#database = database;
  }

  /** How many different ones were active between two days. @param from and to: epoch milliseconds, `to` excluded */
  async count(app: string, kind: Kind, from: number, to: number): Promise<number> {
    const { actives } = await this.#database.open();
    const filter = idsOf(app, kind, from, to);
    if (to - from <= DAY_MS) return readFrom(actives, 'count', () => actives.countDocuments(filter, { maxTimeMS: READ_MS_MAX }));
    // A day has eight digits, and a bar behind it.
    const id = { $substrCP: ['$_id', activePrefix({ app, kind, day: '00000000' }).length, ID_LENGTH_MAX] };
    const pipeline: Document[] = [{ $match: filter }, { $group: { _id: id } }, { $count: 'different' }];
    const [counted] = await readFrom(actives, 'aggregate', () =>
      actives.aggregate<{ different: number }>(pipeline, { maxTimeMS: READ_MS_MAX, allowDiskUse: true }).toArray(),
    );
    return counted?.different ?? 0;
  }

  /** How many were active on a day, by the day of their first event. Cost: grows with the actives of all days in the range. */
  async byFirstDay(
    app: string,
    kind: Kind,
    from: number,
    to: number,
  ): Promise<readonly { readonly first: string; readonly day: string; readonly times: number }[]> {
    const { actives } = await this.#database.open();
    const day = { $substrCP: ['$_id', `${app}|${kind}|`.length, 8] };
    const pipeline: Document[] = [
      { $match: { ...idsOf(app, kind, from, to), f: { $gte: dayOf(from) } } },
      { $group: { _id: { first: '$f', day }, times: { $sum: 1 } } },
    ];
    const groups = await readFrom(actives, 'aggregate', () =>
      actives
        .aggregate<{ _id: { first: string; day: string }; times: number }>(pipeline, { maxTimeMS: READ_MS_MAX, allowDiskUse: true })
        .toArray(),
    );
    return groups.map(({ _id, times }) => ({ ..._id, times }));
  }
}

/** Installation ids have any length that fits a header. */
const ID_LENGTH_MAX = 100_000;

function idsOf(app: string, kind: Kind, from: number, to: number): { readonly _id: { readonly $gte: string; readonly $lt: string } } {
  return { _id: { $gte: activePrefix({ app, kind, day: dayOf(from) }), $lt: activePrefix({ app, kind, day: dayOf(to) }) } };
}
