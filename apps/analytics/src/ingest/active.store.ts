import { MongoBulkWriteError, readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { ActiveDocument } from '../database/documents.ts';
import type { MongoAnalyticsDatabase } from '../database/mongo-analytics-database.ts';
import { DAY_MS, dayOf, startOf } from './time.ts';

/** Somebody who did something on a day. */
export interface Activity {
  readonly app: string;
  /** An installation or a user. */
  readonly kind: 'i' | 'u';
  readonly id: string;
  /** YYYYMMDD */
  readonly day: string;
  readonly expiresAt: number;
}

const DUPLICATE_KEY = 11_000;
/** Activities that are known to be stored: most events are of somebody who has been seen on that day. About 100 bytes each. */
const KNOWN_MAX = 200_000;

/** Active installations and users by day, and the day of their first event: exact, one document for each. Storing one again changes nothing. */
export class ActiveStore {
  readonly #database: MongoAnalyticsDatabase;
  readonly #known = new Set<string>();

  constructor(database: MongoAnalyticsDatabase) {
    this.#database = database;
  }

  async note(activities: readonly Activity[]): Promise<void> {
    const fresh = new Map(
      activities.map((activity) => [activeId(activity), activity]).filter(([id]) => !this.#known.has(id as string)) as [string, Activity][],
    );
    if (fresh.size === 0) return;
    const firsts = await this.#noteFirsts([...fresh.values()]);
    const { actives } = await this.#database.open();
    const documents = Array.from(fresh, ([_id, activity]): ActiveDocument => {
      const first = firsts.get(firstId(activity)) ?? activity.day;
      return { _id, f: first, exp: new Date(activity.expiresAt) };
    });
    await insertMissing(actives, documents);
    if (this.#known.size + fresh.size > KNOWN_MAX) this.#known.clear();
    for (const id of fresh.keys()) this.#known.add(id);
  }

  /** @returns the first day of each, by the id of their document */
  async #noteFirsts(activities: readonly Activity[]): Promise<ReadonlyMap<string, string>> {
    const earliest = new Map<string, Activity>();
    for (const activity of activities) {
      const id = firstId(activity);
      if (activity.day < (earliest.get(id)?.day ?? '9')) earliest.set(id, activity);
    }
    const { firsts } = await this.#database.open();
    const ids = [...earliest.keys()];
    const stored = await readFrom(firsts, 'find', () => firsts.find({ _id: { $in: ids } }).toArray());
    const days = new Map(stored.map(({ _id, d }) => [_id, d]));
    const earlier = Array.from(earliest).filter(([id, { day }]) => day < (days.get(id) ?? '9'));
    if (earlier.length > 0) {
      const operations = earlier.map(([_id, { day }]) => ({ updateOne: { filter: { _id }, update: { $min: { d: day } }, upsert: true } }));
      await writeTo(firsts, 'bulkWrite', () => firsts.bulkWrite(operations, { ordered: false }));
    }
    for (const [id, activity] of earlier) {
      const before = days.get(id);
      if (before !== undefined) await this.#moveFirst(activity, before);
      days.set(id, activity.day);
    }
    return days;
  }

  /** An event that waited on a device came first after all: the days that are stored already begin with it. */
  async #moveFirst(activity: Activity, before: string): Promise<void> {
    const { actives } = await this.#database.open();
    const ids: string[] = [];
    for (let at = startOf(before); at <= Date.now() + DAY_MS; at += DAY_MS) ids.push(activeId({ ...activity, day: dayOf(at) }));
    await writeTo(actives, 'updateMany', () => actives.updateMany({ _id: { $in: ids } }, { $set: { f: activity.day } }));
  }
}

/** The part of an id in front of the id of the active one. */
export function activePrefix({ app, kind, day }: Pick<Activity, 'app' | 'kind' | 'day'>): string {
  return `${app}|${kind}|${day}|`;
}

function activeId(activity: Activity): string {
  return activePrefix(activity) + activity.id;
}

function firstId({ app, kind, id }: Activity): string {
  return `${app}|${kind}|${id}`;
}

async function insertMissing(actives: Collection<ActiveDocument>, documents: readonly ActiveDocument[]): Promise<void> {
  await writeTo(actives, 'insertMany', async () => {
    try {
      await actives.insertMany(documents, { ordered: false });
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      const faults = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
      if (faults.length === 0 || faults.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    }
  });
}
