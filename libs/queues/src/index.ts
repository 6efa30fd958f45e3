export { FinalFailure } from './final-failure.ts';
export { queue, type JobScope, type Queue, type Retention } from './queue.ts';
export type { AddOptions, Producer } from './producer.ts';
export { queuesHandler } from './queues-handler.ts';
export { Queues, type QueuesOptions } from './queues.ts';
export type { WorkedQueue } from './worked-queue.ts';
export type { Attempt, Worker, WorkerOptions } from './worker.ts';
