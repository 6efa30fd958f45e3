import { classAccess, protectedFields, refusesField, type HidingSettings, type Identity } from '@parlance/acl';
import {
  parseFind,
  pathsOf,
  searchesWithout,
  validateCondition,
  type AskedCondition,
  type FieldPath,
  type FindQuery,
  type QueryLimits,
} from '@parlance/query';
import { fieldOf, type ClassSchema } from '@parlance/values';
import type { AskedQuery } from '../classes/class-rules.ts';
import { assertAsksNoCredentials } from '../classes/credential-questions.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import { rulesOf } from '../classes/class-policy.ts';

/** Asking for one id is a get, in whichever form it is asked: SDKs fetch single objects by a query. */
export function findOperation(condition: AskedCondition): 'get' | 'find' {
  return condition.kind === 'eq' && condition.field === 'objectId' && typeof condition.operand === 'string' ? 'get' : 'find';
}

/**
 * Asks the class level for the parts that a query wants: objects, the number of matches, or both. SDKs count by `limit=0&count=1`, and a
 * class may let its objects be counted without showing any.
 *
 * @throws OperationForbidden (119), ObjectNotFound (101) when the class level refuses either, or leaves no single object
 */
export function assertMayFind(
  { condition, count, limit }: Pick<FindQuery, 'condition' | 'count' | 'limit'>,
  schema: ClassSchema,
  identity: Identity,
): void {
  const countsAlone = count && limit === 0;
  if (!countsAlone) {
    const operation = findOperation(condition);
    const isNothing = classAccess(identity, schema, operation).kind === 'nothing';
    if (isNothing && operation === 'get') throw objectNotFound();
  }
  if (count) classAccess(identity, schema, 'count');
}

/**
 * Reads the parameters of a find and asks the class level. A refusal of the class level is told before any fault of the
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

/**
 * Compares a query with the class it is for. Fields that an object hides from the caller, and credentials, cannot be asked for either: the
 * answers would tell. A text search learns which fields its index must not cover, as it asks for all that the index covers.
 *
 * @returns the condition as the class understands it
 * @throws as validateCondition; OperationForbidden (119) a hidden field; the errors of the rules of the class
 */
export function askable(
  { condition, order, shown }: AskedQuery,
  schema: ClassSchema,
  identity: Identity,
  app: HidingSettings,
): AskedCondition {
  assertAsksNoCredentials({ condition, order, shown }, schema.className, identity);
  rulesOf(schema.className)?.assertQuery?.({ condition, order, shown }, identity);
  const hidden = protectedFields(identity, schema, app);
  if (hidden.size === 0) return validateCondition(condition, schema);
  const isHidden = (path: FieldPath) => hidden.has(fieldOf(path));
  const queried = [...pathsOf(condition), ...(shown === undefined ? [] : [shown])].find(isHidden);
  if (queried !== undefined) throw refusesField('query', queried, schema.className);
  const sorted = order.find((term) => isHidden(term.field));
  if (sorted !== undefined) throw refusesField('sort by', sorted.field, schema.className);
  // Behind the refusals: its own tell the types of fields.
  return searchesWithout(validateCondition(condition, schema), hidden);
}

/** The same query, of the condition that askable has made of its own. */
export function withCondition(asked: FindQuery, condition: AskedCondition): FindQuery {
  return condition === asked.condition ? asked : { ...asked, condition };
}
