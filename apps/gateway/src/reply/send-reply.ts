import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptsGzip, compress } from './compress.ts';
import type { HeaderFields } from './cors.ts';
import { hasUnreadBody, sendAndLinger } from './linger.ts';
import type { Reply } from './reply.ts';

export interface ReplyOptions {
  /** Address of the mount as clients reach it, put in front of a Location. */
  readonly publicUrl: () => string;
  /** From this size on bodies are compressed for clients that take it, in bytes. */
  readonly compressFromBytes: number;
}

/** One request and the place for its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Writes the answer: HEAD gets the header fields of GET and no body. Nothing happens when the client has gone. */
export function sendReply(exchange: Exchange, reply: Reply, cors: HeaderFields, options: ReplyOptions): void {
  const fields = ['Content-Type', reply.contentType ?? JSON_TYPE, 'X-Content-Type-Options', 'nosniff', ...cors];
  if (reply.fields !== undefined) fields.push(...reply.fields);
  if (reply.location !== undefined) fields.push('Location', options.publicUrl() + reply.location);
  if (reply.retryAfter !== undefined) fields.push('Retry-After', String(reply.retryAfter));
  if (reply.requestId !== undefined) fields.push('X-Request-Id', reply.requestId);
  if (reply.body.length < options.compressFromBytes) return write(exchange, reply.status, fields, reply.body);

  fields.push('Vary', 'Accept-Encoding');
  if (!acceptsGzip(exchange.request.headers['accept-encoding'])) return write(exchange, reply.status, fields, reply.body);
  compress(reply.body)
    .then((compressed) => write(exchange, reply.status, [...fields, 'Content-Encoding', 'gzip'], compressed))
    .catch(() => exchange.response.destroy());
}

function write({ request, response }: Exchange, status: number, fields: string[], body: Uint8Array): void {
  if (response.destroyed) return;
  fields.push('Content-Length', String(body.length));
  if (hasUnreadBody(request)) return sendAndLinger(request, response, status, fields, body);
  response.writeHead(status, fields);
  response.end(body);
}
