import { isPlain, parseWhere, type Condition, type QueryLimits } from '@parlance/query';

/** A `where` that asks nothing of other objects, as the condition it is. */
export function plainWhere(json: unknown, limits?: QueryLimits): Condition {
  const where = parseWhere(json, limits);
  if (!isPlain(where)) throw new Error('This where has to be answered first.');
  return where;
}
