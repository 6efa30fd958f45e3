import type { ReplyOf } from '../api/operations.ts';

export type Queue = ReplyOf<'jobs/queues'>['queues'][number];
export type QueueName = Queue['queue'];
