import type Parse from 'parse/node';
import { z } from 'zod';

/** How the database finds the objects of a query. */
export interface Plan {
  /** Names of the indexes used; none when the whole class is read. */
  readonly indexes: readonly string[];
  readonly keysExamined: number;
  readonly documentsExamined: number;
}

/** The part of MongoDB's explain that is always there, whichever engine runs the query. */
const explained = z.object({
  queryPlanner: z.object({ winningPlan: z.unknown() }),
  executionStats: z.object({ totalKeysExamined: z.number(), totalDocsExamined: z.number() }),
});

/** Asks for the plan instead of the results, which takes the master key. Leaves the query as it was. */
export async function planOf(query: Parse.Query): Promise<Plan> {
  const answer: unknown = await query.explain(true).find({ useMasterKey: true });
  query.explain(false);
  const { queryPlanner, executionStats } = explained.parse(Array.isArray(answer) ? answer[0] : answer);
  return {
    indexes: [...new Set(indexNames(queryPlanner.winningPlan))],
    keysExamined: executionStats.totalKeysExamined,
    documentsExamined: executionStats.totalDocsExamined,
  };
}

/** Stages of a plan hold one another under several names; only those that read an index name one. */
function indexNames(stage: unknown): string[] {
  if (typeof stage !== 'object' || stage === null) return [];
  return Object.entries(stage).flatMap(([name, value]) => (name === 'indexName' ? [String(value)] : indexNames(value)));
}

export function describePlan({ indexes, keysExamined, documentsExamined }: Plan): string {
  const by = indexes.length === 0 ? 'no index' : `index ${indexes.join(', ')}`;
  return `${by}; ${keysExamined.toLocaleString('en')} keys and ${documentsExamined.toLocaleString('en')} documents examined`;
}
