import type { ClassSchema, FieldType } from '@parlance/values';

/** The classes of one app, as its `_SCHEMA` collection has them. */
export interface SchemaStore {
  /** @returns undefined for a class that does not exist */
  read(className: string): Promise<ClassSchema | undefined>;

  /**
   * Creates the class with these fields at once.
   * @returns undefined when somebody else was first; read it then
   */
  createClass(className: string, fields: ReadonlyMap<string, FieldType>): Promise<ClassSchema | undefined>;

  /**
   * Adds the fields if none of them has another type by now; all of them or none.
   * @returns undefined when one has, or when the class is gone; read it then
   */
  addFields(className: string, fields: ReadonlyMap<string, FieldType>): Promise<ClassSchema | undefined>;

  /** How many classes clients have made; system classes do not count. */
  countClasses(): Promise<number>;
}
