import type { Readiness } from '@parlance/service';
import { jsonReply } from '../reply/reply.ts';
import type { PublicRoute } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const LIVE = jsonReply({ status: 'ok' });
const NOT_READY = jsonReply({ status: 'not ready' }, 503);

/** What orchestrators ask, without details: is the process alive, and should requests be sent to it. */
export function addProbeRoutes(table: RouteTable, readiness: Readiness): void {
  table
    .add(probe('/health/live', async () => LIVE))
    .add(probe('/health/ready', async () => ((await readiness.lacking()).length === 0 ? LIVE : NOT_READY)));
}

function probe(path: string, answer: PublicRoute['answer']): PublicRoute {
  return { method: '*', path, scope: 'public', effect: 'read', cost: 0, operation: 'gateway.probe', answer };
}
