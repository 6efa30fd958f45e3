import { isPlain, parseWhere, QUERY_LIMITS, type Condition } from '@parlance/query';

const LIMITS = { ...QUERY_LIMITS, internalNames: true, secretNames: true };

/** A condition that a service of ours asks for: on the objects alone, internal members included. */
export function serviceCondition(json: Record<string, unknown>): Condition {
  const where = parseWhere(json, LIMITS);
  if (!isPlain(where)) throw new Error('A service asks for conditions that one object can answer.');
  return where;
}
