import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * Clients keep a connection for so long without a request: less than a gateway that stops waits before it closes one (a second). A request that
 * crosses the close of its connection is lost with every server of HTTP/1.1, and nobody but its sender can send it again.
 */
const IDLE_MS = 500;

/**
 * Sends each new connection of clients to the next of several ports, and leaves those that stand where they are, as a Service of Kubernetes
 * does in the system's kernel: nothing is between a client and the process, and nothing is tried again.
 */
export class Balancer {
  #ports: readonly number[];
  #turn = 0;
  readonly #agent = new Agent({ keepAlive: true, timeout: IDLE_MS });

  constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#agent.createConnection = () => this.#connect();
  }

  add(port: number): void {
    this.#ports = [...this.#ports, port];
  }

  /** New connections go elsewhere from now on. */
  remove(port: number): void {
    this.#ports = this.#ports.filter((other) => other !== port);
  }

  /** As Node's own `fetch`, of whose options these are used. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { method = 'GET', headers, body, signal } = init;
    return new Promise((resolve, reject) => {
      const options = { method, headers: headers as Record<string, string>, agent: this.#agent, signal: signal ?? undefined };
      const fail = (cause: Error): void => reject(cause.name === 'AbortError' ? cause : new TypeError('fetch failed', { cause }));
      const sent = request(url, options, (answer) => {
        const fields = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
        const respond = (bytes: Buffer) => resolve(new Response(bytes.toString(), { status: answer.statusCode, headers: fields }));
        buffer(answer).then(respond, fail);
      });
      sent.on('error', fail).end(body as string | undefined);
    });
  };

  close(): void {
    this.#agent.destroy();
  }

  #connect(): Socket {
    return connect(this.#ports[this.#turn++ % this.#ports.length] ?? 0, '127.0.0.1');
  }
}
