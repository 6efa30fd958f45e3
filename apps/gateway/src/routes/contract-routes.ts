import type { Bus } from '@parlance/bus';
import { operationsOf, type AnyOperation, type Contract, type RestRoute } from '@parlance/contracts';
import { jsonReply, type Reply } from '../reply/reply.ts';
import type { AppRoute, Call } from './route.ts';
import type { RouteTable } from './route-table.ts';

/** Serves every route that the operations of these contracts declare. */
export function addContractRoutes(table: RouteTable, bus: Bus, contracts: readonly Contract[]): void {
  for (const operation of contracts.flatMap(operationsOf))
    for (const route of operation.routes ?? []) table.add(routeTo(bus, operation, route));
}

function routeTo(bus: Bus, operation: AnyOperation, { requestOf, ...guards }: RestRoute<unknown>): AppRoute {
  const answer = async ({ app, path, input, caller, context }: Call): Promise<Reply> => {
    const reply = await bus.call(operation, requestOf({ app: app.id, path, input, caller }), context);
    return operation.reply.kind === 'json' ? jsonReply(reply) : (reply as Reply);
  };
  return { ...guards, operation: operation.subject, answer };
}
