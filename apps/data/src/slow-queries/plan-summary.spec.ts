import { describe, expect, it } from 'vitest';
import { planSummary } from './plan-summary.ts';

const STATS = { executionStats: { nReturned: 2, totalKeysExamined: 5, totalDocsExamined: 3 } };
const find = (winningPlan: object, stats: object = {}): object => ({ queryPlanner: { winningPlan }, ...stats });

describe('planSummary', () => {
  it('PER-02 reads index and examined counts of a find', () => {
    const plan = { stage: 'SORT', inputStage: { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: 'n_1' } } };
    expect(planSummary(find(plan, STATS))).toEqual({
      stage: 'IXSCAN',
      indexes: ['n_1'],
      sortsInMemory: true,
      keysExamined: 5,
      docsExamined: 3,
      returned: 2,
    });
  });

  it('reads an aggregation, and the plans of an engine that compiles them', () => {
    const inner = find({ queryPlan: { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: 'n_1' } }, slotBasedPlan: {} }, STATS);
    expect(planSummary({ stages: [{ $cursor: inner }, { $group: {} }] })).toMatchObject({ stage: 'IXSCAN', docsExamined: 3 });
  });

  it('reads plans of all shards and all branches, and one scan among them is a scan', () => {
    const or = {
      stage: 'OR',
      inputStages: [
        { stage: 'IXSCAN', indexName: 'a_1' },
        { stage: 'IXSCAN', indexName: 'b_1' },
      ],
    };
    const shards = { stage: 'SHARD_MERGE', shards: [{ winningPlan: or }, { winningPlan: { stage: 'COLLSCAN' } }] };
    expect(planSummary(find(shards))).toMatchObject({ stage: 'COLLSCAN', indexes: ['a_1', 'b_1'], keysExamined: null });
    expect(planSummary(find(or)).stage).toBe('IXSCAN');
  });

  it('takes nothing that stands in a filter for a part of the plan', () => {
    const plan = { stage: 'FETCH', filter: { inputStage: { stage: 'COLLSCAN' } }, inputStage: { stage: 'IXSCAN', indexName: 'n_1' } };
    expect(planSummary(find(plan)).stage).toBe('IXSCAN');
  });

  it.each([undefined, null, 1, {}, { stages: [] }, { queryPlanner: null }])('makes nothing of %j', (explained) => {
    expect(planSummary(explained)).toMatchObject({ stage: 'UNKNOWN', indexes: [], docsExamined: null });
  });
});
