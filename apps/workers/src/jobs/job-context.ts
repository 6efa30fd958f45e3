import { MASTER, PLATFORM } from '@parlance/acl';
import type { CloudContext, RequestContext } from '@parlance/contracts';
import { z } from 'zod';
import type { RunDocument } from './database/documents.ts';

/** How long one step about jobs waits for another service. */
const STEP_MS = 30_000;

/** A request of the workers themselves, for one app. `jobId` names the run in log lines. */
export function jobContext(app: string, jobId: string): RequestContext {
  return { app, identity: PLATFORM, requestId: jobId, deadline: Date.now() + STEP_MS };
}

const startedBy = z.object({
  headers: z.record(z.string(), z.string()),
  ip: z.string(),
  installationId: z.string().optional(),
  context: z.string(),
});
const NOBODY = { headers: {}, ip: '', context: '{}' };

/** The parts of a request's context that the code of a job that it starts may see: no session. */
export function startedByOf(cloud: CloudContext | undefined): string | undefined {
  return cloud === undefined ? undefined : JSON.stringify(startedBy.parse(cloud));
}

/** The request of an attempt: log lines of the run have the id of its `_JobStatus` for their request. A job that starts others is no recursion. */
export function attemptContext({ a: app, objectId, cloud }: RunDocument, limitMs: number): RequestContext {
  const starter = cloud === undefined ? NOBODY : startedBy.parse(JSON.parse(cloud));
  return { app, identity: MASTER, requestId: objectId, deadline: Date.now() + limitMs, cloud: { ...starter, depth: 0 } };
}
