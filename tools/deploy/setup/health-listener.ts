import { once } from 'node:events';
import { createServer } from 'node:http';

/** Answers probes of a pod: alive at once, ready when told. */
export interface HealthListener {
  /** From now on `/health/ready` answers 200. */
  open(): void;
}

/** @param port on all addresses @throws Error when the port is taken */
export async function healthListener(port: number): Promise<HealthListener> {
  let isReady = false;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(request.url === '/health/ready' && !isReady ? 503 : 200).end();
  });
  server.listen(port);
  await once(server, 'listening');
  return { open: () => (isReady = true) };
}
