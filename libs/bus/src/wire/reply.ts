import type { MsgHdrs } from '@nats-io/transport-node';
import type { ReplyHead, RestReply } from '@parlance/contracts';
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

/** A head with all its members; `Fields` holds names and values in turn. */
export function encodeReplyHead({ status, location, contentType, headers = {} }: ReplyHead): Fields {
  const fields: Fields = { [FIELD.status]: String(status) };
  if (location !== undefined) fields[FIELD.location] = escapeText(location);
  if (contentType !== undefined) fields[FIELD.contentType] = contentType;
  const parts = Object.entries(headers).flat();
  if (parts.length > 0) fields[FIELD.headers] = parts.map(escapeText).join('|');
  return fields;
}

/** @throws URIError on a broken escape */
export function decodeReplyHead(headers: MsgHdrs): ReplyHead {
  const location = headers.get(FIELD.location);
  const contentType = headers.get(FIELD.contentType);
  const parts = headers.has(FIELD.headers) ? headers.get(FIELD.headers).split('|').map(unescapeText) : [];
  const named = parts.flatMap((name, at) => (at % 2 === 0 ? [[name, parts[at + 1] ?? ''] as const] : []));
  return {
    status: Number(headers.get(FIELD.status)),
    ...(location !== '' && { location: unescapeText(location) }),
    ...(contentType !== '' && { contentType }),
    ...(named.length > 0 && { headers: Object.fromEntries(named) }),
  };
}

/** @throws TypeError for a value that JSON cannot hold, such as a cycle */
export function encodeJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value) ?? 'null');
}

/** @throws SyntaxError when the bytes are no JSON */
export function decodeJson(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
}
