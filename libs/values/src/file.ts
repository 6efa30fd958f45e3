import { ParseError } from '@parlance/errors';
import type { Json, JsonObject, UnknownObject } from './json.ts';

/** A file by its stored name. `url` is the sender's own, kept only inside arrays and dictionaries; readers rebuild it. */
export class ParseFile {
  readonly name: string;
  readonly url: string | undefined;
  constructor(name: string, url?: string) {
    this.name = name;
    this.url = url;
  }
}

/** Where a stored file name is served from. */
export type FileUrl = (name: string) => string;

/** @throws IncorrectType (111) without a name; InvalidFileName (122) when the name holds control characters */
export function fileFromJson(json: UnknownObject): ParseFile {
  const { name, url } = json;
  if (typeof name !== 'string' || name === '') throw new ParseError('IncorrectType', 'This is not a valid File');
  for (let at = 0; at < name.length; at++) {
    if (name.charCodeAt(at) < 0x20) throw new ParseError('InvalidFileName', 'A file name holds no control characters.');
  }
  return new ParseFile(name, typeof url === 'string' ? url : undefined);
}

/** JSON form, which with the sender's url is also the stored form inside arrays and dictionaries. A field stores the bare name. */
export function fileToJson(name: string, url: string | undefined): JsonObject {
  const json: Record<string, Json> = { __type: 'File', name };
  if (url !== undefined) json['url'] = url;
  return json;
}
