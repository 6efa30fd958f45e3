import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { ScheduleDocument } from '../database/documents.ts';
import type { MongoJobsDatabase } from '../database/mongo-jobs-database.ts';

/** Schedules that one look takes up. */
const DUE_MAX = 1_000;

/** When the schedules of all apps are due. */
export class ScheduleStore {
  readonly #database: MongoJobsDatabase;

  constructor(database: MongoJobsDatabase) {
    this.#database = database;
  }

  /** Schedules that are to be looked at, the latest first. */
  async due(now: Date): Promise<readonly ScheduleDocument[]> {
    const schedules = await this.#schedules();
    return readFrom(schedules, 'find', () =>
      schedules
        .find({ lookAt: { $lte: now } })
        .sort({ lookAt: 1 })
        .limit(DUE_MAX)
        .toArray(),
    );
  }

  /** Writes a schedule that was made or changed. */
  async put(schedule: ScheduleDocument): Promise<void> {
    const schedules = await this.#schedules();
    await writeTo(schedules, 'update', () => schedules.replaceOne({ _id: schedule._id }, schedule, { upsert: true }));
  }

  async remove(id: string): Promise<void> {
    const schedules = await this.#schedules();
    await writeTo(schedules, 'delete', () => schedules.deleteOne({ _id: id }));
  }

  /** Moves a schedule on that is due at a time. Nothing happens where another process has done so, or somebody has changed it. */
  async moveOn({ _id, digest, nextAt: due }: ScheduleDocument, nextAt: Date | undefined): Promise<void> {
    const schedules = await this.#schedules();
    const update = nextAt === undefined ? { $unset: { nextAt: '' as const, lookAt: '' as const } } : { $set: { nextAt, lookAt: nextAt } };
    await writeTo(schedules, 'update', () => schedules.updateOne({ _id, digest, ...(due === undefined ? {} : { nextAt: due }) }, update));
  }

  /** Has a schedule looked at later; it stays due. */
  async putOff(id: string, lookAt: Date): Promise<void> {
    const schedules = await this.#schedules();
    await writeTo(schedules, 'update', () => schedules.updateOne({ _id: id }, { $set: { lookAt } }));
  }

  async ofApp(app: string): Promise<readonly ScheduleDocument[]> {
    const schedules = await this.#schedules();
    return readFrom(schedules, 'find', () => schedules.find({ a: app }).toArray());
  }

  async #schedules(): Promise<Collection<ScheduleDocument>> {
    return (await this.#database.open()).schedules;
  }
}
