import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextLook } from 'node:timers/promises';

/**
 * Clients use a connection again for so long: less than a gateway that stops waits before it closes one (a second). A request that crosses the
 * close of its connection is lost with every server of HTTP/1.1, and nobody but its sender can send it again.
 */
const IDLE_MS = 500;

/** Keeps connections, and knows by the clock how long each has been idle: a timer comes late where a machine is busy. */
class Connections extends Agent {
  readonly #open: () => Socket;
  readonly #idleSince = new WeakMap<Duplex, number>();

  constructor(open: () => Socket) {
    super({ keepAlive: true });
    this.#open = open;
  }

  override createConnection(): Socket {
    return this.#open();
  }

  override keepSocketAlive(socket: Duplex): boolean {
    this.#idleSince.set(socket, performance.now());
    super.keepSocketAlive(socket);
    return true;
  }

  /** Lets those go that servers have closed meanwhile or that were idle for too long. */
  async renew(): Promise<void> {
    await nextLook();
    const oldest = performance.now() - IDLE_MS;
    for (const socket of Object.values(this.freeSockets).flatMap((sockets) => sockets ?? [])) {
      if ((this.#idleSince.get(socket) ?? 0) < oldest) socket.destroy();
    }
  }
}

/**
 * Sends each new connection of clients to the next of several ports, and leaves those that stand where they are, as a Service of Kubernetes
 * does in the system's kernel: nothing is between a client and the process, and nothing is tried again.
 */
export class Balancer {
  #ports: readonly number[];
  #turn = 0;
  readonly #connections = new Connections(() => this.#connect());

  constructor(ports: readonly number[]) {
    this.#ports = ports;
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
    await this.#connections.renew();
    return new Promise((resolve, reject) => {
      const options = { method, headers: headers as Record<string, string>, agent: this.#connections, signal: signal ?? undefined };
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
    this.#connections.destroy();
  }

  #connect(): Socket {
    return connect(this.#ports[this.#turn++ % this.#ports.length] ?? 0, '127.0.0.1');
  }
}
