import { describe, expect, it, vi } from 'vitest';
import { authorize, MASTER } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { eq } from '@parlance/query';
import type { Logger } from '@parlance/telemetry';
import { emptySchema, FIELD_TYPES, withFields } from '@parlance/values';
import { PlanExplainer } from './plan-explainer.ts';
import type { PlanSummary } from './plan-summary.ts';
import type { QueryPlans, WatchedQuery } from './query-plans.ts';
import type { Advice, QueryKind } from './query-tally.ts';

const SCHEMA = withFields(emptySchema('Game'), new Map([['score', FIELD_TYPES.Number]]));
const QUERY: WatchedQuery = authorize(MASTER, SCHEMA, 'find', { schema: SCHEMA, condition: eq('score', 1) });
const PLAN: PlanSummary = { stage: 'COLLSCAN', indexes: [], sortsInMemory: false, keysExamined: 0, docsExamined: 9, returned: 1 };
const kind = (shape: string): QueryKind => ({ className: 'Game', operation: 'find', shape });

/** A database that answers when the test says so. */
function explainerOf(plan: QueryPlans['plan']) {
  const told: Advice[] = [];
  const plans: QueryPlans = { plan: vi.fn(plan), indexes: async () => [], size: async () => 0 };
  const logger = { debug: vi.fn() } as unknown as Logger;
  return { plans, told, logger, explainer: new PlanExplainer(plans, logger, (_kind, advice) => void told.push(advice)) };
}

describe('PlanExplainer', () => {
  it('tells the plan and the index that would serve', async () => {
    const { explainer, told } = explainerOf(async () => PLAN);
    explainer.explain(kind('score eq'), QUERY, true);
    await vi.waitFor(() => expect(told).toMatchObject([{ plan: PLAN, suggestion: { index: { score: 1 }, hint: null } }]));
  });

  it('explains a kind of query once, and one at a time', async () => {
    const held = Promise.withResolvers<PlanSummary>();
    const { explainer, plans, told } = explainerOf(() => held.promise);
    for (const shape of ['a', 'a', 'b', 'a']) explainer.explain(kind(shape), QUERY, true);
    await vi.waitFor(() => expect(plans.plan).toHaveBeenCalledTimes(1));
    held.resolve(PLAN);
    await vi.waitFor(() => expect(told).toHaveLength(2));
    expect(plans.plan).toHaveBeenCalledTimes(2);
  });

  it('keeps no more than twenty queries waiting', async () => {
    const held = Promise.withResolvers<PlanSummary>();
    const { explainer, told } = explainerOf(() => held.promise);
    for (let n = 0; n < 100; n++) explainer.explain(kind(`a${n}`), QUERY, true);
    held.resolve(PLAN);
    await vi.waitFor(() => expect(told).toHaveLength(20));
  });

  it('plans without running what takes too long to run', async () => {
    const planned = { ...PLAN, docsExamined: null };
    const { explainer, told } = explainerOf(async (_query, run) => {
      if (run) throw new ParseError('RequestTimeout', 'x');
      return planned;
    });
    explainer.explain(kind('score eq'), QUERY, true);
    await vi.waitFor(() => expect(told).toMatchObject([{ plan: planned }]));
  });

  it('does not run again what was ended by its time limit', async () => {
    const { explainer, plans, told } = explainerOf(async () => PLAN);
    explainer.explain(kind('score eq'), QUERY, false);
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(plans.plan).toHaveBeenCalledExactlyOnceWith(QUERY, false, expect.any(Number));
  });

  it('goes on after a query that cannot be explained', async () => {
    let calls = 0;
    const { explainer, told, logger } = explainerOf(async () => {
      if (calls++ === 0) throw new Error('gone');
      return PLAN;
    });
    explainer.explain(kind('a'), QUERY, true);
    explainer.explain(kind('b'), QUERY, true);
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(logger.debug).toHaveBeenCalledTimes(1);
  });
});
