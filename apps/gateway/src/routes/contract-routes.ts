import type { Bus } from '@parlance/bus';
import { operationsOf, type AnyOperation, type Contract, type Operation, type RestRoute } from '@parlance/contracts';
import { withAuthor } from '../audit/audited-call.ts';
import { auditedRoute } from '../audit/audited-route.ts';
import type { Answer } from '../reply/reply.ts';
import { answerOf } from '../reply/service-reply.ts';
import type { AppRoute, Call } from './route.ts';
import type { RouteTable } from './route-table.ts';

/** Serves every route that the operations of these contracts declare. */
export function addContractRoutes(table: RouteTable, bus: Bus, contracts: readonly Contract[]): void {
  for (const operation of contracts.flatMap(operationsOf))
    for (const route of operation.routes ?? []) table.add(routeTo(bus, operation, route));
}

function routeTo(bus: Bus, operation: AnyOperation, { requestOf, ...guards }: RestRoute<unknown>): AppRoute {
  const { audited } = guards;
  const answer = async ({ app, path, input, caller, context: asked }: Call): Promise<Answer> => {
    const context = audited === undefined ? asked : withAuthor(asked, caller);
    return answerOf(
      operation.reply.kind,
      await bus.call(operation as Operation<unknown, unknown>, requestOf({ app: app.id, path, input, caller }), context),
    );
  };
  const plain = { ...guards, operation: operation.subject, answer };
  const route = audited === 'gateway' ? auditedRoute(bus, plain) : plain;
  return operation.reply.kind === 'stream' ? { ...route, streams: true } : route;
}
