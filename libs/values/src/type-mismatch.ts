import { ParseError } from '@parlance/errors';
import { describeFieldType, type FieldType } from './field-type.ts';

/** IncorrectType (111): a value is for another type of field than the class has. */
export class TypeMismatch extends ParseError {
  readonly className: string;
  readonly field: string;

  /** @param known undefined for a field that the class cannot have. @param found undefined for null */
  constructor(className: string, field: string, known: FieldType | undefined, found: FieldType | undefined) {
    const expected = known === undefined ? 'undefined' : describeFieldType(known);
    const got = found === undefined ? 'null' : describeFieldType(found);
    super('IncorrectType', `schema mismatch for ${className}.${field}; expected ${expected} but got ${got}`);
    this.className = className;
    this.field = field;
  }
}
