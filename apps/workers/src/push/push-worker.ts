import { PLATFORM } from '@parlance/acl';
import { BoundedCache } from '@parlance/cache';
import type { Bus } from '@parlance/bus';
import { push } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { TokenBuckets } from '@parlance/redis';
import { deliveryOf } from './app-delivery.ts';
import { PushPace } from './flow/push-pace.ts';
import type { SendingApp } from './push-credentials.ts';
import { PartitionRun } from './partition-run.ts';
import { PushServices } from './push-services.ts';
import { TokenGuard } from './token-guard.ts';

/** How old the state of a push may be that a worker acts by. */
const STATE_MS = 500;
const STATES_MAX = 1_000;
const CLAIM_MS = 10_000;
/** Pushes whose bad tokens are remembered until they are judged; those of others go uncounted. */
const GUARDS_MAX = 1_000;
const GUARD_MS = 24 * 3_600_000;

export interface PushWorkerNeeds {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Unique among all workers. */
  readonly owner: string;
  /** Of pushes whose senders limit their rate. */
  readonly paces: TokenBuckets;
  readonly sendingAppOf: (app: string, requestId: string) => Promise<SendingApp>;
}

/** Takes partitions that it is told of, one turn each. */
export class PushWorker {
  readonly #needs: PushWorkerNeeds;
  readonly #stopping = new AbortController();
  readonly #states = new BoundedCache<string, push.PushRunState>({ max: STATES_MAX, ttlMs: STATE_MS });
  readonly #guards = new BoundedCache<string, TokenGuard>({ max: GUARDS_MAX, ttlMs: GUARD_MS });

  constructor(needs: PushWorkerNeeds) {
    this.#needs = needs;
  }

  /** Follows changes of the states of pushes, so that a cancel is obeyed at once. @returns a function that ends it */
  follow(): () => void {
    return this.#needs.bus.subscribe(push.runStateChanged, ({ app, pushId }) => this.#states.delete(`${app}.${pushId}`));
  }

  /** Lets turns end after the slice that is being sent. */
  stop(): void {
    this.#stopping.abort();
  }

  /** @throws ParseError of services that do not answer: nothing is lost by that */
  async run({ app, requestId, partition }: push.PushJob): Promise<void> {
    const { bus, clock, owner, logger, paces, sendingAppOf } = this.#needs;
    if (this.#stopping.signal.aborted) return;
    const context = { app, requestId, identity: PLATFORM, deadline: Date.now() + CLAIM_MS };
    const { credentials, rules } = await sendingAppOf(app, requestId);
    const claimedAt = performance.now();
    const { claim } = await bus.call(push.claimPartition, { partition, owner }, context);
    if (claim === null) return;
    const services = new PushServices(bus, claim);
    const states = this.#states;
    const key = `${app}.${claim.pushId}`;
    let last: push.PushRunState = 'running';
    const runState = async (): Promise<push.PushRunState> => {
      try {
        last = await states.getOrLoad(key, () => services.runState());
      } catch (error) {
        // While the service is away nothing that is sent could be stored either: the next checkpoint waits for it, or ends the turn.
        logger.debug({ err: error, push: claim.pushId }, 'The state of a push could not be asked for.');
      }
      return last;
    };
    const delivery = deliveryOf(claim, credentials, rules, () => clock.now().getTime());
    const guard = this.#guards.get(key) ?? new TokenGuard();
    this.#guards.set(key, guard);
    guard.follow(claim.tokens);
    const pace = claim.maxRate === undefined ? undefined : new PushPace(paces, clock, claim, claim.maxRate);
    const stopping = this.#stopping.signal;
    await new PartitionRun({ claim, services, delivery, runState, clock, stopping, claimedAt, guard, pace, logger }).run();
  }
}
