import { jsonReply } from '../reply/reply.ts';
import type { AppRoute } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import { featuresOf } from './features.ts';

/** The Parse Server whose protocol is spoken. Clients and the dashboard switch behaviour on it. */
const PARSE_SERVER_VERSION = '9.10.0';

/** The dashboard's first call. */
export function addServerInfoRoute(table: RouteTable, parlanceVersion: string): void {
  const route: AppRoute<'/serverInfo'> = {
    method: 'GET',
    path: '/serverInfo',
    scope: 'master',
    effect: 'read',
    cost: 1,
    operation: 'gateway.server-info',
    answer: async () => jsonReply({ features: featuresOf(table), parseServerVersion: PARSE_SERVER_VERSION, parlanceVersion }),
  };
  table.add(route);
}
