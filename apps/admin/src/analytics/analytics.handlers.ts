import { analytics, type AdminOperation } from '@parlance/admin-operations';
import { analytics as service } from '@parlance/contracts';
import { handles, type AdminHandler, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';

interface SavedQuery {
  readonly name: string;
  readonly question: Record<string, unknown>;
  readonly savedAt: string;
}

/** An operation whose request, but for the app, is a question of the service, and whose reply is the answer to it. */
function passedOn<Request extends { readonly app: string }, Reply extends object>(
  operation: AdminOperation<Request, Reply>,
  asked: typeof service.count,
): AdminHandler<Request, Reply> {
  return handles(operation, async ({ app: _app, ...question }, { look }) => jsonOf<Reply>(await look(asked, { question })));
}

export const ANALYTICS_HANDLERS: readonly AnyAdminHandler[] = [
  passedOn(analytics.count, service.count),
  handles(analytics.series, async ({ endpoint, granularity: stride, from, to }, { look }) => {
    const question = { endpoint, ...(stride === undefined ? {} : { stride }), from: secondsOf(from), to: secondsOf(to) };
    const { requested_data: pairs } = jsonOf<{ requested_data: [number, number][] }>(await look(service.dashboard, { question }));
    return {
      points: pairs.map(([seconds]) => new Date(seconds * 1_000).toISOString()),
      counts: pairs.map(([, times]) => times),
      total: pairs.reduce((sum, [, times]) => sum + times, 0),
    };
  }),
  passedOn(analytics.active, service.active),
  passedOn(analytics.retention, service.retention),
  passedOn(analytics.funnel, service.funnel),
  passedOn(analytics.errors, service.errors),
  passedOn(analytics.latency, service.latency),
  handles(analytics.listGraphs, async (_request, { look }) => ({
    graphs: jsonOf<{ results: SavedQuery[] }>(await look(service.listQueries, {})).results,
  })),
  handles(analytics.saveGraph, async ({ name, question }, { ask }) => ({
    graph: jsonOf<SavedQuery>(await ask(service.saveQuery, { name, question })),
  })),
  handles(analytics.deleteGraph, async ({ name }, { ask }) => jsonOf<object>(await ask(service.deleteQuery, { name, question: {} }))),
];

function secondsOf(iso: string): number {
  return Math.floor(Date.parse(iso) / 1_000);
}
