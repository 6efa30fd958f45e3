import { Controller, Inject, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import {
  QUEUES,
  type ListQueueJobsRequest,
  type Operation,
  type QueueJobPage,
  type QueueName,
  type QueueOperations,
  type QueueOwner,
  type QueueView,
  type RetryQueueJobsRequest,
} from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { Queues } from './queues.ts';
import type { WorkedQueue } from './worked-queue.ts';

/**
 * The controller by which a service answers for the queues that it empties. Its module provides `Queues`.
 *
 * The start fails where these are others than the table of libs/contracts says.
 */
export function queuesHandler(service: QueueOwner, operations: QueueOperations): Type {
  class QueuesHandler implements OnApplicationBootstrap {
    readonly #queues: Queues;

    constructor(queues: Queues) {
      this.#queues = queues;
    }

    onApplicationBootstrap(): void {
      const [worked, declared] = [[...this.#queues.worked.keys()].sort().join(), [...QUEUES[service]].sort().join()];
      if (worked !== declared) throw new Error(`${service} empties the queues ${worked}; libs/contracts has ${declared}.`);
    }

    async list(): Promise<{ queues: QueueView[] }> {
      return { queues: await Promise.all(QUEUES[service].map((queue) => this.#view(queue))) };
    }

    jobs({ queue, state, offset, limit }: ListQueueJobsRequest): Promise<QueueJobPage> {
      return this.#of(queue).jobs(state, offset, limit);
    }

    async retry({ queue, id }: RetryQueueJobsRequest): Promise<{ retried: number }> {
      return { retried: await this.#of(queue).retry(id) };
    }

    async pause({ queue, paused }: { queue: QueueName; paused: boolean }): Promise<QueueView> {
      await this.#of(queue).setPaused(paused);
      return this.#view(queue);
    }

    async drain({ queue }: { queue: QueueName }): Promise<{ removed: number }> {
      return { removed: await this.#of(queue).drain() };
    }

    async #view(queue: QueueName): Promise<QueueView> {
      const worked = this.#of(queue);
      return { queue, ...(await worked.depth()), drainable: worked.draining === 'allowed' };
    }

    /** @throws CommandUnavailable (108) for a queue that another service empties */
    #of(queue: QueueName): WorkedQueue {
      const found = this.#queues.worked.get(queue);
      if (found === undefined) throw new ParseError('CommandUnavailable', 'Another service empties this queue.');
      return found;
    }
  }
  // Called, not written as decorators: Node runs this lib by stripping its types.
  Inject(Queues)(QueuesHandler, undefined, 0);
  const handled = [
    ['list', operations.listQueues],
    ['jobs', operations.listQueueJobs],
    ['retry', operations.retryQueueJobs],
    ['pause', operations.pauseQueue],
    ['drain', operations.drainQueue],
  ] as const;
  for (const [name, operation] of handled) {
    const method = Object.getOwnPropertyDescriptor(QueuesHandler.prototype, name) as TypedPropertyDescriptor<() => Promise<unknown>>;
    Payload()(QueuesHandler.prototype, name, 0);
    Handles(operation as Operation<unknown, unknown>)(QueuesHandler.prototype, name, method);
  }
  Controller()(QueuesHandler);
  return QueuesHandler;
}
