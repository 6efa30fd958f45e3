import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OpenTelemetry collector that takes everything and keeps nothing. Its CPU time is charged to nobody. */
export interface Collector {
  readonly url: string;
  /** Requests that it took, and their size. */
  readonly batches: number;
  readonly megabytes: number;
  stop(): void;
}

export async function startCollector(): Promise<Collector> {
  let batches = 0;
  let bytes = 0;
  const server = createServer((request, response) => {
    batches += 1;
    request.on('data', (part: Buffer) => (bytes += part.length));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get batches() {
      return batches;
    },
    get megabytes() {
      return bytes / 1e6;
    },
    stop: () => void server.close().closeAllConnections(),
  };
}
