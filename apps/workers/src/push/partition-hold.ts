import type { push } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PushServices } from './push-services.ts';

const PATIENCE_MS = 200;

/** Somebody else has the partition: nothing that is known of it here counts any more. */
export class LostPartition extends Error {}

/** The hold of a worker on a partition: a lease, and the number of the state that is stored. */
export class PartitionHold {
  readonly leaseMs: number;
  readonly #services: Pick<PushServices, 'checkpoint'>;
  #seq: number;
  /** By `performance.now()`. */
  #leaseFrom: number;

  /** @param claimedAt by `performance.now()`: when the claim was asked for */
  constructor({ leaseMs, seq }: Pick<push.PushClaim, 'leaseMs' | 'seq'>, services: Pick<PushServices, 'checkpoint'>, claimedAt: number) {
    this.leaseMs = leaseMs;
    this.#services = services;
    this.#seq = seq;
    this.#leaseFrom = claimedAt;
  }

  get seq(): number {
    return this.#seq;
  }

  /**
   * Stores the work, and renews the lease or gives it back.
   *
   * @throws LostPartition when somebody else has it; ParseError when the outcome is unknown
   */
  async save(work: push.PushWork, then: push.CheckpointRequest['then'], notBefore?: number): Promise<void> {
    const asked = performance.now();
    const request = { seq: this.#seq, work, then, ...(notBefore === undefined ? {} : { notBefore }) };
    const { held } = await this.#untilServed(() => this.#services.checkpoint(request));
    if (!held) throw new LostPartition();
    this.#seq += 1;
    this.#leaseFrom = asked;
  }

  /** Makes sure that so much of the lease is left that a slice ends within it, its requests' time-out included. @throws as `save` */
  async keep(work: push.PushWork): Promise<void> {
    if (performance.now() - this.#leaseFrom > this.leaseMs / 2) await this.save(work, 'run');
    if (performance.now() - this.#leaseFrom > (this.leaseMs * 3) / 4) throw new LostPartition();
  }

  /** A request that was surely not begun is made again while the lease lasts. */
  async #untilServed<R>(ask: () => Promise<R>): Promise<R> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const isUnserved = error instanceof ParseError && error.kind === 'ServiceUnavailable';
        if (!isUnserved || performance.now() - this.#leaseFrom > this.leaseMs / 2) throw error;
        await sleep(PATIENCE_MS);
      }
    }
  }
}
