import { parameters as administered } from '@parlance/admin-operations';
import { config, type RestReply } from '@parlance/contracts';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';
import { authorOf } from './parameters.handlers.ts';
import { shownReport, type ReportOfConfig } from './shown-report.ts';

type Experiment = administered.AdministeredExperiment;

/** Experiments with parameters: `config` keeps them, and `analytics` counts. */
export const PARAMETER_EXPERIMENTS: readonly AnyAdminHandler[] = [
  handles(administered.listExperiments, async ({ limit, skip }, { look }) => {
    // One more tells whether there is another page.
    const { results } = jsonOf<{ results: readonly Experiment[] }>(
      await look(config.listExperiments, { parameters: { limit: limit + 1, skip } }),
    );
    return { experiments: results.slice(0, limit), ...(results.length > limit ? { next: skip + limit } : {}) };
  }),
  handles(administered.createExperiment, async ({ experiment }, call) =>
    one(await call.ask(config.createExperiment, { experiment, author: authorOf(call) })),
  ),
  handles(administered.startExperiment, async ({ experimentId }, call) =>
    one(await call.ask(config.startExperiment, { experimentId, author: authorOf(call) })),
  ),
  handles(administered.stopExperiment, async ({ experimentId }, call) =>
    one(await call.ask(config.stopExperiment, { experimentId, author: authorOf(call) })),
  ),
  handles(administered.rollOutExperiment, async ({ experimentId, choice }, call) =>
    one(await call.ask(config.rollOutExperiment, { experimentId, choice: { choice }, author: authorOf(call) })),
  ),
  handles(administered.deleteExperiment, async ({ experimentId }, { ask }) => {
    await ask(config.deleteExperiment, { experimentId });
    return {};
  }),
  handles(administered.reportExperiment, async ({ experimentId }, { look }) => {
    const { body } = await look(config.reportExperiment, { experimentId });
    return shownReport(JSON.parse(new TextDecoder().decode(body)) as ReportOfConfig);
  }),
];

function one(reply: RestReply): { experiment: Experiment } {
  return { experiment: jsonOf<Experiment>(reply) };
}
