import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long a client may go on sending a body that has been refused already. */
const LINGER_MS = 2_000;

/** True when the answer comes before the end of the request. */
export function hasUnreadBody(request: IncomingMessage): boolean {
  if (request.complete) return false;
  const { 'content-length': declared, 'transfer-encoding': transfer } = request.headers;
  return transfer !== undefined || (declared !== undefined && declared !== '0');
}

/**
 * Answers before the body has arrived, and then throws the rest of it away for a while before it closes the connection. Closing at
 * once would reset it, and most clients would report the broken connection instead of reading the answer.
 */
export function sendAndLinger(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  fields: readonly string[],
  body: Uint8Array,
): void {
  response.writeHead(status, [...fields, 'Connection', 'close']);
  response.write(body);
  const timer = setTimeout(() => response.end(), LINGER_MS);
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => response.end());
  request.resume();
}
