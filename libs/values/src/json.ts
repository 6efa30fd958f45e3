/** What JSON.parse can return. Unknown input stays `unknown` until a parser of this lib has looked at it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
