import { ParseError } from '@parlance/errors';
import { askedNodes, exists, isPlain, replaceAsked, validateCondition, type Where } from '@parlance/query';
import { shown, type ClassSchema } from '@parlance/values';

/**
 * The same as validateCondition, of conditions too that ask of other objects. What they ask of these is checked where it is asked; here
 * they hold their place as a condition on their field.
 *
 * @throws InvalidQuery (102)
 */
export function validateWhere(where: Where, schema: ClassSchema): void {
  if (isPlain(where)) {
    validateCondition(where, schema);
    return;
  }
  for (const node of askedNodes(where)) {
    const isPointing = node.kind === 'inQuery' || node.kind === 'notInQuery';
    if (isPointing && !POINTING.has(schema.fields.get(node.field)?.type)) {
      throw new ParseError('InvalidQuery', `$${node.kind} does not fit ${shown(node.field)}, which holds no pointers.`);
    }
  }
  const held = replaceAsked(where, (node) => exists('field' in node ? node.field : 'objectId'));
  validateCondition(held, schema);
}

/** Undefined for a field the class does not have, and for a path into one: nothing is known of these. */
const POINTING: ReadonlySet<string | undefined> = new Set(['Pointer', 'Array', 'Relation', undefined]);
