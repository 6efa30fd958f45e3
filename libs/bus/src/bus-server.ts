import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Bus } from './bus.ts';
import type { DeclaredOperation, Handler } from './handlers.ts';
import { operationOf } from './handles.ts';
import type { Serving } from './serving.ts';

const GRACE_MS_DEFAULT = 10_000;

export interface BusServerOptions {
  /** How long running handlers may take to answer once the process is asked to stop. */
  readonly graceMs?: number;
  /** All that the service's contract declares. When given, starting fails unless exactly these have a handler. */
  readonly operations?: readonly DeclaredOperation[];
}

/**
 * Nest's server side of the bus: serves the methods of controllers that carry `@Handles`.
 *
 *     app.connectMicroservice({ strategy: new BusServer(bus) }); await app.startAllMicroservices();
 *
 * It does not own the bus: the process that connected it closes it, after this has been closed.
 */
export class BusServer extends Server implements CustomTransportStrategy {
  readonly #bus: Bus;
  readonly #options: BusServerOptions;
  readonly #handlers: Handler[] = [];
  #serving: Serving | undefined;

  constructor(bus: Bus, options: BusServerOptions = {}) {
    super();
    this.#bus = bus;
    this.#options = options;
  }

  /** Called by Nest for each method with a pattern. @throws Error for a handler that no declared operation stands behind */
  override addHandler(pattern: unknown, handle: MessageHandler, isEventHandler = false, extras: Record<string, unknown> = {}): void {
    const operation = operationOf(extras);
    if (operation === undefined || isEventHandler)
      throw new Error(`The handler of ${String(pattern)} needs @Handles and an operation of libs/contracts.`);
    if (this.messageHandlers.has(operation.subject))
      throw new Error(`The operation ${operation.subject} is handled twice in this process.`);
    super.addHandler(operation.subject, handle, false, extras);
    this.#handlers.push({ operation, handle });
  }

  /** @param callback gets the fault that keeps the service from starting, if any */
  listen(callback: (error?: unknown) => void): void {
    try {
      this.#checkComplete();
      this.#serving = this.#bus.serve(this.#handlers);
      this.#bus.flush().then(() => callback(), callback);
    } catch (error) {
      callback(error);
    }
  }

  /** Takes no new work, lets running handlers answer within the grace time, and sees their answers off. */
  async close(): Promise<void> {
    const serving = this.#serving;
    this.#serving = undefined;
    await serving?.stop(this.#options.graceMs ?? GRACE_MS_DEFAULT);
  }

  /** The bus has no events of this kind; `Bus.onReconnect` tells of the connection. */
  on(event: string): never {
    throw new Error(`BusServer has no event "${event}".`);
  }

  unwrap<T>(): T {
    return this.#bus as T;
  }

  #checkComplete(): void {
    const declared = this.#options.operations;
    if (declared === undefined) return;
    const handled = new Set(this.#handlers.map(({ operation }) => operation.subject));
    const missing = declared.map(({ subject }) => subject).filter((subject) => !handled.delete(subject));
    if (missing.length > 0) throw new Error(`No handler for ${missing.join(', ')}.`);
    if (handled.size > 0) throw new Error(`The service's contract does not declare ${[...handled].join(', ')}.`);
  }
}
