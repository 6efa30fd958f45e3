import type { Bus } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import { addTallies, NO_COUNTS, sumOf, TRANSITIONS, type Clock, type PushState, type Tally } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { PushDocument, WaveDocument } from '../database/documents.ts';
import type { PartitionStore } from '../records/partition.store.ts';
import type { PushStore } from '../records/push.store.ts';
import type { WaveStore } from '../records/wave.store.ts';
import { planWave } from './plan-wave.ts';
import { lastZoneAt, needsZones, scheduleWaves } from './schedule-waves.ts';
import type { StatusObject } from './status-object.ts';
import type { WakeUps } from './wake-ups.ts';

/** Partitions of one push that may be worked on at a time: a large push does not take all workers, and the queue stays short. */
const WINDOW = 32;
/** A push that was never stored whole is removed after this time: its sender got no answer long ago. */
const PREPARING_MS_MAX = 60_000;

export interface EngineNeeds {
  readonly bus: Bus;
  readonly pushes: PushStore;
  readonly waves: WaveStore;
  readonly partitions: PartitionStore;
  readonly status: StatusObject;
  readonly wakeUps: WakeUps;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Takes pushes forward: from the time at which they are due over their plan to their end. Each step is a conditional write that any replica
 * may repeat or make at the same time as another, so that a push goes on when any process is killed and Redis has lost everything.
 */
export class Engine {
  readonly #needs: EngineNeeds;
  /** Steps of a push follow one another in this process; one that is asked for meanwhile follows the present one. */
  readonly #running = new Map<string, { again: boolean; readonly done: Promise<void> }>();

  constructor(needs: EngineNeeds) {
    this.#needs = needs;
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
    const now = clock.now();
    switch (pushed.state) {
      case 'preparing':
        if (pushed.createdAt.getTime() < now.getTime() - PREPARING_MS_MAX) await this.#forget(pushed);
        return;
      case 'pending':
      case 'scheduled':
        if (pushed.dueAt <= now) await this.#begin(pushed, now);
        return;
      case 'running':
        return this.#goOn(pushed, now);
      case 'canceling':
        return this.#end(pushed, now);
      default:
        return;
    }
  }

  /** A push that is due, or whose zones are to be looked up. */
  async #begin(pushed: PushDocument, now: Date): Promise<void> {
    const { pushes, waves } = this.#needs;
    const due = await scheduleWaves(pushed, now, this.#needs);
    if ('refusal' in due) return this.#fail(pushed, now, due.refusal);
    if (due.at > now) {
      await pushes.note(pushed._id, { dueAt: due.at, zonesAt: now });
      return;
    }
    const planned = (await waves.of(pushed._id)).filter(({ state }) => state === 'ready');
    if (planned.length > 0 && planned.every(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now))
      return this.#fail(pushed, now, 'expired');
    const startedAt = pushed.startedAt ?? now;
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
      if (wave.state === 'ready' && wave.dueAt <= now && !(await this.#plan(pushed, wave, now))) return;
    }
    await this.#wake(pushed, now);
    for (const wave of await waves.of(pushed._id)) {
      if (wave.state === 'running' && (await partitions.open({ wave: wave._id })) === 0) await waves.move(wave._id, 'running', 'done');
    }
    const left = (await waves.of(pushed._id)).filter(({ state }) => state === 'ready' || state === 'running');
    if (left.length === 0 && lastZoneAt(pushed) <= now) await this.#finish(pushed, 'finish', now);
  }

  /** @returns false when the push has failed by that */
  async #plan(pushed: PushDocument, wave: WaveDocument, now: Date): Promise<boolean> {
    try {
      await planWave(pushed, wave, this.#needs);
      return true;
    } catch (error) {
      if (!(error instanceof ParseError) || error.status >= 500 || error.kind === 'RequestTimeout') throw error;
      await this.#fail(pushed, now, error.message);
      return false;
    }
  }

  /** Tells workers of partitions that they can claim, up to the window. */
  async #wake({ _id, a: app }: PushDocument, now: Date): Promise<void> {
    const { partitions, wakeUps } = this.#needs;
    const room = WINDOW - (await partitions.held(_id));
    if (room <= 0) return;
    for (const { _id: partition, lane, fence } of await partitions.claimable(_id, now, room))
      await wakeUps.wake({ app, push: _id, partition, lane, fence });
  }

  async #end(pushed: PushDocument, now: Date): Promise<void> {
    const { waves, partitions } = this.#needs;
    for (const wave of await waves.of(pushed._id)) await waves.move(wave._id, 'ready', 'canceled');
    await partitions.cancelIdle(pushed._id);
    if ((await partitions.open({ push: pushed._id })) > 0) return this.#wake(pushed, now);
    for (const wave of await waves.of(pushed._id)) await waves.move(wave._id, 'running', 'canceled');
    await this.#finish(pushed, 'settle', now);
  }

  /** The view is written before the state that ends the looking after it: killed in between, the next one writes the same again. */
  async #finish(pushed: PushDocument, step: 'finish' | 'settle', finishedAt: Date): Promise<void> {
    await this.show({ ...pushed, finishedAt }, TRANSITIONS[step].to);
    await this.#needs.pushes.take(pushed._id, step, { finishedAt });
  }

  async #fail(pushed: PushDocument, finishedAt: Date, error: string): Promise<void> {
    await this.show({ ...pushed, finishedAt, error }, 'failed');
    await this.#needs.pushes.take(pushed._id, 'fail', { finishedAt, error });
  }

  async #forget(pushed: PushDocument): Promise<void> {
    const { pushes, status } = this.#needs;
    await status.remove(pushed);
    await pushes.removeUnsent(pushed._id);
  }

  /** Shows the counts of a push in the app's database. */
  async show(pushed: PushDocument, state: PushState): Promise<void> {
    const { partitions, waves, status } = this.#needs;
    const counted = await partitions.counts(pushed._id);
    const skipped = (await waves.of(pushed._id)).reduce<Tally>((sum, wave) => addTallies(sum, wave.skipped ?? {}), {});
    await status.show(pushed, state, counted, { ...NO_COUNTS, targeted: sumOf(skipped), skipped });
  }
}
