import { isReplyHeader, type HttpReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isStreamed, type Answer } from '../reply/reply.ts';

/** An answer that comes in pieces, such as a file, is gathered up to this size for code that asks for it. */
const BYTES_MAX = 64 << 20;

/** An answer as one of the bus: its body in one piece, with the header fields that mean something inside of the deployment. */
export async function wholeReply(answer: Answer): Promise<HttpReply> {
  const { status, location, contentType, fields = [], retryAfter } = answer;
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fields[at]!.toLowerCase();
    if (isReplyHeader(name)) headers[name] = fields[at + 1]!;
  }
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  const body = isStreamed(answer) ? await gathered(answer.body) : answer.body;
  return {
    status,
    ...(location === undefined ? {} : { location }),
    ...(contentType === undefined ? {} : { contentType }),
    headers,
    body,
  };
}

/** @throws ParseError RequestTooLarge */
async function gathered(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > BYTES_MAX)
      throw new ParseError('RequestTooLarge', `An answer of more than ${BYTES_MAX >> 20} MB cannot be handed to code of an app.`);
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}
