import { find, request } from '../requests.ts';
import type { Subject } from '../subject.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The members of every plan, whichever server reports it: its parts, and the stages that read documents. */
function plan(body: unknown): unknown {
  if (!isObject(body) || !isObject(body['results'])) return body;
  const { queryPlanner, executionStats } = body['results'];
  return {
    form: Array.isArray(body['results']) ? 'list' : 'object',
    planner: isObject(queryPlanner) ? stages(queryPlanner['winningPlan']) : undefined,
    returned: isObject(executionStats) ? executionStats['nReturned'] : undefined,
  };
}

/** Names of the stages that touch an index or documents; others depend on how a query is asked. */
function stages(winning: unknown): string[] {
  if (!isObject(winning)) return [];
  const below = Object.values(winning).flatMap((part) => (Array.isArray(part) ? part.flatMap(stages) : stages(part)));
  const own = winning['stage'];
  const told = typeof own === 'string' && /SCAN|IDHACK|FETCH|TEXT|GEO/.test(own) ? [own] : [];
  return [...told, ...below];
}

const explained = (title: string, query: Record<string, unknown>) => find(title, 'Explain', query, { as: 'master', view: plan });

export const explain: Subject = {
  title: 'explain and hint',
  fixtures: { Explain: { one: { n: 1, s: 'a' }, two: { n: 2, s: 'b' } } },
  steps: [
    explained('explain', { where: { n: 1 }, explain: true }),
    explained('explain as a text', { where: { n: 1 }, explain: 'queryPlanner' }),
    explained('explain with figures', { where: { n: 1 }, explain: 'executionStats' }),
    explained('explain with all plans', { where: { n: 1 }, explain: 'allPlansExecution' }),
    explained('explain with a hint', { where: { n: 1 }, explain: 'executionStats', hint: '_id_' }),
    explained('explain with an order and a limit', { where: { n: { $gt: 0 } }, order: '-n', limit: 1, explain: 'executionStats' }),
    explained('explain in words that do not exist', { where: { n: 1 }, explain: 'nonsense' }),
    explained('explain false', { where: { n: 1 }, explain: false }),
    explained('explain of no class', { explain: true }),
    find('explain by a client', 'Explain', { explain: true }),
    find('explain false by a client', 'Explain', { explain: false, where: { n: 1 } }),
    find('a hint by a client', 'Explain', { where: { n: 1 }, hint: '_id_' }),
    find('a hint to an unknown index', 'Explain', { where: { n: 1 }, hint: 'nothing_1' }, { as: 'master' }),
    find('a hint to an unknown key', 'Explain', { where: { n: 1 }, hint: { nothing: 1 } }, { as: 'master' }),
    find('a hint with a count', 'Explain', { where: { n: 1 }, hint: '_id_', count: 1 }, { as: 'master' }),
    request('explain of an aggregation', 'GET', '/aggregate/Explain', {
      query: { pipeline: [{ $match: { n: 1 } }], explain: true },
      as: 'master',
      view: (body) => (isObject(body) && 'results' in body ? { results: typeof body['results'] } : body),
    }),
  ],
};
