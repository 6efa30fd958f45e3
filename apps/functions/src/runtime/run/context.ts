import { create, parseJson, toJson } from '../primordials.ts';
import { SDK, type Json } from '../sdk/sdk.ts';

/**
 * The object `context` of a request for code. Dates and objects of the SDK in it survive the way from one trigger to the next.
 *
 * @param text JSON of an object
 */
export function readContext(text: string): Json {
  const context = create(null) as Json;
  if (text === '' || text === '{}') return context;
  return Object.assign(context, SDK._decode(undefined, parseJson(text)));
}

/**
 * The context for later triggers of the request: as it came, with the members that code has set. Undefined when it is empty.
 *
 * @param before JSON of an object
 * @param after the value that code has left in `request.context`
 */
export function contextAfter(before: string, after: unknown): Json | undefined {
  if (typeof after !== 'object' || after === null) return undefined;
  const known = before === '' || before === '{}' ? {} : (parseJson(before) as Json);
  const members = { ...known, ...(parseJson(toJson(encoded(after))) as Json) };
  return Object.keys(members).length === 0 ? undefined : members;
}

/** Members that are no JSON, such as functions, stay behind. */
function encoded(context: object): Json {
  const members: Json = {};
  for (const [name, value] of Object.entries(context)) {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') continue;
    members[name] = SDK._encode(value);
  }
  return members;
}
