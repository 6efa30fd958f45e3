export { isObject, type Json, type JsonObject, type UnknownObject } from './json.ts';
export { isDictionary, isList, type ParseDictionary, type ParseValue } from './value.ts';
export { Bytes } from './bytes.ts';
export { dateFromText, isoText } from './date.ts';
export { ParseFile, type FileUrl } from './file.ts';
export { GeoPoint } from './geo-point.ts';
export { Pointer } from './pointer.ts';
export { Polygon } from './polygon.ts';
export { joinCollection, Relation } from './relation.ts';

export {
  BODY_DEPTH_MAX,
  BODY_KEYS_MAX,
  BODY_LIMITS,
  CLASS_NAME_LENGTH_MAX,
  KEY_LENGTH_MAX,
  OBJECT_ID_LENGTH_MAX,
  type BodyLimits,
} from './limits.ts';
export { assertClassName, assertFieldName, assertObjectId, FORBIDDEN_KEYS, isClassName, isFieldName, isObjectId, shown } from './names.ts';
export { assertFieldPath, fieldOf, isListIndex } from './field-path.ts';
export { assertBodyLimits } from './body-limits.ts';
export { assertKeyAllowed, assertNoForbiddenKeys } from './forbidden-keys.ts';

export { decodeValue, type DecodeOptions } from './decode-value.ts';
export { encodeValue } from './encode-value.ts';
export { sameValue } from './same-value.ts';
export { TypeMismatch } from './type-mismatch.ts';
export { idAsText, jsonAsText } from './json-as-text.ts';
export { wrongType } from './wrong-type.ts';
export { decodeWrite, type WriteOptions } from './decode-write.ts';
export type { FieldChange, ObjectWrite, RelationChange } from './write.ts';

export type { ClassSchema, FieldOptions } from './schema.ts';
export {
  describeFieldType,
  FIELD_TYPES,
  fieldTypeText,
  inferFieldType,
  parseFieldTypeText,
  sameFieldType,
  type FieldType,
} from './field-type.ts';
export { defaultFields } from './system-fields.ts';
export { describeField, invalidClassName, storedOptions } from './field-definition.ts';
export { emptySchema, parseSchemaDocument, printSchemaDocument, REMOVED_FIELDS, schemaMembers } from './schema-document.ts';
export { planFieldsChange, withFieldsChange, type FieldsChange } from './schema-change.ts';
export { fieldsAddedBy, withFields } from './schema-growth.ts';

export { storedName, clientPath, storedPath } from './stored-path.ts';
export { toStoredField, toStoredInterior } from './stored-value.ts';
export { documentToCreate, type AclMembers, type CreateOptions, type StoredDocument } from './document-to-create.ts';
export type { OperatorUpdate, PipelineUpdate, DocumentUpdate, UpdateOptions } from './document-update.ts';
export { UPDATE_MISFIT_CODES, updateFor } from './update-for.ts';

export { aclFromStored } from './acl-form.ts';
export type { ReadableDocument, ReadOptions } from './read-document.ts';
export { decodeDocument, restObject, type RestObject } from './rest-object.ts';
export { RestWriter } from './raw/rest-writer.ts';
export { hasComputedFields, writeResult } from './write-result.ts';
