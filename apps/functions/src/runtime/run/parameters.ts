import { defineProperty, isArray, parseJson, textOf } from '../primordials.ts';
import { SDK, type Json } from '../sdk/sdk.ts';

const INVALID_JSON = 107;

/**
 * The parameters of a function or job, as its handler sees them: dates, files and pointers are those of the SDK, all other typed values
 * stay as they were sent. Parts of a form that have a file name are `{filename, contentType, data}` with a Buffer.
 *
 * @param decodesPointers false leaves pointers as they were sent
 * @throws Parse.Error 107 for a body that is none
 */
export async function readParameters(body: Uint8Array, contentType = 'application/json', decodesPointers = true): Promise<Json> {
  if (contentType.startsWith('multipart/form-data')) return formMembers(body, contentType);
  if (body.byteLength === 0) return {};
  let json: unknown;
  try {
    json = parseJson(textOf(body));
  } catch {
    throw new SDK.Error(INVALID_JSON, 'Invalid JSON.');
  }
  return decodeMembers({ ...(json as Json) }, decodesPointers);
}

function decodeMembers(members: Json, decodesPointers: boolean): Json {
  const decoded: Json = {};
  for (const [name, value] of Object.entries(members)) setOwn(decoded, name, decodeValue(value, decodesPointers));
  return decoded;
}

function decodeValue(value: unknown, decodesPointers: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) return value.map((item) => decodeValue(item, decodesPointers));
  const json = value as Json;
  if (json.__type === 'Date') return Object.assign(new Date(json.iso as string), json);
  if (json.__type === 'File') return SDK.File.fromJSON(json);
  if (json.__type === 'Pointer' && decodesPointers) {
    return SDK.Object.fromJSON({ __type: 'Pointer', className: json.className, objectId: json.objectId });
  }
  return decodeMembers(json, decodesPointers);
}

/** A member by the name of `__proto__` stays a member. */
function setOwn(members: Json, name: string, value: unknown): void {
  if (name === '__proto__') defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
  else members[name] = value;
}

async function formMembers(body: Uint8Array, contentType: string): Promise<Json> {
  let form: FormData;
  try {
    form = await new Response(body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': contentType } }).formData();
  } catch (error) {
    throw new SDK.Error(INVALID_JSON, `Invalid multipart request: ${(error as Error).message}`);
  }
  const members = Object.create(null) as Json;
  for (const [name, part] of form.entries()) {
    members[name] =
      typeof part === 'string'
        ? part
        : { filename: part.name, contentType: part.type || 'application/octet-stream', data: Buffer.from(await part.arrayBuffer()) };
  }
  return members;
}
