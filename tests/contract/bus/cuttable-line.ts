import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { credentialsOf } from '@parlance/testing';

/** A TCP line to a real NATS server that can be cut, held and restored, to lose connections at a chosen moment. */
export class CuttableLine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #open = true;
  #held = false;
  #swallowed = 0;
  #bytesLeft = Number.POSITIVE_INFINITY;

  readonly #credentials: string;

  private constructor(target: URL) {
    this.#credentials = credentialsOf(target.href);
    this.#server = createServer((near) => {
      if (!this.#open) {
        near.destroy();
        return;
      }
      const far = connect(Number(target.port), target.hostname);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined); // cutting is the purpose
        socket.on('close', () => [near, far].forEach((end) => end.destroy()));
      }
      near.on('data', (bytes) => {
        if (this.#held) this.#swallowed += bytes.length;
        else far.write(bytes);
      });
      far.on('data', (bytes) => {
        this.#bytesLeft -= bytes.length;
        if (this.#bytesLeft >= 0) near.write(bytes);
      });
    });
  }

  static async to(url: string): Promise<CuttableLine> {
    const line = new CuttableLine(new URL(url));
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get url(): string {
    return `nats://${this.#credentials}127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get exhausted(): boolean {
    return this.#bytesLeft < 0;
  }

  /** Bytes that were lost while the line was held. */
  get swallowed(): number {
    return this.#swallowed;
  }

  /** Everything sent from here on is lost on the way, without anybody noticing yet. */
  hold(): void {
    this.#held = true;
  }

  /** Lets this many more bytes from the server through, and loses the rest. */
  limit(bytes: number): void {
    this.#bytesLeft = bytes;
  }

  cut(): void {
    this.#open = false;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  restore(): void {
    this.#open = true;
    this.#held = false;
    this.#bytesLeft = Number.POSITIVE_INFINITY;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
