export type { Json, JsonObject } from './json.ts';
export { Bytes, GeoPoint, ParseFile, Pointer, Polygon, Relation, type ParseDictionary, type ParseValue } from './value.ts';
export type { ClassSchema, FieldOptions, FieldType } from './schema.ts';
export type { FieldChange, ObjectWrite } from './write.ts';
