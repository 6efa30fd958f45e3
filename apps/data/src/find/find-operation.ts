import { classAccess, type Identity } from '@parlance/acl';
import { parseFind, type AskedCondition, type FindQuery, type QueryLimits } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';

/** Asking for one id is a get, in whichever form it is asked: SDKs fetch single objects by a query. */
export function findOperation(condition: AskedCondition): 'get' | 'find' {
  return condition.kind === 'eq' && condition.field === 'objectId' && typeof condition.operand === 'string' ? 'get' : 'find';
}

/**
 * Asks the class level for what a query wants to know: objects, the number of matches, or both. SDKs count by `limit=0&count=1`, and a
 * class may let its objects be counted without showing any.
 *
 * @throws OperationForbidden (119), ObjectNotFound (101) when the class level refuses either
 */
export function assertMayFind(
  { condition, count, limit }: Pick<FindQuery, 'condition' | 'count' | 'limit'>,
  schema: ClassSchema,
  identity: Identity,
): void {
  const countsAlone = count && limit === 0;
  if (!countsAlone) classAccess(identity, schema, findOperation(condition));
  if (count) classAccess(identity, schema, 'count');
}

/**
 * Reads the parameters of a find and asks the class level. What the class level refuses is told before anything that is wrong with the
 * parameters; but whether a query is a find or a get is only known once they are read.
 *
 * @throws as parseFind and assertMayFind
 */
export function parseAllowedFind(
  parameters: Record<string, unknown>,
  limits: QueryLimits,
  schema: ClassSchema | undefined,
  identity: Identity,
): FindQuery {
  let asked: FindQuery;
  try {
    asked = parseFind(parameters, limits);
  } catch (error) {
    if (schema !== undefined) classAccess(identity, schema, 'find');
    throw error;
  }
  if (schema !== undefined) assertMayFind(asked, schema, identity);
  return asked;
}
