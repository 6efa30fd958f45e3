import { PLATFORM } from '@parlance/acl';
import { BoundedCache } from '@parlance/cache';
import type { Bus } from '@parlance/bus';
import { push } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import { deliveryOf } from './app-delivery.ts';
import type { Credentials } from './credentials.ts';
import { PartitionRun } from './partition-run.ts';
import { PushServices } from './push-services.ts';

/** How old the state of a push may be that a worker acts by. */
const STATE_MS = 500;
const STATES_MAX = 1_000;
const CLAIM_MS = 10_000;

export interface PushWorkerNeeds {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Unique among all workers. */
  readonly owner: string;
  readonly credentialsOf: (app: string, requestId: string) => Promise<Credentials>;
}

/** Takes partitions that it is told of, one turn each. */
export class PushWorker {
  readonly #needs: PushWorkerNeeds;
  readonly #stopping = new AbortController();
  readonly #states = new BoundedCache<string, push.PushRunState>({ max: STATES_MAX, ttlMs: STATE_MS });

  constructor(needs: PushWorkerNeeds) {
    this.#needs = needs;
  }

  /** Lets turns end after the slice that is being sent. */
  stop(): void {
    this.#stopping.abort();
  }

  /** @throws ParseError of services that do not answer: nothing is lost by that */
  async run({ app, requestId, partition }: push.PushJob): Promise<void> {
    const { bus, clock, owner, logger, credentialsOf } = this.#needs;
    if (this.#stopping.signal.aborted) return;
    const context = { app, requestId, identity: PLATFORM, deadline: Date.now() + CLAIM_MS };
    const credentials = await credentialsOf(app, requestId);
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
    const delivery = deliveryOf(claim, credentials);
    await new PartitionRun({ claim, services, delivery, runState, clock, stopping: this.#stopping.signal, claimedAt }).run();
  }
}
