import { readsEverything } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { config, type Method, type Operation, type RestReply } from '@parlance/contracts';
import { auditedRoute } from '../audit/audited-route.ts';
import { jsonReply, type Reply } from '../reply/reply.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { AppRoute, Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import { replyOf } from './client-answers.ts';
import type { ExposureJournal } from './exposure-journal.ts';
import type { ParameterDirectory } from './parameter-directory.ts';

const CONFIG = '/config';
const ROLLBACK = '/config/rollback';
const START = '/config/experiments/:experimentId/start';
const STOP = '/config/experiments/:experimentId/stop';
const ROLL_OUT = '/config/experiments/:experimentId/roll_out';

/** The Config parameters of an app: reads are answered out of this process's memory, `config` decides about changes. */
export function addParameterRoutes(table: RouteTable, bus: Bus, parameters: ParameterDirectory, exposures: ExposureJournal): void {
  const { startExperiment, stopExperiment, rollOutExperiment } = config;
  const moved = ({ path, caller }: Call<typeof START>) => ({ experimentId: path.experimentId, author: config.authorOf(caller) });
  const rolledOut = (call: Call<typeof START>) => ({ ...moved(call), choice: call.input });
  table
    .add(appRoute('GET', CONFIG, 'app', config.parametersOf.subject, read))
    .add(audited('PUT', CONFIG, config.changeParameters.subject, changeBy(config.changeParameters)))
    .add(audited('POST', ROLLBACK, config.rollBackParameters.subject, changeBy(config.rollBackParameters)))
    .add(audited('POST', START, startExperiment.subject, moveBy(startExperiment, moved)))
    .add(audited('POST', STOP, stopExperiment.subject, moveBy(stopExperiment, moved)))
    .add(audited('POST', ROLL_OUT, rollOutExperiment.subject, moveBy(rollOutExperiment, rolledOut)));

  function audited<const Path extends string>(
    method: Method,
    path: Path,
    operation: string,
    answer: AppRoute<Path>['answer'],
  ): AppRoute<Path> {
    return auditedRoute(bus, appRoute(method, path, 'master', operation, answer));
  }

  async function read({ context, caller }: Call): Promise<Reply> {
    const { forClients, forMaster } = await parameters.of(context);
    if (readsEverything(context.identity)) return forMaster;
    const { installationId } = caller.origin;
    if (forClients === undefined) return readAlone(context, installationId);
    const { reply, exposed } = forClients.of(installationId);
    for (const { experiment } of exposed) exposures.note(context.app, experiment, installationId ?? '');
    return reply;
  }

  /** Where conditions decide. */
  async function readAlone(context: Call['context'], installationId: string | undefined): Promise<Reply> {
    const { answer, exposed } = await bus.call(config.readParameters, { installationId }, context);
    for (const { experiment } of exposed) exposures.note(context.app, experiment, installationId ?? '');
    return replyOf(answer);
  }

  function changeBy(operation: typeof config.changeParameters): (call: Call) => Promise<Reply> {
    return async ({ app, input, context, caller }) => {
      try {
        return jsonReply(await bus.call(operation, { change: input, author: config.authorOf(caller) }, context));
      } finally {
        parameters.forget(app.id); // The event says the same, but the caller's next request may be faster.
      }
    };
  }

  function moveBy<Request>(
    operation: Operation<Request, RestReply>,
    requestOf: (call: Call<typeof START>) => Request,
  ): (call: Call<typeof START>) => Promise<Reply> {
    return async (call) => {
      try {
        return await bus.call(operation, requestOf(call), call.context);
      } finally {
        parameters.forget(call.app.id);
      }
    };
  }
}
