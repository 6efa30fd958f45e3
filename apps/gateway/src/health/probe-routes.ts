import type { Readiness } from '@parlance/service';
import { jsonReply } from '../reply/reply.ts';
import { publicRoute } from '../routes/declare-route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const LIVE = jsonReply({ status: 'ok' });
const NOT_READY = jsonReply({ status: 'not ready' }, 503);

/** For orchestrators, without details: is the process alive, and should requests be sent to it. */
export function addProbeRoutes(table: RouteTable, readiness: Readiness): void {
  const ready = async () => ((await readiness.lacking()).length === 0 ? LIVE : NOT_READY);
  table
    .add(publicRoute('*', '/health/live', 'gateway.probe', async () => LIVE, { cost: 0 }))
    .add(publicRoute('*', '/health/ready', 'gateway.probe', ready, { cost: 0 }));
}
