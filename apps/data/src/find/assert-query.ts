import { protectedFields, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { fieldsOf, validateCondition, type FindQuery } from '@parlance/query';
import { fieldOf, type ClassSchema } from '@parlance/values';

/**
 * Compares a query with the class it is for. What an object hides from the caller cannot be asked for either: the answers would tell.
 *
 * @throws InvalidQuery (102) an operator that does not fit a field's type; OperationForbidden (119) a hidden field;
 *   CommandUnavailable (108) what is not served yet
 */
export function assertQuery({ where, order, explain }: FindQuery, schema: ClassSchema, identity: Identity): void {
  if (explain !== undefined) throw new ParseError('CommandUnavailable', 'explain is not served yet.');
  validateCondition(where, schema);
  const hidden = protectedFields(identity, schema);
  if (hidden.size === 0) return;
  const asked = [...fieldsOf(where), ...order.map((term) => fieldOf(term.field))];
  if (asked.some((field) => hidden.has(field))) throw new ParseError('OperationForbidden', 'Permission denied');
}
