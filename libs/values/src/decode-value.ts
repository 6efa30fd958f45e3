import { ParseError } from '@parlance/errors';
import { bytesFromJson } from './bytes.ts';
import { dateFromJson } from './date.ts';
import { fileFromJson } from './file.ts';
import { geoPointFromJson } from './geo-point.ts';
import type { UnknownObject } from './json.ts';
import { shown } from './names.ts';
import { pointerFromJson } from './pointer.ts';
import { polygonFromJson } from './polygon.ts';
import { relationFromJson } from './relation.ts';
import type { ParseDictionary, ParseValue } from './value.ts';

export interface DecodeOptions {
  /** The app's setting of that name. */
  readonly classicLimits?: boolean;
}

const NO_OPTIONS: DecodeOptions = Object.freeze({});

/**
 * JSON of one value, as a client sends it, into the value. Parts without typed values inside are shared with `json`, not copied.
 *
 * @param json checked by assertBodyLimits or an equal pass: depth and keys are not looked at again
 * @throws IncorrectType (111) unknown or malformed `__type`; InvalidPointer (106); CommandUnavailable (108) an `__op` that is not the
 *   whole value of a field; InvalidFileName (122)
 */
export function decodeValue(json: unknown, options: DecodeOptions = NO_OPTIONS): ParseValue {
  if (typeof json !== 'object' || json === null) return json as ParseValue;
  if (Array.isArray(json)) return decodeList(json, options);
  const object = json as UnknownObject;
  if (object['__type'] !== undefined) return decodeTyped(object, options);
  if (object['__op'] !== undefined) throw new ParseError('CommandUnavailable', 'An operation must be the whole value of a field.');
  return decodeDictionary(object, options);
}

function decodeList(json: readonly unknown[], options: DecodeOptions): readonly ParseValue[] {
  let decoded: ParseValue[] | undefined;
  for (let at = 0; at < json.length; at++) {
    const value = decodeValue(json[at], options);
    if (value !== json[at]) (decoded ??= json.slice() as ParseValue[])[at] = value;
  }
  return decoded ?? (json as readonly ParseValue[]);
}

function decodeDictionary(json: UnknownObject, options: DecodeOptions): ParseDictionary {
  let decoded: Record<string, ParseValue> | undefined;
  for (const key of Object.keys(json)) {
    const value = decodeValue(json[key], options);
    if (value !== json[key]) (decoded ??= { ...json } as Record<string, ParseValue>)[key] = value;
  }
  return decoded ?? (json as ParseDictionary);
}

function decodeTyped(json: UnknownObject, options: DecodeOptions): ParseValue {
  switch (json['__type']) {
    case 'Date':
      return dateFromJson(json);
    case 'Pointer':
      return pointerFromJson(json);
    case 'GeoPoint':
      return geoPointFromJson(json, options.classicLimits === true);
    case 'File':
      return fileFromJson(json);
    case 'Bytes':
      return bytesFromJson(json);
    case 'Polygon':
      return polygonFromJson(json);
    case 'Relation':
      return relationFromJson(json);
    default:
      throw new ParseError(
        'IncorrectType',
        `This is not a valid ${typeof json['__type'] === 'number' ? json['__type'] : shown(json['__type'])}`,
      );
  }
}
