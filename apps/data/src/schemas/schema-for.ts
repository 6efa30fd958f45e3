import { emptySchema, fieldsAddedBy, withFields, type ClassSchema, type ObjectWrite } from '@parlance/values';

/**
 * The class as the write needs it: `known` itself when that has all the write's fields already.
 *
 * @throws IncorrectType (111) when a field is locked to another type
 */
export function schemaFor(write: ObjectWrite, known: ClassSchema | undefined, className: string): ClassSchema {
  const schema = known ?? emptySchema(className);
  return withFields(schema, fieldsAddedBy(schema, write));
}
