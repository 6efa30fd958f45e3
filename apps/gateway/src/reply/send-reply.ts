import { acceptsGzip, compress } from './compress.ts';
import type { HeaderFields } from './cors.ts';
import type { Exchange } from './exchange.ts';
import { hasUnreadBody, sendAndLinger } from './linger.ts';
import { isStreamed, type Answer } from './reply.ts';
import { sendStream } from './send-stream.ts';

export interface ReplyOptions {
  /** Address of the mount as clients reach it, put in front of a Location. */
  readonly publicUrl: () => string;
  /** From this size on bodies are compressed for clients that take it, in bytes. */
  readonly compressFromBytes: number;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Writes the answer: HEAD gets the header fields of GET and no body. Nothing happens when the client has gone. */
export function sendReply(exchange: Exchange, reply: Answer, cors: HeaderFields, options: ReplyOptions): void {
  const { requestId } = exchange;
  const fields = ['Content-Type', reply.contentType ?? JSON_TYPE, 'X-Content-Type-Options', 'nosniff', 'X-Request-Id', requestId, ...cors];
  if (reply.fields !== undefined) fields.push(...reply.fields);
  if (reply.location !== undefined) fields.push('Location', options.publicUrl() + reply.location);
  if (reply.retryAfter !== undefined) fields.push('Retry-After', String(reply.retryAfter));
  if (isStreamed(reply)) return sendStream(exchange, reply.status, fields, reply.body);
  if (reply.isStored === true || reply.body.length < options.compressFromBytes) return write(exchange, reply.status, fields, reply.body);

  fields.push('Vary', 'Accept-Encoding');
  if (!acceptsGzip(exchange.request.headers['accept-encoding'])) return write(exchange, reply.status, fields, reply.body);
  compress(reply.body)
    .then((compressed) => write(exchange, reply.status, [...fields, 'Content-Encoding', 'gzip'], compressed))
    .catch(() => exchange.response.destroy());
}

function write({ request, response }: Exchange, status: number, fields: string[], body: Uint8Array): void {
  if (response.destroyed) return;
  if (mayHaveBody(status)) fields.push('Content-Length', String(body.length));
  if (hasUnreadBody(request)) return sendAndLinger(request, response, status, fields, body);
  response.writeHead(status, fields);
  response.end(body);
}

/** Answers that by their status have none, and whose length would be taken for that of the next one. */
function mayHaveBody(status: number): boolean {
  return status !== 204 && status !== 304;
}
