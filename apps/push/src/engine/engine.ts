import type { Bus } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import type { Clock, PushState, QuietHours } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { PushDocument, WaveDocument } from '../database/documents.ts';
import { pushFigures } from '../metrics.ts';
import type { PartitionStore } from '../records/partition.store.ts';
import type { PushStore } from '../records/push.store.ts';
import type { WaveStore } from '../records/wave.store.ts';
import type { Endings } from './endings.ts';
import { countWave, recountPassedOver } from './local-waves.ts';
import { planWave } from './plan-wave.ts';
import { scheduleWaiting } from './waiting-waves.ts';
import { scheduleWaves } from './schedule-waves.ts';
import type { WakeUps } from './wake-ups.ts';
import { wakePartitions } from './window.ts';
import { isLocal, lastZoneAt, lateReason, needsZones } from './wave-times.ts';

/** A push that was never stored whole is removed after this time: its sender got no answer long ago. */
const PREPARING_MS_MAX = 60_000;

export interface EngineNeeds {
  readonly bus: Bus;
  readonly pushes: PushStore;
  readonly waves: WaveStore;
  readonly partitions: PartitionStore;
  readonly endings: Endings;
  readonly wakeUps: WakeUps;
  /** Partitions of all large pushes of one app that may be worked on at a time. */
  readonly perApp: number;
  /** The quiet hours of an app as it is now. */
  readonly quietHoursOf: (app: string) => Promise<QuietHours | undefined>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Takes pushes forward: from the time at which they are due over their plan to their end. Each step is a conditional write that any replica
 * may repeat or make at the same time as another, so that a push goes on when any process is killed and Redis has lost everything.
 */
export class Engine {
  readonly #needs: EngineNeeds;
  readonly #endings: Endings;
  /** Steps of a push follow one another in this process; one that is asked for meanwhile follows the present one. */
  readonly #running = new Map<string, { again: boolean; readonly done: Promise<void> }>();

  constructor(needs: EngineNeeds) {
    this.#needs = needs;
    this.#endings = needs.endings;
  }

  /** Does all that can be done about a push now. Failures of single pushes are logged, and tried again by the next look. */
  async advance(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running !== undefined) {
      running.again = true;
      return running.done;
    }
    const entry = { again: false, done: Promise.resolve() };
    entry.done = this.#repeat(id, entry).finally(() => this.#running.delete(id));
    this.#running.set(id, entry);
    return entry.done;
  }

  /** Waits for the steps that are being made. */
  async settled(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  /** Removes a push of which nothing was handed over. @returns false for all others */
  async remove(pushed: PushDocument): Promise<boolean> {
    if (!(await this.#needs.pushes.giveUp(pushed._id))) return false;
    await this.#endings.remove(pushed);
    return true;
  }

  /** Shows the counts of a push in the app's database. */
  show(pushed: PushDocument, state: PushState): Promise<void> {
    return this.#endings.show(pushed, state);
  }

  async #repeat(id: string, entry: { again: boolean }): Promise<void> {
    do {
      entry.again = false;
      try {
        await this.#step(id);
      } catch (error) {
        this.#needs.logger.warn({ err: error, push: id }, 'A push could not be taken forward; the next attempt follows.');
      }
    } while (entry.again);
  }

  async #step(id: string): Promise<void> {
    const { pushes, clock } = this.#needs;
    const pushed = await pushes.find(id);
    if (pushed === undefined) return;
    if (pushed.unshown) return this.#endings.showEnd(pushed);
    const now = clock.now();
    switch (pushed.state) {
      case 'preparing':
        if (pushed.createdAt.getTime() < now.getTime() - PREPARING_MS_MAX) await this.remove(pushed);
        return;
      case 'removing':
        return this.#endings.remove(pushed);
      case 'pending':
      case 'scheduled':
        if (pushed.dueAt <= now) await this.#unlessRefused(pushed, now, () => this.#begin(pushed, now));
        return;
      case 'running':
        if (pushed.error !== undefined) return this.#fail(pushed, now, pushed.error, pushed.errorCode);
        return this.#unlessRefused(pushed, now, () => this.#goOn(pushed, now));
      case 'canceling':
        return this.#settle(pushed, now);
      case 'paused':
        return this.show(pushed, 'paused');
      default:
        return;
    }
  }

  /** A push fails whose query is refused, now or at its time. */
  async #unlessRefused(pushed: PushDocument, now: Date, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#fail(pushed, now, error.message, error.code);
    }
  }

  /** A push that is due, or whose zones are to be looked up. */
  async #begin(pushed: PushDocument, now: Date): Promise<void> {
    const { pushes, waves } = this.#needs;
    const due = await scheduleWaves(pushed, now, this.#needs);
    if ('refusal' in due) return this.#fail(pushed, now, due.refusal.message, due.refusal.code);
    if (due.at > now) {
      await pushes.note(pushed._id, { dueAt: due.at, zonesAt: now });
      return;
    }
    const reasons = (await waves.of(pushed._id)).filter(({ state }) => state === 'ready').map((wave) => lateReason(pushed, wave, now));
    if (reasons.length > 0 && !reasons.includes(undefined))
      return this.#fail(pushed, now, reasons.includes('missed') ? 'missed' : 'expired');
    const startedAt = pushed.startedAt ?? now;
    pushFigures.takenUp(now.getTime() - pushed.dueAt.getTime());
    if (await pushes.take(pushed._id, 'start', { startedAt, zonesAt: now }))
      await this.#goOn({ ...pushed, state: 'running', startedAt, zonesAt: now }, now);
  }

  async #goOn(pushed: PushDocument, now: Date): Promise<void> {
    const { pushes, waves, partitions } = this.#needs;
    if (needsZones(pushed, await waves.of(pushed._id), now)) {
      await scheduleWaves(pushed, now, this.#needs);
      await pushes.note(pushed._id, { zonesAt: now });
    }
    for (const wave of await waves.of(pushed._id)) {
      if (wave.state === 'ready' && wave.dueAt <= now) await this.#open(pushed, wave, now);
    }
    await wakePartitions(pushed, now, this.#needs);
    for (const wave of await waves.of(pushed._id)) {
      if (wave.state === 'running' && (await partitions.open({ wave: wave._id })) === 0) await waves.move(wave._id, 'running', 'done');
    }
    const left = (await waves.of(pushed._id)).filter(({ state }) => state === 'ready' || state === 'running');
    const isLast = left.length === 0 && lastZoneAt(pushed) <= now;
    if ((await scheduleWaiting(pushed, now, isLast, this.#needs)) || !isLast) return;
    if (isLocal(pushed)) await recountPassedOver(pushed, this.#needs);
    await this.#endings.finish(pushed, now);
  }

  /** A wave that is due. */
  async #open(pushed: PushDocument, wave: WaveDocument, now: Date): Promise<void> {
    if (lateReason(pushed, wave, now) !== 'missed') return planWave(pushed, wave, this.#needs);
    const skipped = await countWave(pushed, wave, 'missed', this.#needs);
    await this.#needs.waves.move(wave._id, 'ready', 'skipped', { skipped });
  }

  async #settle(pushed: PushDocument, now: Date): Promise<void> {
    if (!(await this.#endings.windUp(pushed))) return wakePartitions(pushed, now, this.#needs);
    await this.#endings.end(pushed, 'settle', { finishedAt: now });
  }

  /** A push that has begun fails when its workers have ended the slices that they were sending: its counts are exact then. */
  async #fail(pushed: PushDocument, now: Date, error: string, errorCode?: number): Promise<void> {
    const reason = { error, ...(errorCode === undefined ? {} : { errorCode }) };
    if (pushed.error === undefined && pushed.state === 'running') await this.#needs.pushes.note(pushed._id, reason);
    if (!(await this.#endings.windUp(pushed))) return wakePartitions(pushed, now, this.#needs);
    await this.#endings.end(pushed, 'fail', { ...reason, finishedAt: now });
  }
}

/** Another attempt would be refused too. */
function isRefusal(error: unknown): error is ParseError {
  return error instanceof ParseError && error.status < 500 && error.kind !== 'RequestTimeout';
}
