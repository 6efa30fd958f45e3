import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { workers, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { JOB_SCHEDULE } from '@parlance/platform-classes';
import { asPlatform, PlatformObjects } from '@parlance/platform-objects';
import type { Clock } from '@parlance/push';
import { isObject, type UnknownObject } from '@parlance/values';
import { JOBS_CLOCK } from '../clock.ts';
import { assertJob, JobApps } from '../job-apps.ts';
import { readJobSchedule, type JobSchedule } from './job-schedule.ts';
import { createdAt, SCHEDULES_MAX } from './schedule-copies.ts';
import { scheduleDocument } from './schedule-document.ts';
import { ScheduleStore } from './schedule.store.ts';

const UNKNOWN_JOB = 'Cannot Schedule a job that is not deployed';

/** The schedules of jobs, as the dashboard edits them. */
@Controller()
export class SchedulesHandler {
  readonly #objects: PlatformObjects;

  constructor(
    @Inject(BUS) bus: Bus,
    private readonly apps: JobApps,
    private readonly schedules: ScheduleStore,
    @Inject(JOBS_CLOCK) private readonly clock: Clock,
  ) {
    this.#objects = new PlatformObjects(bus, 'workers');
  }

  @Handles(workers.listJobSchedules)
  async list(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<RestReply> {
    return reply(await this.#all(context));
  }

  @Handles(workers.listJobs)
  async listJobs(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<RestReply> {
    const [{ names }, schedules] = await Promise.all([this.apps.of(context), this.#all(context)]);
    return reply({ in_use: schedules.map(({ jobName }) => jobName), jobs: [...names] });
  }

  @Handles(workers.createJobSchedule)
  async create(@Payload() { schedule: asked }: { schedule: unknown }, @Ctx() context: RequestContext): Promise<RestReply> {
    const now = this.clock.now();
    const body = this.#startingAt(membersOf(asked), now);
    const schedule = await this.#checked(body, now.getTime(), context);
    const { objectId, createdAt: at } = await this.#objects.create(JOB_SCHEDULE, { body }, asPlatform(context));
    await this.#note(objectId, schedule, 0, context);
    return {
      status: 201,
      location: `/classes/${JOB_SCHEDULE}/${objectId}`,
      body: Buffer.from(JSON.stringify({ objectId, createdAt: at })),
    };
  }

  @Handles(workers.changeJobSchedule)
  async change(
    @Payload() { objectId, schedule: asked }: workers.ChangeScheduleRequest,
    @Ctx() context: RequestContext,
  ): Promise<RestReply> {
    const now = this.clock.now();
    const body = this.#startingAt(membersOf(asked), now);
    const stored = await this.#objects.find(JOB_SCHEDULE, { objectId }, context);
    if (stored === undefined) throw new ParseError('ObjectNotFound', 'Object not found.');
    const schedule = await this.#checked({ ...stored, ...body }, createdAt(stored), context);
    const { updatedAt } = await this.#objects.update(JOB_SCHEDULE, objectId, { body }, asPlatform(context));
    const { lastRun } = stored;
    await this.#note(objectId, schedule, typeof lastRun === 'number' ? lastRun : 0, context);
    return reply({ response: { updatedAt } });
  }

  @Handles(workers.removeJobSchedule)
  async remove(@Payload() { objectId }: { objectId: string }, @Ctx() context: RequestContext): Promise<RestReply> {
    await this.#objects.remove(JOB_SCHEDULE, objectId, asPlatform(context));
    await this.schedules.remove(`${context.app}.${objectId}`);
    return reply({});
  }

  #all(context: RequestContext) {
    return this.#objects.findAll(JOB_SCHEDULE, {}, SCHEDULES_MAX, context);
  }

  /** Notes when a schedule is due. One without repetition is due once, even where its start has passed; it is over if it ran since then. */
  async #note(objectId: string, schedule: JobSchedule, lastRun: number, { app }: RequestContext): Promise<void> {
    const now = this.clock.now();
    const isOnce = schedule.cron === undefined && schedule.repeatMinutes === undefined && schedule.minuteOfDay === undefined;
    await this.schedules.put(scheduleDocument(app, objectId, schedule, isOnce ? lastRun : now.getTime() - 1, now));
  }

  /** The peer starts a schedule that names no start at once, one that is changed too. */
  #startingAt(members: UnknownObject, now: Date): Record<string, unknown> {
    return members['startAfter'] === undefined ? { ...members, startAfter: now.toISOString() } : { ...members };
  }

  /** @throws CloudCodeFailed (141) for a job that the code does not have; ValidationFailed (142) for times that are none */
  async #checked(members: UnknownObject, now: number, context: RequestContext): Promise<JobSchedule> {
    const { jobName } = members;
    const app = await this.apps.of(context);
    if (typeof jobName === 'string' && jobName !== '') assertJob(app, jobName, UNKNOWN_JOB);
    const read = readJobSchedule(members, now);
    if ('fault' in read) throw new ParseError('ValidationFailed', read.fault);
    return read.schedule;
  }
}

function membersOf(asked: unknown): UnknownObject {
  if (!isObject(asked)) throw new ParseError('InvalidJson', 'job_schedule has to be an object.');
  return asked;
}

function reply(value: unknown): RestReply {
  return { status: 200, body: Buffer.from(JSON.stringify(value)) };
}
