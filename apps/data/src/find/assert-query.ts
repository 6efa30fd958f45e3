import { protectedFields, type HidingSettings, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { fieldsOf } from '@parlance/query';
import { fieldOf, type ClassSchema } from '@parlance/values';
import type { AskedQuery } from '../classes/class-rules.ts';
import { rulesOf } from '../classes/class-policy.ts';
import { validateAsked } from './validate-asked.ts';

/**
 * Compares a query with the class it is for. What an object hides from the caller cannot be asked for either: the answers would tell.
 *
 * @throws InvalidQuery (102) an operator that does not fit a field's type; OperationForbidden (119) a hidden field; what
 *   the rules of the class throw
 */
export function assertAskable({ condition, order, shown }: AskedQuery, schema: ClassSchema, identity: Identity, app: HidingSettings): void {
  rulesOf(schema.className)?.assertQuery?.({ condition, order, shown }, identity);
  validateAsked(condition, schema);
  const hidden = protectedFields(identity, schema, app);
  if (hidden.size === 0) return;
  const asked = [...fieldsOf(condition), ...order.map((term) => fieldOf(term.field))];
  if (shown !== undefined) asked.push(fieldOf(shown));
  if (asked.some((field) => hidden.has(field))) throw new ParseError('OperationForbidden', 'Permission denied');
}
