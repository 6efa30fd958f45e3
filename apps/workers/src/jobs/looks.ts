import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { NO_APP } from '@parlance/contracts';
import { JOB_SCHEDULE } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { Clock } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { ScheduleDocument } from './database/documents.ts';
import type { JobApps } from './job-apps.ts';
import { jobContext } from './job-context.ts';
import { attemptOf, type Endings } from './runs/endings.ts';
import type { JobStatus } from './runs/job-status.ts';
import type { RunStore } from './runs/run.store.ts';
import type { Runner } from './runs/runner.ts';
import { startRun } from './runs/start.ts';
import type { WakeUps } from './runs/wake-ups.ts';
import type { JobSchedule } from './schedules/job-schedule.ts';
import { nextTime } from './schedules/next-time.ts';
import { copySchedules } from './schedules/schedule-copies.ts';
import type { ScheduleStore } from './schedules/schedule.store.ts';

/** A schedule of an app that is not to be had is looked at again after that long. */
const APP_AWAY_MS = 60_000;
/** How often the schedules of all apps with code are compared with their objects. */
const COPY_ALL_MS = 600_000;
/** Apps whose schedules one look compares. */
const COPIED_MAX = 20;

export interface LooksNeeds {
  readonly runs: RunStore;
  readonly schedules: ScheduleStore;
  readonly apps: JobApps;
  readonly status: JobStatus;
  readonly endings: Endings;
  readonly runner: Pick<Runner, 'pending'>;
  readonly wakeUps: WakeUps;
  readonly objects: PlatformObjects;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Looks again and again for schedules that are due, for runs that are due, lost, or whose end is not shown, and for schedules that were
 * changed. Each process does so: every step is one that another process beside it cannot make too. All that it knows is in MongoDB.
 */
export class Looks {
  readonly #needs: LooksNeeds;
  readonly #everyMs: number;
  readonly #leaseMs: number;
  #judgesFrom = 0;
  readonly #toCopy = new Set<string>();
  #copyAllAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> = Promise.resolve();
  #stopped = false;

  /** @param leaseMs how long an attempt counts as alive after each sign of life: this process judges none before it has listened for as long */
  constructor(needs: LooksNeeds, everyMs: number, leaseMs: number) {
    this.#needs = needs;
    this.#everyMs = everyMs;
    this.#leaseMs = leaseMs;
  }

  start(): void {
    this.#judgesFrom = performance.now() + this.#leaseMs;
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#look;
  }

  /** An app or its code has changed. */
  noteChange(app: string): void {
    this.#toCopy.add(app);
  }

  /** One look. Never fails. */
  async look(): Promise<void> {
    await this.#try('copy schedules', () => this.#copy());
    await this.#try('start scheduled runs', () => this.#startScheduled());
    await this.#try('note runs that are alive', () => this.#needs.runs.noteAlive(this.#needs.runner.pending.map(attemptOf)));
    await this.#try('settle lost runs', () => this.#settleLost());
    await this.#try('show ends', () => this.#showEnds());
    await this.#try('wake workers', () => this.#wake());
  }

  async #startScheduled(): Promise<void> {
    const { schedules, clock } = this.#needs;
    for (const document of await schedules.due(clock.now())) {
      await this.#try('start a scheduled run', () => this.#startOne(document));
    }
  }

  /**
   * Starts the run of a moment, then moves the schedule on: a process that is killed in between leaves the next one a run that is there already.
   * Moments that have passed unseen, however many, are one run. So is a run that still waits.
   */
  async #startOne(document: ScheduleDocument): Promise<void> {
    const { _id: id, a: app, objectId, nextAt } = document;
    const { apps, runs, schedules, objects, clock } = this.#needs;
    const now = clock.now();
    if (nextAt === undefined) return schedules.moveOn(document, undefined);
    if ((await apps.get(app, objectId)) === undefined) return schedules.putOff(id, new Date(now.getTime() + APP_AWAY_MS));
    const schedule = JSON.parse(document.schedule) as JobSchedule;
    const isWaiting = await runs.waits(id);
    if (!isWaiting)
      await startRun({ app, name: schedule.jobName, params: schedule.params, scheduled: { id, at: nextAt.getTime() } }, this.#needs);
    const following = nextTime(schedule, now.getTime());
    await schedules.moveOn(document, following === undefined ? undefined : new Date(following));
    await objects.noteIf(JOB_SCHEDULE, objectId, { lastRun: now.getTime() }, undefined, jobContext(app, objectId));
  }

  async #settleLost(): Promise<void> {
    const { runs, apps, endings } = this.#needs;
    // While no worker was there, nobody has noted the signs of life.
    if (performance.now() < this.#judgesFrom) return;
    for (const run of await runs.lost()) {
      await this.#try('settle a lost run', async () => {
        const app = await apps.get(run.a, run.objectId);
        if (app !== undefined) await endings.lost(run, app.policyOf(run.name));
      });
    }
  }

  async #showEnds(): Promise<void> {
    const { runs, endings } = this.#needs;
    for (const run of await runs.unshown()) await endings.show(run);
  }

  /** Tells workers of runs that are due, of each app as many as it has room for. */
  async #wake(): Promise<void> {
    const { runs, apps, wakeUps, clock } = this.#needs;
    const due = await runs.due(clock.now());
    if (due.length === 0) return;
    const running = new Map(await runs.running());
    for (const run of due) {
      const app = await apps.get(run.a, run.objectId);
      const busy = running.get(run.a) ?? 0;
      if (app !== undefined && busy >= app.runningMax) continue;
      running.set(run.a, busy + 1);
      await wakeUps.wake(run);
    }
  }

  async #copy(): Promise<void> {
    const { bus } = this.#needs;
    if (performance.now() >= this.#copyAllAt) {
      const { apps } = await bus.call(config.listCodedApps, {}, jobContext(NO_APP, 'job-schedules'));
      for (const app of apps) this.#toCopy.add(app);
      this.#copyAllAt = performance.now() + COPY_ALL_MS;
    }
    for (const app of [...this.#toCopy].slice(0, COPIED_MAX)) {
      this.#toCopy.delete(app);
      await this.#copyOne(app);
    }
  }

  async #copyOne(app: string): Promise<void> {
    const { apps, logger } = this.#needs;
    try {
      if ((await apps.get(app, 'job-schedules'))?.state === 'ready') await copySchedules(app, this.#needs);
    } catch (error) {
      this.#toCopy.add(app);
      logger.debug({ err: error, app }, 'The schedules of an app could not be compared; the next attempt follows.');
    }
  }

  async #try(step: string, work: () => Promise<void>): Promise<void> {
    if (this.#stopped) return;
    try {
      await work();
    } catch (error) {
      this.#needs.logger.warn({ err: error, step }, 'A look after jobs failed; the next one follows.');
    }
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#look = this.look().finally(() => this.#schedule(this.#everyMs));
    }, ms);
    this.#timer.unref();
  }
}
