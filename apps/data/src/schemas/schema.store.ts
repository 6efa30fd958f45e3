import type { ClassSchema, FieldsChange, FieldType, JsonObject } from '@parlance/values';

/** Everything that one request changes of a class but its indexes, in one step. */
export interface SchemaChange extends FieldsChange {
  /** The permission object to store, or `public` for none at all. Absent: it stays as it is. */
  readonly classPermissions?: JsonObject | 'public' | undefined;
  /** The process that removes the values of the removed fields from the objects. */
  readonly remover: string;
}

/** The classes of one app, as its `_SCHEMA` collection has them. A class that is being dropped is one that does not exist. */
export interface SchemaStore {
  /** @returns undefined for a class that does not exist */
  read(className: string): Promise<ClassSchema | undefined>;

  /** Every class with a description of its own. */
  readAll(): Promise<readonly ClassSchema[]>;

  /** Creates the class as it is described. @returns false when it exists, or is still being dropped */
  createClass(schema: ClassSchema): Promise<boolean>;

  /**
   * Adds the fields if none of them has another type by now, and none is still being removed; all of them or none.
   * @returns undefined otherwise, and when the class is gone; read it then
   */
  addFields(className: string, fields: ReadonlyMap<string, FieldType>): Promise<ClassSchema | undefined>;

  /**
   * Changes the class if it still has the fields to remove, and addFields would add the fields to add.
   * @returns undefined otherwise; read it then
   */
  changeClass(className: string, change: SchemaChange): Promise<ClassSchema | undefined>;

  /** How many classes clients have made; system classes do not count. */
  countClasses(): Promise<number>;

  /** How many collections the app has: of classes, of relations, and the platform's own. */
  countCollections(): Promise<number>;
}
