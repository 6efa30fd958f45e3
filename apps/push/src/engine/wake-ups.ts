import { hash } from 'node:crypto';
import { push } from '@parlance/contracts';
import { queue, type Producer, type Queues } from '@parlance/queues';

const { transactional, fast, bulk } = push.PUSH_QUEUES;

/** A partition that a worker can claim. */
export interface WakeUp {
  readonly app: string;
  readonly push: string;
  readonly partition: string;
  readonly lane: push.PushLane;
  /** Of the claim before: a job whose worker was killed keeps nobody from telling of its partition again. */
  readonly fence: number;
}

/** Partitions that wait longer are found by the looks alone. */
const LATER_MS_MAX = 3_600_000;

/** Tells workers of partitions. One that is told of twice is claimed once; one that nobody is told of is found by the next look. */
export class WakeUps {
  readonly #producers: Readonly<Record<push.PushLane, Producer<push.PushJob>>>;

  constructor(queues: Queues) {
    const open = (name: string): Producer<push.PushJob> => queues.producer(queue({ name, job: push.pushJob, ...push.PUSH_JOB_OPTIONS }));
    this.#producers = { transactional: open(transactional), fast: open(fast), bulk: open(bulk) };
  }

  /** The same at the time from which on a partition can be claimed again; a look that comes sooner tells of it too. */
  async wakeLater(wakeUp: WakeUp, delayMs: number): Promise<void> {
    if (delayMs > LATER_MS_MAX) return;
    const { app, push: requestId, partition, lane, fence } = wakeUp;
    const subject = `r-${hash('sha256', partition, 'hex')}-${fence}`;
    await this.#producers[lane].add({ app, requestId, partition }, { subject, delayMs: Math.max(0, delayMs) });
  }

  async wake({ app, push: requestId, partition, lane, fence }: WakeUp): Promise<void> {
    await this.#producers[lane].add({ app, requestId, partition }, { subject: `p-${hash('sha256', partition, 'hex')}-${fence}` });
  }
}
