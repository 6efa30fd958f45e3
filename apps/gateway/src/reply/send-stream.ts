import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from './exchange.ts';

/**
 * Writes an answer while it is made, as fast as the client takes it: neither side is ever more than a few parts ahead. The service stops
 * when the client goes. A body that fails in the middle ends the connection, since the client has been told a status already.
 */
export function sendStream({ request, response }: Exchange, status: number, fields: string[], body: AsyncIterable<Uint8Array>): void {
  const source = body instanceof Readable ? body : Readable.from(body, { objectMode: false });
  if (response.destroyed || request.method === 'HEAD') source.destroy();
  if (response.destroyed) return;
  response.writeHead(status, fields);
  if (request.method === 'HEAD') response.end();
  else pipeline(source, response).catch(() => response.destroy()); // the bus has logged a fault of ours
}
