import type { MsgHdrs } from '@nats-io/transport-node';
import type { RestReply } from '@parlance/contracts';
import { FIELD, type Fields } from './fields.ts';
import { escapeText, unescapeText } from './text.ts';

/** A reply as one message: the answer of most reads, status 200 without a location, needs no header at all. */
export interface EncodedReply {
  readonly body: Uint8Array;
  readonly fields?: Fields;
}

export function encodeRestReply({ status, location, body }: RestReply): EncodedReply {
  if (status === 200 && location === undefined) return { body };
  const fields: Fields = { [FIELD.status]: String(status) };
  if (location !== undefined) fields[FIELD.location] = escapeText(location);
  return { body, fields };
}

export function decodeRestReply(headers: MsgHdrs | undefined, body: Uint8Array): RestReply {
  if (headers === undefined) return { status: 200, body };
  const location = headers.get(FIELD.location);
  const status = headers.get(FIELD.status) === '201' ? 201 : 200;
  return location === '' ? { status, body } : { status, location: unescapeText(location), body };
}

/** @throws TypeError for a value that JSON cannot hold, such as a cycle */
export function encodeJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value) ?? 'null');
}

/** @throws SyntaxError when the bytes are no JSON */
export function decodeJson(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
}
