import { hash } from 'node:crypto';
import { queue, type Producer, type Queues } from '@parlance/queues';
import type { Logger } from '@parlance/telemetry';
import { z } from 'zod';
import type { RunDocument } from '../database/documents.ts';

/** A run that may be due. It is claimed in MongoDB, so that it does not matter how often it is told of. */
const runJob = z.object({ app: z.string(), requestId: z.string(), run: z.string() });
export type RunJob = z.infer<typeof runJob>;

export const JOB_RUNS = queue<RunJob>({
  name: 'job-runs',
  job: runJob,
  attempts: 3,
  backoffMs: 500,
  keepFailed: { ageSeconds: 24 * 3_600, countMax: 100 },
  draining: 'allowed',
});

/** Tells the workers of runs that are due. A run that Redis has lost is told of again by the next look. */
export class WakeUps {
  readonly #producer: Producer<RunJob>;
  readonly #logger: Logger;

  constructor(queues: Queues, logger: Logger) {
    this.#producer = queues.producer(JOB_RUNS);
    this.#logger = logger;
  }

  /** Never fails. */
  async wake({ _id: run, a: app, objectId: requestId, attempt }: RunDocument): Promise<void> {
    try {
      await this.#producer.add({ app, requestId, run }, { subject: `run-${hash('sha256', run, 'hex')}-${attempt}` });
    } catch (error) {
      this.#logger.debug({ err: error, app, job: requestId }, 'A run could not be told of; the next look tells of it again.');
    }
  }
}
