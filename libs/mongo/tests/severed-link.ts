import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { credentialsOf } from '@parlance/testing';

/** A line to a real MongoDB server that tests can cut, and whose answers they can hold back. */
export class SeveredLink {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #answers = true;
  #port = 0;

  readonly #credentials: string;

  private constructor({ hostname: host, port, href }: URL) {
    this.#credentials = credentialsOf(href);
    this.#server = createServer((client) => {
      const upstream = connect(Number(port), host);
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
      client.pipe(upstream);
      upstream.on('data', (chunk) => this.#answers && client.write(chunk));
    });
  }

  static async to(uri: string): Promise<SeveredLink> {
    const link = new SeveredLink(new URL(uri));
    await new Promise<void>((done) => link.#server.listen(0, '127.0.0.1', done));
    link.#port = (link.#server.address() as AddressInfo).port;
    return link;
  }

  /** Stays the same after the line is cut. */
  get uri(): string {
    return `mongodb://${this.#credentials}127.0.0.1:${this.#port}/?directConnection=true&authSource=admin`;
  }

  /** Requests still arrive, answers no longer do. */
  holdAnswers(): void {
    this.#answers = false;
  }

  /** Ends all connections and takes no new ones. */
  async cut(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
