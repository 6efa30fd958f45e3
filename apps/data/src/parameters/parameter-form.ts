import { GLOBAL_CONFIG } from '@parlance/platform-classes';
import { decodeValue, emptySchema, isObject, restObject, toStoredInterior, type FileUrl, type JsonObject } from '@parlance/values';

type Values = Readonly<Record<string, unknown>>;

const SCHEMA = emptySchema(GLOBAL_CONFIG);

/**
 * Values as clients see them. This is the one place where the value of a parameter becomes its client form: files get their address here,
 * by the same function as files in objects, wherever in the value they are.
 */
export function clientForm(values: Values, fileUrl: FileUrl): JsonObject {
  return restObject({ _id: '1', params: values }, SCHEMA, { fileUrl })['params'] as JsonObject;
}

/**
 * A value as Parse Server keeps it: one that is typed as a whole stays as it was sent; inside lists and objects dates and bytes are the
 * database's own.
 *
 * @param json checked by `config`
 */
export function storedForm(json: unknown): unknown {
  if (isObject(json) && json['__type'] !== undefined) return json;
  return toStoredInterior(decodeValue(json));
}

export function storedForms(values: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, storedForm(value)]));
}
