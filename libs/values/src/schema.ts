import type { FieldType } from './field-type.ts';
import type { JsonObject } from './json.ts';

export interface FieldOptions {
  readonly required: boolean;
  /** Typed JSON, as the schema API takes it. */
  readonly defaultValue?: unknown;
}

/**
 * A class as `_SCHEMA` describes it. `fields` always holds objectId, createdAt, updatedAt and ACL, and the default columns of system
 * classes. `classPermissions` is the object of class permissions as stored; absent means that everything is public.
 *
 * Schemas are immutable, and everything derived from one is cached by its identity: a changed class is a new ClassSchema.
 */
export interface ClassSchema {
  readonly className: string;
  readonly fields: ReadonlyMap<string, FieldType>;
  readonly options: ReadonlyMap<string, FieldOptions>;
  readonly classPermissions?: JsonObject;
  /** Fields that the class had and whose values are still being removed from its objects. Their names cannot be taken until then. */
  readonly removing?: ReadonlySet<string>;
}
