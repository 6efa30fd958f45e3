import type { Clock, PushState } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { Upkeep } from '../clean-up/upkeep.ts';
import type { PushStore } from '../records/push.store.ts';
import type { Engine } from './engine.ts';
import type { LeaderStore } from './leader.store.ts';

/** States in which the counts of a push may change. */
const SHOWN: readonly PushState[] = ['running', 'canceling'];

/** Pushes that are looked after at a time: one whose audience takes long to count does not make the others late. */
const TOGETHER = 8;

export interface SchedulerNeeds {
  readonly pushes: PushStore;
  readonly leader: LeaderStore;
  readonly engine: Engine;
  /** Is begun with each look, and not waited for. */
  readonly upkeep: Pick<Upkeep, 'look' | 'settled'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Looks again and again, in one replica at a time, for pushes that are due, whose workers were lost, or whose counts have changed. All
 * that it knows is in MongoDB.
 */
export class Scheduler {
  readonly #needs: SchedulerNeeds;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #tick: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(needs: SchedulerNeeds, everyMs: number) {
    this.#needs = needs;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#tick;
    await this.#needs.upkeep.settled();
    await this.#needs.engine.settled();
    await this.#needs.leader.release().catch(() => undefined); // It runs out by itself.
  }

  /** One look. Never fails. */
  async look(): Promise<void> {
    const { pushes, leader, engine, upkeep, clock, logger } = this.#needs;
    try {
      if (!(await leader.hold())) return;
      upkeep.look();
      const active = (await pushes.active(clock.now())).values();
      const lookAfterNext = async () => {
        for (const { _id, state } of active) {
          await engine.advance(_id);
          if (SHOWN.some((shown) => shown === state)) await this.#show(_id);
        }
      };
      await Promise.all(Array.from({ length: TOGETHER }, lookAfterNext));
    } catch (error) {
      logger.warn({ err: error }, 'The pushes could not be looked after; the next attempt follows.');
    }
  }

  async #show(id: string): Promise<void> {
    const { pushes, engine, logger } = this.#needs;
    try {
      const pushed = await pushes.find(id);
      const state = SHOWN.find((shown) => shown === pushed?.state);
      if (pushed !== undefined && state !== undefined) await engine.show(pushed, state);
    } catch (error) {
      logger.warn({ err: error, push: id }, 'The state of a push could not be shown; the next attempt follows.');
    }
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#tick = this.look().finally(() => this.#schedule(this.#everyMs));
    }, ms);
    this.#timer.unref();
  }
}
