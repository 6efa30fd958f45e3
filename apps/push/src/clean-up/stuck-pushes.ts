import { defineInstruments, type Logger } from '@parlance/telemetry';
import type { PushDocument, WaveDocument } from '../database/documents.ts';
import type { Engine } from '../engine/engine.ts';
import { lastZoneAt } from '../engine/wave-times.ts';
import type { WaveStore } from '../records/wave.store.ts';
import type { ProgressStore, PushProgress } from './progress.store.ts';
import type { Chore } from './upkeep.ts';

const MINUTE_MS = 60_000;
/** A push that has not moved for so long is stuck. */
const STUCK_AFTER_MS = 15 * MINUTE_MS;
/** It is told of so often while it stays so. */
const TOLD_EVERY_MS = 60 * MINUTE_MS;

/** `push_stuck_total`: pushes that were found without progress; counted again each hour. */
const instruments = defineInstruments((meter) =>
  meter.createCounter('push_stuck', { description: 'Pushes that were found to make no progress.', unit: '{push}' }),
);

export interface StuckNeeds {
  readonly progress: ProgressStore;
  readonly waves: WaveStore;
  readonly engine: Pick<Engine, 'advance'>;
  readonly logger: Logger;
}

/** Looks for pushes that are running and make no progress, tells of them, and takes them forward. */
export class StuckPushes implements Chore {
  readonly name = 'stuck pushes';
  readonly everyMs = 5 * MINUTE_MS;
  readonly againMs = MINUTE_MS;
  readonly #needs: StuckNeeds;

  constructor(needs: StuckNeeds) {
    this.#needs = needs;
  }

  async run(now: Date): Promise<void> {
    const { progress } = this.#needs;
    for (const one of await progress.ofRunning(now)) await this.#check(one, now);
  }

  async #check({ pushed, mark, due }: PushProgress, now: Date): Promise<void> {
    const { progress, waves, engine, logger } = this.#needs;
    const ofPush = await waves.of(pushed._id);
    const seen = `${mark} ${ofPush.map(({ state }) => state).join(' ')}`;
    const before = pushed.progress;
    if (before?.seen !== seen || !hasWork(pushed, ofPush, due, now)) {
      await progress.note(pushed._id, { seen, at: now });
      return;
    }
    const isStuck = now.getTime() - before.at.getTime() >= STUCK_AFTER_MS;
    if (!isStuck || (before.toldAt !== undefined && now.getTime() - before.toldAt.getTime() < TOLD_EVERY_MS)) return;
    logger.error({ push: pushed._id, since: before.at, partitions: due }, 'A push makes no progress.');
    instruments.current?.add(1);
    await progress.note(pushed._id, { ...before, toldAt: now });
    await engine.advance(pushed._id);
  }
}

/**
 * Whether something of a push is to be done now. One at a local time may wait for the next zone, and a partition for the time of a retry.
 *
 * @param due partitions that are worked on or could be
 */
export function hasWork(pushed: PushDocument, waves: readonly WaveDocument[], due: number, now: Date): boolean {
  if (due > 0) return true;
  if (waves.some(({ state, dueAt }) => state === 'ready' && dueAt <= now)) return true;
  const isOver = waves.every(({ state }) => state !== 'ready' && state !== 'running');
  return isOver && lastZoneAt(pushed) <= now;
}
