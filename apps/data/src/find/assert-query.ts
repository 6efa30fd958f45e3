import { protectedFields, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { fieldsOf, type FieldPath, type OrderTerm, type Where } from '@parlance/query';
import { fieldOf, type ClassSchema } from '@parlance/values';
import { rulesOf } from '../classes/class-policy.ts';
import { validateWhere } from './validate-where.ts';

/** What a query asks of a class. */
export interface Askable {
  readonly where: Where;
  readonly order: readonly OrderTerm[];
  /** A field whose values have an influence on the answer, beside those in `where` and `order`. */
  readonly shown?: FieldPath | undefined;
}

/**
 * Compares a query with the class it is for. What an object hides from the caller cannot be asked for either: the answers would tell.
 *
 * @throws InvalidQuery (102) an operator that does not fit a field's type; OperationForbidden (119) a hidden field; what
 *   the rules of the class throw
 */
export function assertAskable({ where, order, shown }: Askable, schema: ClassSchema, identity: Identity): void {
  validateWhere(where, schema);
  rulesOf(schema.className)?.queries?.assertAskable(where, identity);
  const hidden = protectedFields(identity, schema);
  if (hidden.size === 0) return;
  const asked = [...fieldsOf(where), ...order.map((term) => fieldOf(term.field))];
  if (shown !== undefined) asked.push(fieldOf(shown));
  if (asked.some((field) => hidden.has(field))) throw new ParseError('OperationForbidden', 'Permission denied');
}
