import { queue, type Producer, type Queues } from '@parlance/queues';
import type { Logger } from '@parlance/telemetry';
import { z } from 'zod';
import type { TransferDocument } from './database/transfer-document.ts';

/** A transfer that may begin. It is claimed in MongoDB, so that it does not matter how often it is told of. */
const transferJob = z.object({ app: z.string(), requestId: z.string() });
export type TransferJob = z.infer<typeof transferJob>;

export const TRANSFERS = queue<TransferJob>({
  name: 'transfers',
  job: transferJob,
  attempts: 3,
  backoffMs: 500,
  keepFailed: { ageSeconds: 24 * 3_600, countMax: 100 },
  draining: 'allowed',
});

/** Tells the workers of transfers. One that Redis has lost is found by the next look. */
export class TransferWakeUps {
  readonly #producer: Producer<TransferJob>;
  readonly #logger: Logger;

  constructor(queues: Queues, logger: Logger) {
    this.#producer = queues.producer(TRANSFERS);
    this.#logger = logger;
  }

  /** Never fails. */
  async wake({ a: app, id: requestId, claim }: Pick<TransferDocument, 'a' | 'id' | 'claim'>): Promise<void> {
    try {
      await this.#producer.add({ app, requestId }, { subject: `transfer-${requestId}-${claim}` });
    } catch (error) {
      this.#logger.debug({ err: error, app, transfer: requestId }, 'A transfer could not be told of; the next look finds it.');
    }
  }
}
