import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import type { AppRoute } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const SLOW_QUERIES = '/admin/slow-queries';

/** What an app's owner looks at to make its queries faster. */
export function addSlowQueriesRoute(table: RouteTable, bus: Bus): void {
  const route: AppRoute<typeof SLOW_QUERIES> = {
    method: 'GET',
    path: SLOW_QUERIES,
    scope: 'master',
    effect: 'read',
    cost: 1,
    operation: data.slowQueries.subject,
    answer: ({ input, context }) => bus.call(data.slowQueries, { parameters: input }, context),
  };
  table.add(route);
}
