import type { Connect, Connected } from '../channel/messages.ts';
import type { ConnectOut } from './egress.ts';
import { CONNECTING_MAX } from './limits.ts';

/** The connections to other machines that one process waits for. */
export class WorkerConnects {
  readonly #app: string;
  readonly #connect: ConnectOut;
  readonly #tell: (answer: Connected) => void;
  #connecting = 0;

  constructor(app: string, connect: ConnectOut, tell: (answer: Connected) => void) {
    this.#app = app;
    this.#connect = connect;
    this.#tell = tell;
  }

  take({ call, host, port }: Connect): void {
    if (this.#connecting >= CONNECTING_MAX)
      return this.#tell({ call, error: { code: 'EMFILE', message: 'Too many connections are being made.' } });
    this.#connecting++;
    void this.#connect(this.#app, host, port).then((answer) => {
      this.#connecting--;
      this.#tell({ call, ...answer });
    });
  }
}
