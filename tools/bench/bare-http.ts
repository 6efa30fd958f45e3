/**
 * The cost of a request by itself: a server of Node alone that reads a body of JSON and answers `{}`. Nothing that is written for Node takes
 * requests faster.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BareHttp {
  readonly url: string;
  readonly pid: number;
  stop(): void;
}

export async function startBareHttp(): Promise<BareHttp> {
  const child: ChildProcess = fork(import.meta.filename, ['serve']);
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => void child.kill() };
}

async function serve(): Promise<void> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      JSON.parse(Buffer.concat(pieces).toString());
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
  process.once('disconnect', () => process.exit());
}

const [, entry, order] = process.argv;
if (entry === import.meta.filename && order === 'serve') await serve();
