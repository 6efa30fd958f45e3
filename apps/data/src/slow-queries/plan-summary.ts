/** How the database carries a query out. Examined counts are null where it has only been planned, and not run. */
export interface PlanSummary {
  /** How documents are reached: `COLLSCAN` when it is by looking at each of them in any part of the plan. */
  readonly stage: string;
  /** Names of the indexes that are used. */
  readonly indexes: readonly string[];
  /** True when results are held in memory to be put in order. */
  readonly sortsInMemory: boolean;
  readonly keysExamined: number | null;
  readonly docsExamined: number | null;
  readonly returned: number | null;
}

/** Members of a plan that hold other parts of it. Others hold filters, in which anything may stand. */
const PARTS = ['inputStage', 'inputStages', 'outerStage', 'innerStage', 'thenStage', 'elseStage', 'queryPlan', 'winningPlan', 'shards'];

/**
 * Reads the answer of `explain` for a find or an aggregation, in any of its forms.
 * Source: MongoDB manual, "Explain Results".
 */
export function planSummary(explained: unknown): PlanSummary {
  const cursor = memberOf(firstOf(memberOf(explained, 'stages')), '$cursor') ?? explained;
  const stages: Stage[] = [];
  collectStages(memberOf(memberOf(cursor, 'queryPlanner'), 'winningPlan'), stages);
  const names = stages.map(({ stage }) => stage);
  const leaves = stages.filter(({ isLeaf }) => isLeaf).map(({ stage }) => stage);
  const stats = memberOf(cursor, 'executionStats');
  return {
    stage: names.includes('COLLSCAN') ? 'COLLSCAN' : (leaves[0] ?? 'UNKNOWN'),
    indexes: [...new Set(stages.flatMap(({ index }) => index ?? []))],
    sortsInMemory: names.includes('SORT'),
    keysExamined: countOf(stats, 'totalKeysExamined'),
    docsExamined: countOf(stats, 'totalDocsExamined'),
    returned: countOf(stats, 'nReturned'),
  };
}

interface Stage {
  readonly stage: string;
  readonly index: string | undefined;
  readonly isLeaf: boolean;
}

function collectStages(part: unknown, into: Stage[]): void {
  if (Array.isArray(part)) {
    for (const each of part) collectStages(each, into);
    return;
  }
  if (typeof part !== 'object' || part === null) return;
  const stage = memberOf(part, 'stage');
  const index = memberOf(part, 'indexName');
  const inner = PARTS.map((name) => memberOf(part, name)).filter((member) => member !== undefined);
  if (typeof stage === 'string') into.push({ stage, index: typeof index === 'string' ? index : undefined, isLeaf: inner.length === 0 });
  for (const each of inner) collectStages(each, into);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function countOf(stats: unknown, name: string): number | null {
  const count = memberOf(stats, name);
  return typeof count === 'number' ? count : null;
}
