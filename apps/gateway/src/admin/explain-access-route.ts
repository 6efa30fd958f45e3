import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import type { AppRoute } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const EXPLAIN_ACCESS = '/admin/explain-access';

/** Why a user can or cannot do something, for the app's owner. It reads and changes nothing, although it is a POST. */
export function addExplainAccessRoute(table: RouteTable, bus: Bus): void {
  const route: AppRoute<typeof EXPLAIN_ACCESS> = {
    method: 'POST',
    path: EXPLAIN_ACCESS,
    scope: 'master',
    effect: 'read',
    cost: 1,
    operation: data.explainAccess.subject,
    answer: ({ input, context }) => bus.call(data.explainAccess, { question: input }, context),
  };
  table.add(route);
}
