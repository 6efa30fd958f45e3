import { z } from 'zod';

/** A look that a process took at something: how long it took, and why it saw nothing where it did not. */
const look = { ms: z.number(), error: z.string().nullable() };

/**
 * The report of a process on itself, for those who look after the deployment: asked of all processes together (`Bus.survey`), and the same for
 * every service. It names no addresses and holds no secrets.
 *
 * Services add their own parts by `ProcessFacts` of libs/service.
 */
export const processReport = z.object({
  /** Of the release. */
  version: z.string(),
  node: z.string(),
  host: z.string(),
  pid: z.int(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** Names of the things without which the process is not ready; empty when it is. */
  lacking: z.array(z.string()),
  memoryBytes: z.int(),
  heapBytes: z.int(),
  /** Over the fifth of a second in which the report was made: the share of time at work, and by how much a timer came late at most. */
  eventLoop: z.object({ busy: z.number(), lateMs: z.number() }),
  /** Requests over the bus that are being worked on, and calls that wait for others. */
  running: z.int(),
  waiting: z.int(),
  /** Of the process's own services, and of the servers that it uses. */
  checks: z.array(z.object({ name: z.string(), service: z.string(), ok: z.boolean(), detail: z.string(), ms: z.number() })),
  /** Work that one process does for all, with a lease. `holder` is the id of a process on the bus; null while nobody has the lease. */
  leaders: z.array(
    z.object({
      name: z.string(),
      service: z.string(),
      holder: z.string().nullable(),
      since: z.string().nullable(),
      until: z.string().nullable(),
      ...look,
    }),
  ),
  /** Work that waits. `oldestSeconds`: null where that is not known. */
  backlogs: z.array(
    z.object({
      name: z.string(),
      service: z.string(),
      kind: z.enum(['queue', 'journal', 'store']),
      waiting: z.int(),
      running: z.int(),
      failed: z.int(),
      oldestSeconds: z.number().nullable(),
      ...look,
    }),
  ),
  /** Databases of the services, as the process found and left them at its start. */
  formats: z.array(z.object({ database: z.string(), service: z.string(), state: z.string(), format: z.int().nullable() })),
  /** Apps that this process has something of its own for, such as child processes; absent where every process serves every app. */
  apps: z.array(z.string()).optional(),
  /** Services that the deployment runs, as far as the process is told. */
  deployed: z.array(z.string()).optional(),
});
export type ProcessReport = z.infer<typeof processReport>;
