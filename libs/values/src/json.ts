/** The values that JSON.parse can return. Unknown input stays `unknown` until a parser of this lib has looked at it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** An object of unknown origin whose members are still to be looked at. */
export type UnknownObject = Readonly<Record<string, unknown>>;

export function isObject(json: unknown): json is UnknownObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
