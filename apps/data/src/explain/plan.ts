import type { StoredDocument } from '@parlance/values';

/** Members of a reply of the database beside the plan. */
const OF_THE_REPLY: ReadonlySet<string> = new Set(['ok', '$clusterTime', 'operationTime']);

/** The plan as the database tells it. */
export function planOf(reply: StoredDocument): Record<string, unknown> {
  return Object.fromEntries(Object.entries(reply).filter(([name]) => !OF_THE_REPLY.has(name)));
}

/** Members of a stage of a plan that tell how objects are found. Filters and bounds hold values of the query, and of the caller's roles. */
const OF_A_STAGE: readonly string[] = [
  'stage',
  'indexName',
  'keyPattern',
  'isMultiKey',
  'isUnique',
  'isSparse',
  'direction',
  'sortPattern',
];

/** The stages of the plan that was chosen, without names, numbers or values of the server. */
export function publicPlanOf(reply: StoredDocument): Record<string, unknown> {
  const planner = isObject(reply['queryPlanner']) ? reply['queryPlanner'] : {};
  const winning = planner['winningPlan'];
  // A plan of the newer engine stands one level deeper.
  const plan = isObject(winning) && isObject(winning['queryPlan']) ? winning['queryPlan'] : winning;
  return { queryPlanner: { winningPlan: publicStage(plan) } };
}

function publicStage(stage: unknown): Record<string, unknown> {
  if (!isObject(stage)) return {};
  const shown: Record<string, unknown> = {};
  for (const name of OF_A_STAGE) if (stage[name] !== undefined) shown[name] = stage[name];
  if (stage['inputStage'] !== undefined) shown['inputStage'] = publicStage(stage['inputStage']);
  if (Array.isArray(stage['inputStages'])) shown['inputStages'] = stage['inputStages'].map(publicStage);
  return shown;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
