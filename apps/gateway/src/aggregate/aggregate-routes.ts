import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import type { AppRoute } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';

const AGGREGATE = '/aggregate/:className';

/** Pipelines and distinct values. They read across objects whatever their ACLs say, and so are for the master keys. */
export function addAggregateRoutes(table: RouteTable, bus: Bus): void {
  table.add(aggregate(bus));
}

function aggregate(bus: Bus): AppRoute<typeof AGGREGATE> {
  return {
    method: 'GET',
    path: AGGREGATE,
    scope: 'master',
    effect: 'read',
    cost: 1,
    operation: data.aggregate.subject,
    answer: ({ path: { className }, input, context }) => bus.call(data.aggregate, { className, parameters: input }, context),
  };
}
