import { JOB_SCHEDULE } from '@parlance/platform-classes';
import type { PlatformObject, PlatformObjects } from '@parlance/platform-objects';
import type { Clock } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { ScheduleDocument } from '../database/documents.ts';
import { jobContext } from '../job-context.ts';
import { readJobSchedule, type JobSchedule } from './job-schedule.ts';
import { digestOf, scheduleDocument } from './schedule-document.ts';
import type { ScheduleStore } from './schedule.store.ts';

/** Schedules of one app: more than anybody looks after. */
export const SCHEDULES_MAX = 10_000;
/** A note that is younger than that is left alone: its object may have been read before it was changed. */
const SETTLED_MS = 10_000;
/** An object that was changed so lately has been promised its first time, even where that has passed. */
const LATELY_MS = 3_600_000;

export interface CopyNeeds {
  readonly objects: PlatformObjects;
  readonly schedules: ScheduleStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Brings the times of an app's schedules in line with its `_JobSchedule` objects, which hold the truth: for those that a server before this
 * one has left, and for a process that was killed between an object and its time.
 */
export async function copySchedules(app: string, { objects, schedules, clock, logger }: CopyNeeds): Promise<void> {
  const now = clock.now().getTime();
  const context = jobContext(app, 'job-schedules');
  const [noted, stored] = await Promise.all([schedules.ofApp(app), objects.findAll(JOB_SCHEDULE, {}, SCHEDULES_MAX, context)]);
  const left = new Map(noted.map((document) => [document.objectId, document]));
  for (const object of stored) {
    const known = left.get(object.objectId);
    left.delete(object.objectId);
    const read = readJobSchedule(object, createdAt(object));
    if ('fault' in read) {
      logger.warn({ app, schedule: object.objectId, reason: read.fault }, 'A schedule of a job cannot be read, and starts nothing.');
      if (known !== undefined) await schedules.remove(known._id);
    } else if (isStale(known, read.schedule, now)) {
      const changedAt = Date.parse(String(object['updatedAt']));
      const after = now - changedAt < LATELY_MS ? changedAt - 1 : now;
      await schedules.put(scheduleDocument(app, object.objectId, read.schedule, after, new Date(now)));
    }
  }
  for (const document of left.values()) if (isSettled(document, now)) await schedules.remove(document._id);
}

/** When an object was made: the start of a schedule that names none. */
export function createdAt(object: PlatformObject): number {
  return Date.parse(String(object['createdAt']));
}

function isStale(known: ScheduleDocument | undefined, schedule: JobSchedule, now: number): boolean {
  return known === undefined || (known.digest !== digestOf(schedule) && isSettled(known, now));
}

function isSettled({ notedAt }: ScheduleDocument, now: number): boolean {
  return notedAt.getTime() < now - SETTLED_MS;
}
