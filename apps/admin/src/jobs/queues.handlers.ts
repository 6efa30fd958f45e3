import { jobs } from '@parlance/admin-operations';
import { auth, ownerOfQueue, QUEUES, workers, type QueueName, type QueueOperations, type QueueOwner } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';

/** Each queue is asked about at the service that empties it. */
const OWNERS: Readonly<Record<QueueOwner, QueueOperations>> = { auth, workers };
const OWNER_NAMES = Object.keys(QUEUES) as QueueOwner[];

export const QUEUES_HANDLERS: readonly AnyAdminHandler[] = [
  handles(jobs.listQueues, async (_request, call) => {
    const answers = await Promise.all(OWNER_NAMES.map(async (service) => ({ service, queues: await queuesOf(service, call) })));
    return {
      queues: answers.flatMap(({ service, queues = [] }) => queues.map((queue) => ({ ...queue, service }))),
      unanswered: answers.filter(({ queues }) => queues === undefined).map(({ service }) => service),
    };
  }),
  handles(jobs.listJobs, (request, { ask }) => ask(ownerOf(request.queue).listQueueJobs, request)),
  handles(jobs.retryJobs, (request, { ask }) => ask(ownerOf(request.queue).retryQueueJobs, request)),
  handles(jobs.pauseQueue, ({ queue }, call) => setPaused(queue, true, call)),
  handles(jobs.resumeQueue, ({ queue }, call) => setPaused(queue, false, call)),
  handles(jobs.drainQueue, ({ queue }, { ask }) => ask(ownerOf(queue).drainQueue, { queue })),
];

function ownerOf(queue: QueueName): QueueOperations {
  return OWNERS[ownerOfQueue(queue)];
}

async function setPaused(queue: QueueName, paused: boolean, { ask }: AdminCall) {
  return { queue: await ask(ownerOf(queue).pauseQueue, { queue, paused }) };
}

/** The queues of a service; undefined for one that is away, as others may be needed just then. */
async function queuesOf(service: QueueOwner, { ask }: AdminCall) {
  try {
    return (await ask(OWNERS[service].listQueues, {})).queues;
  } catch (error) {
    if (error instanceof ParseError && (error.kind === 'ServiceUnavailable' || error.kind === 'RequestTimeout')) return undefined;
    throw error;
  }
}
