import { isObject } from '@parlance/values';
import type { MongoStage } from '../aggregate/aggregate-query.ts';

/**
 * The common form of pipelines that differ only in values: `$match(score $gte & _p_team $eq) > $group > $sort(total)`. Fields stand
 * under their stored names. Only names are in it: of stages, and of the members of their `$match` and `$sort`.
 *
 * @param stages compiled: every value stands behind an operator
 */
export function pipelineShape(stages: readonly MongoStage[]): string {
  return stages.map((stage) => Object.entries(stage).map(stageShape).join()).join(' > ');
}

function stageShape([name, spec]: readonly [string, unknown]): string {
  if (!isObject(spec)) return name;
  if (name === '$match') return `$match(${matchShape(spec)})`;
  return name === '$sort' ? `$sort(${Object.entries(spec).map(sortShape).join(',')})` : name;
}

function sortShape([path, direction]: readonly [string, unknown]): string {
  return direction === -1 ? `-${path}` : path;
}

function matchShape(filter: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(filter).map(([name, operand]) => {
    if (Array.isArray(operand)) return `${name}(${joined(operand.map((item) => (isObject(item) ? matchShape(item) : '')))})`;
    if (name.startsWith('$')) return name;
    return isObject(operand) ? `${name} ${Object.keys(operand).sort().join(' ')}` : name;
  });
  return joined(parts);
}

function joined(parts: readonly string[]): string {
  return [...new Set(parts)].sort().join(' & ');
}
