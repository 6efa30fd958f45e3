import { ParseError } from '@parlance/errors';
import type { JsonObject, UnknownObject } from './json.ts';

/** Binary data, kept as canonical base64, the form both clients and comparisons use. */
export class Bytes {
  readonly base64: string;
  constructor(base64: string) {
    this.base64 = base64;
  }
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const WHITE_SPACE = /\s+/g;

/** @throws IncorrectType (111) when `base64` is absent or not base64; line breaks and missing padding are accepted */
export function bytesFromJson(json: UnknownObject): Bytes {
  const bytes = bytesFromText(json['base64']);
  if (bytes === undefined) throw new ParseError('IncorrectType', 'This is not a valid Bytes');
  return bytes;
}

/** Undefined for anything but a base64 string, which old data keeps in Bytes columns. */
export function bytesFromText(text: unknown): Bytes | undefined {
  if (typeof text !== 'string') return undefined;
  const compact = text.replace(WHITE_SPACE, '');
  if (!BASE64.test(compact) || compact.replaceAll('=', '').length % 4 === 1) return undefined;
  return new Bytes(Buffer.from(compact, 'base64').toString('base64'));
}

export function bytesToJson(base64: string): JsonObject {
  return { __type: 'Bytes', base64 };
}

/** Stored form everywhere: the driver writes it as Binary of subtype 0. */
export function bytesToStored(bytes: Bytes): Uint8Array {
  return Buffer.from(bytes.base64, 'base64');
}

/** Base64 of stored binary data in each form a driver may deliver it, or undefined when it is something else. */
export function base64OfStored(stored: object): string | undefined {
  if (stored instanceof Uint8Array) return base64Of(stored);
  const { buffer, position, sub_type: subType } = stored as { buffer?: unknown; position?: unknown; sub_type?: unknown };
  if (typeof position !== 'number' || typeof subType !== 'number') return undefined;
  if (buffer instanceof Uint8Array) return base64Of(buffer.subarray(0, position));
  return Object.keys(stored).length === 3 ? damagedBase64(buffer, position) : undefined;
}

/** Parse Server writes nested Bytes as the inside of the driver's class: `{"buffer":{"0":104,…},"sub_type":0,"position":5}`. */
function damagedBase64(buffer: unknown, position: number): string | undefined {
  if (typeof buffer !== 'object' || buffer === null || !Number.isInteger(position) || position < 0) return undefined;
  const octets = Object.values(buffer).slice(0, position);
  if (octets.length !== position || !octets.every((octet) => typeof octet === 'number')) return undefined;
  return base64Of(Uint8Array.from(octets));
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
