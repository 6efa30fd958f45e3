import { ParseError } from '@parlance/errors';
import { askedNodes, exists, isPlain, replaceAsked, validateCondition, type AskedCondition } from '@parlance/query';
import { shown, type ClassSchema } from '@parlance/values';

/**
 * The same as validateCondition, of conditions too that ask of other objects. Their subqueries are checked where they are asked; here
 * each holds its place as a condition on its field.
 *
 * @throws InvalidQuery (102)
 */
export function validateAsked(condition: AskedCondition, schema: ClassSchema): void {
  if (isPlain(condition)) {
    validateCondition(condition, schema);
    return;
  }
  for (const node of askedNodes(condition)) {
    const isPointing = node.kind === 'inQuery' || node.kind === 'notInQuery';
    if (isPointing && !POINTING.has(schema.fields.get(node.field)?.type)) {
      throw new ParseError('InvalidQuery', `$${node.kind} does not fit ${shown(node.field)}, which holds no pointers.`);
    }
  }
  const held = replaceAsked(condition, (node) => exists('field' in node ? node.field : 'objectId'));
  validateCondition(held, schema);
}

/** Undefined for a field the class does not have, and for a path into one: nothing is known of these. */
const POINTING: ReadonlySet<string | undefined> = new Set(['Pointer', 'Array', 'Relation', undefined]);
