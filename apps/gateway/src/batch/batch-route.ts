import type { Bus } from '@parlance/bus';
import type { ParseError } from '@parlance/errors';
import type { RequestTally } from '../analytics/request-tally.ts';
import type { Reply } from '../reply/reply.ts';
import type { TellError } from '../reply/tell-error.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import { assertReads } from './batch-budget.ts';
import { BATCH } from './batch-path.ts';
import { countParts, endsOf } from './count-parts.ts';
import { joinOutcomes } from './join-outcomes.ts';
import { planTasks } from './plan-tasks.ts';
import { isTransaction, mountsFor, readParts, type BatchRules } from './read-parts.ts';
import { runTasks, type Outcome } from './run-tasks.ts';
import { runTransaction } from './run-transaction.ts';

export interface BatchParts {
  readonly bus: Bus;
  readonly mounts: BatchRules['mounts'];
  readonly tell: TellError;
  readonly tally: RequestTally;
}

/**
 * Several requests in one, each through the same table and guards as if it had come alone, all with the caller of the batch.
 *
 * With `transaction` its parts are carried out in order, all of them or none (run-transaction.ts).
 *
 * Its own effect is 'read' and its cost 0: each part has its own, and is refused to callers that may not write.
 */
export function addBatchRoute(table: RouteTable, { bus, mounts, tell, tally }: BatchParts): void {
  table.add({ ...appRoute('POST', BATCH, 'app', 'gateway.batch', answerBatch, { effect: 'read', cost: 0 }), keepsBody: true });

  async function answerBatch({ app, context, caller, sender, input, body: sent, isInner = false }: Call): Promise<Reply> {
    const parts = readParts(input, { mounts: mountsFor(isInner, mounts), limit: app.settings.batchLimit, denied: app.deniedKeywords });
    const outer = { app, context, caller, sender, input: {}, ...(sent === undefined ? {} : { body: sent }) };
    if (isTransaction(input)) {
      const reply = await runTransaction(parts, { table, bus, tell }, outer);
      countParts(
        tally,
        table,
        outer,
        parts,
        parts.map(() => ({ status: reply.status })),
      );
      return reply;
    }
    const { tasks, refused } = planTasks(parts, table, context.identity);
    assertReads(tasks.flatMap((task) => task.parts.map((part) => part.input)));
    const outcomes = [...(await runTasks(tasks, outer)), ...refusals(refused)];
    countParts(tally, table, outer, parts, endsOf(outcomes, parts.length));
    throwIfNothingStarted(outcomes);
    const body = joinOutcomes(outcomes, parts.length, (error) => tell(error, { app, context, route: ROUTE }));
    return { status: 200, body };
  }
}

function refusals(refused: ReadonlyMap<number, ParseError>): Outcome[] {
  return Array.from(refused, ([index, error]) => ({ kind: 'error', index, error }));
}

const ROUTE = { method: 'POST', path: BATCH } as const;

/** When no part could even be started, the client may repeat the batch as a whole; so it is told with 503. */
function throwIfNothingStarted(outcomes: readonly Outcome[]): void {
  const [first] = outcomes;
  const isUnavailable = (outcome: Outcome) => outcome.kind === 'error' && outcome.error.kind === 'ServiceUnavailable';
  if (first?.kind === 'error' && outcomes.every(isUnavailable)) throw first.error;
}
