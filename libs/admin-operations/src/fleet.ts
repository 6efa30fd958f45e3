import { z } from 'zod';
import { adminOperation } from './admin-operation.ts';

const process = z.string().describe('Id of the process, as services tells it.');
const service = z.string();
const missing = z.array(z.string()).describe('Services of which no process has answered: facts that they alone know are missing.');
const ms = z.number().describe('How long it took to find out.');

const replica = z.object({
  id: z.string().describe('Another one after each start.'),
  services: z.array(z.string()),
  state: z
    .enum(['ready', 'not ready', 'leaving', 'silent', 'other version'])
    .describe('silent: it has not answered in time; its other members are absent. other version: its answer cannot be read.'),
  lacking: z.array(z.string()).describe('Things without which it is not ready.'),
  heardSecondsAgo: z.number(),
  version: z.string().optional().describe('Of the release.'),
  node: z.string().optional(),
  host: z.string().optional(),
  pid: z.int().optional(),
  startedAt: z.string().optional(),
  uptimeSeconds: z.int().optional(),
  memoryBytes: z.int().optional().describe('Resident.'),
  heapBytes: z.int().optional(),
  busy: z.number().optional().describe('Share of time at work, 0 to 1, over the last fifth of a second.'),
  lateMs: z.number().optional().describe('By how much a timer came late at most in that time.'),
  running: z.int().optional().describe('Requests from other processes that are being worked on.'),
  waiting: z.int().optional().describe('Calls to other processes that wait for answers.'),
  apps: z.array(z.string()).optional().describe('Apps whose code runs in processes of this replica; only of functions.'),
});
export type Replica = z.infer<typeof replica>;

export const fleetServices = adminOperation({
  area: 'fleet',
  name: 'services',
  summary: 'Lists the services of the deployment, and every process with its version, state and load.',
  request: z.object({ service: z.string().optional().describe('Only processes that run this service.') }),
  reply: z.object({
    services: z.array(z.object({ name: service, processes: z.int(), ready: z.int() })).describe('Those that the deployment is to run.'),
    processes: z.array(replica),
  }),
});

const check = z.object({
  name: z.string().describe('mongodb, redis, nats, or health for the service itself.'),
  service: service.describe('Service that uses it; empty for the whole process.'),
  process,
  ok: z.boolean(),
  ms,
  detail: z.string(),
});
export type FleetCheck = z.infer<typeof check>;

export const fleetHealth = adminOperation({
  area: 'fleet',
  name: 'health',
  summary: 'Tells how every service does, and whether MongoDB, Redis and NATS answer each process, and how fast.',
  request: z.object({}),
  reply: z.object({
    ok: z.boolean(),
    problems: z.array(z.string()).describe('In sentences; empty where all is well.'),
    checks: z.array(check),
  }),
});

export const fleetLeaders = adminOperation({
  area: 'fleet',
  name: 'leaders',
  summary:
    'Tells which process does the work that one does for all, and since when. Jobs and schedules have no leader: every worker looks after them.',
  request: z.object({}),
  reply: z.object({
    leaders: z.array(
      z.object({
        name: z.string(),
        service,
        state: z.enum(['held', 'free', 'unknown']).describe('free: the next process to look takes it. unknown: nobody could tell.'),
        process: z.string().nullable(),
        host: z.string().nullable().describe('null where the process does not answer.'),
        since: z.string().nullable(),
        until: z.string().nullable().describe('End of the lease, which is renewed all the time.'),
        error: z.string().nullable(),
      }),
    ),
    missing,
  }),
});

export const fleetLag = adminOperation({
  area: 'fleet',
  name: 'lag',
  summary: 'Tells how much work waits: jobs in queues, events in the journal, parts of pushes, runs of jobs; and for how long.',
  request: z.object({}),
  reply: z.object({
    backlogs: z.array(
      z.object({
        name: z.string(),
        service,
        kind: z.enum(['queue', 'journal', 'store']).describe('queue: in Redis. journal: in JetStream. store: in MongoDB.'),
        waiting: z.int(),
        running: z.int(),
        failed: z.int().describe('Jobs that are kept after their last attempt.'),
        oldestSeconds: z.number().nullable().describe('How long the first one has been waiting; null where that is not known.'),
        error: z.string().nullable().describe('Why it could not be looked at.'),
      }),
    ),
    missing,
  }),
});

export const fleetFormats = adminOperation({
  area: 'fleet',
  name: 'formats',
  summary: 'Lists the databases of the services with the version marks of their formats, as the processes found them at their start.',
  request: z.object({}),
  reply: z.object({
    databases: z.array(
      z.object({
        database: z.string(),
        service,
        format: z.int().nullable().describe('The highest that a process has found or made; null for a database of another deployment.'),
        behind: z.array(z.string()).describe('Processes of a release that knows a lower one only.'),
      }),
    ),
    missing,
  }),
});
