/**
 * Bounds of a request's values, each refused before work is done.
 * Source: docs/contract/40-security.md section 7, docs/contract/00-README.md "Settled: limits".
 */

/** Objects and arrays inside one another, the body itself included. MongoDB itself stops at 200, and stored forms add levels. */
export const BODY_DEPTH_MAX = 100;
/** Keys of all objects of one body together. */
export const BODY_KEYS_MAX = 100_000;
/** Characters of one key. */
export const KEY_LENGTH_MAX = 1_024;
/** Fields of one body, and paths into them: each is a place that the database looks for. */
export const BODY_FIELDS_MAX = 1_000;
/** Relations that one save changes: each has a collection of its own, which may have to be made. */
export const BODY_RELATIONS_MAX = 20;
/** Values of one Add, AddUnique or Remove, and members of one change of a relation. */
export const OPERATION_ITEMS_MAX = 10_000;
/** Characters of an objectId; generated ones have 10 to 32, imported ones may be anything printable. */
export const OBJECT_ID_LENGTH_MAX = 256;
/** Characters of a class name: MongoDB allows 255 bytes for `<database>.<collection>`, and join collections add a field's name. */
export const CLASS_NAME_LENGTH_MAX = 128;
/** Characters of `_Join:<field>:<Class>`, for the same reason. */
export const JOIN_NAME_LENGTH_MAX = 180;

export interface BodyLimits {
  readonly depth: number;
  readonly keys: number;
  readonly keyLength: number;
  /** The app's setting `writeFieldsMax`. */
  readonly fields: number;
  /** The app's setting `writeRelationsMax`. */
  readonly relations: number;
}

export const BODY_LIMITS: BodyLimits = Object.freeze({
  depth: BODY_DEPTH_MAX,
  keys: BODY_KEYS_MAX,
  keyLength: KEY_LENGTH_MAX,
  fields: BODY_FIELDS_MAX,
  relations: BODY_RELATIONS_MAX,
});
