import type { JsonObject } from './json.ts';

/** Types that a field can be locked to. A field that only ever held null has none yet. */
export type FieldType =
  | { readonly type: 'String' | 'Number' | 'Boolean' | 'Date' | 'Object' | 'Array' | 'GeoPoint' | 'File' | 'Bytes' | 'Polygon' | 'ACL' }
  | { readonly type: 'Pointer' | 'Relation'; readonly targetClass: string };

export interface FieldOptions {
  readonly required: boolean;
  /** Typed JSON, as the schema API takes it. */
  readonly defaultValue?: unknown;
}

/**
 * A class as `_SCHEMA` describes it. `fields` always holds objectId, createdAt, updatedAt and ACL.
 * `permissions` is the class-level permission object as stored; absent means that everything is public.
 */
export interface ClassSchema {
  readonly className: string;
  readonly fields: ReadonlyMap<string, FieldType>;
  readonly options: ReadonlyMap<string, FieldOptions>;
  readonly permissions?: JsonObject;
}
