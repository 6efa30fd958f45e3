import { jsonReply } from '../reply/reply.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import { featuresOf } from './features.ts';

/** The Parse Server whose protocol is spoken. Clients and the dashboard switch behaviour on it. */
const PARSE_SERVER_VERSION = '9.10.0';

/** The dashboard's first call. */
export function addServerInfoRoute(table: RouteTable, parlanceVersion: string): void {
  const answer = async () => jsonReply({ features: featuresOf(table), parseServerVersion: PARSE_SERVER_VERSION, parlanceVersion });
  table.add(appRoute('GET', '/serverInfo', 'master', 'gateway.server-info', answer, { whileLoading: true }));
}
