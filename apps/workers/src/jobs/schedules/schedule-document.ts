import { hash } from 'node:crypto';
import type { ScheduleDocument } from '../database/documents.ts';
import type { JobSchedule } from './job-schedule.ts';
import { nextTime } from './next-time.ts';

/** A schedule as it is noted. @param after epoch milliseconds: its first time is the next one after that @param notedAt when it was written */
export function scheduleDocument(app: string, objectId: string, schedule: JobSchedule, after: number, notedAt: Date): ScheduleDocument {
  const text = JSON.stringify(schedule);
  const nextAt = nextTime(schedule, after);
  return {
    _id: `${app}.${objectId}`,
    a: app,
    objectId,
    digest: digestOf(schedule),
    schedule: text,
    ...(nextAt === undefined ? {} : { nextAt: new Date(nextAt), lookAt: new Date(nextAt) }),
    notedAt,
  };
}

export function digestOf(schedule: JobSchedule): string {
  return hash('sha256', JSON.stringify(schedule), 'base64url');
}
