import { readsEverything } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { revalidated } from '../reply/entity-tag.ts';
import { jsonReply, type Reply } from '../reply/reply.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import type { ParameterDirectory } from './parameter-directory.ts';

const CONFIG = '/config';
const ROLLBACK = '/config/rollback';

/** The Config parameters of an app: reads are answered out of this process's memory, `config` decides about changes. */
export function addParameterRoutes(table: RouteTable, bus: Bus, parameters: ParameterDirectory): void {
  table
    .add(appRoute('GET', CONFIG, 'app', config.parametersOf.subject, read))
    .add(appRoute('PUT', CONFIG, 'master', config.changeParameters.subject, changeBy(config.changeParameters)))
    .add(appRoute('POST', ROLLBACK, 'master', config.rollBackParameters.subject, changeBy(config.rollBackParameters)));

  async function read({ context, caller }: Call): Promise<Reply> {
    const { forClients, forMaster } = await parameters.of(context);
    if (readsEverything(context.identity)) return forMaster;
    if (forClients !== undefined) return forClients;
    const { installationId } = caller.origin;
    return revalidated(await bus.call(config.readParameters, { installationId }, context));
  }

  function changeBy(operation: typeof config.changeParameters): (call: Call) => Promise<Reply> {
    return async ({ app, input, context, caller }) => {
      const { address, installationId } = caller.origin;
      const author = { address, ...(installationId === undefined ? {} : { installationId }) };
      try {
        return jsonReply(await bus.call(operation, { change: input, author }, context));
      } finally {
        parameters.forget(app.id); // The event says the same, but the caller's next request may be faster.
      }
    };
  }
}
