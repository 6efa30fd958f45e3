import { ParseError } from '@parlance/errors';
import { dateFromText, encodeValue, isDictionary, Pointer, shown, type FieldType, type ParseValue } from '@parlance/values';
import type { FieldPath } from './ast.ts';
import { badAtom } from './parse/spelled.ts';

/**
 * An operand as a value of the field's type, where it means one: an id on a pointer or a relation is a pointer to the field's class, and
 * ISO 8601 on a date is that date. Anything else stays, and is equal to nothing that the field can hold.
 *
 * @param type of the field itself; undefined where nothing is known
 * @throws InvalidQuery (102) another string on a date
 */
export function fitOperand(operand: ParseValue, field: FieldPath, type: FieldType | undefined): ParseValue {
  if (typeof operand !== 'string' || type === undefined) return operand;
  if (type.type === 'Pointer' || type.type === 'Relation') return new Pointer(type.targetClass, operand);
  return type.type === 'Date' ? dateOf(operand, field) : operand;
}

/**
 * The same for operands of which the field may have any.
 *
 * @returns the list itself when no operand has changed
 * @throws InvalidJson (107) a dictionary, which only lists can have inside and only paths can lead to; and as fitOperand
 */
export function fitOperands(operands: readonly ParseValue[], field: FieldPath, type: FieldType | undefined): readonly ParseValue[] {
  const holdsDictionaries = type?.type === 'Array' || (type === undefined && field.includes('.'));
  let fitted: ParseValue[] | undefined;
  for (let at = 0; at < operands.length; at++) {
    const operand = operands[at] as ParseValue;
    if (!holdsDictionaries && typeof operand === 'object' && operand !== null && isDictionary(operand)) {
      throw badAtom(JSON.stringify(encodeValue(operand)));
    }
    const fits = fitOperand(operand, field, type);
    if (fits !== operand) (fitted ??= operands.slice())[at] = fits;
  }
  return fitted ?? operands;
}

function dateOf(text: string, field: FieldPath): Date {
  const date = dateFromText(text);
  if (date === undefined) throw new ParseError('InvalidQuery', `${shown(field)} is compared with dates, not with ${shown(text)}.`);
  return date;
}
