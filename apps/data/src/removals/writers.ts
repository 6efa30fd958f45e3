import { randomUUID } from 'node:crypto';
import { GRACE_MS } from './grace.ts';
import type { WriterStore } from './writer.store.ts';
import { WRITER_LEASE_MS } from './writer.store.ts';

/** A registration is renewed beside the writes from this age on. */
const RENEW_AFTER_MS = WRITER_LEASE_MS / 4;
/** From this age on a write waits for the renewal: the rest of the lease is longer than any request takes. */
const BELIEVED_MS = WRITER_LEASE_MS / 2;

/** How processes that write to one app hear of each other. */
export interface WriterBus {
  /** Asks every process to confirm that it knows of the change of a class, under this id. */
  ask(className: string, id: string): void;
  confirm(id: string, worker: string): void;
  /** @returns a function that ends it */
  onConfirmed(heard: (id: string, worker: string) => void): () => void;
}

/**
 * The writes of this process to one app, and the way to know that no process writes any more by an earlier form of a class.
 *
 * A process that writes is registered in the app's database first, and reads classes anew after it was registered. So a process that
 * changes a class, and then reads the registrations, knows all that may believe in the class as it was; every other one reads it after
 * the change. The registered ones forget the class, let their running writes end, and confirm. Nobody waits where no other process is
 * registered. One that does not confirm, since it has died or hears nothing, is waited for by the clock (grace.ts): the bus may fail
 * without harm.
 */
export class Writers {
  /** The name that this process signs its work with. */
  readonly worker: string;
  readonly #store: WriterStore;
  readonly #bus: WriterBus;
  readonly #forgetAll: () => void;
  readonly #running = new Set<Promise<unknown>>();
  /** Epoch milliseconds, before the registration was sent: the lease ends later than this says. */
  #registeredAt = Number.NEGATIVE_INFINITY;
  #registering: Promise<void> | undefined;

  /** @param forgetAll forgets all classes of the app */
  constructor(store: WriterStore, bus: WriterBus, forgetAll: () => void, worker: string = randomUUID()) {
    this.worker = worker;
    this.#store = store;
    this.#bus = bus;
    this.#forgetAll = forgetAll;
  }

  /** Runs a write: registered, and waited for by those who change classes. `write` looks up no class before it is called. */
  async run<R>(write: () => Promise<R>): Promise<R> {
    const waiting = this.#registered();
    if (waiting !== undefined) await waiting;
    const running = write();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /**
   * Resolves when every write by the class as it was has ended: when all processes have confirmed that, or when the time is over in which
   * one may believe in it.
   */
  async settled(className: string): Promise<void> {
    const end = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, GRACE_MS)));
    try {
      await Promise.race([timeUp, this.#confirmed(className, end.signal)]);
    } finally {
      clearTimeout(timer);
      end.abort();
    }
  }

  /** Confirms a change that another process asks about. The class is forgotten by now. */
  async confirm(id: string): Promise<void> {
    await this.#ended();
    this.#bus.confirm(id, this.worker);
  }

  /** The last thing before the connections close. */
  async leave(): Promise<void> {
    if (this.#registeredAt === Number.NEGATIVE_INFINITY) return;
    this.#registeredAt = Number.NEGATIVE_INFINITY;
    await this.#store.leave(this.worker);
  }

  async #confirmed(className: string, signal: AbortSignal): Promise<void> {
    const heard = new Set<string>();
    const id = randomUUID();
    let check: () => void = () => undefined;
    const stop = this.#bus.onConfirmed((confirmed, worker) => {
      if (confirmed !== id) return;
      heard.add(worker);
      check();
    });
    signal.addEventListener('abort', stop);
    const others = await this.#others();
    if (others.length > 0) {
      await new Promise<void>((resolve) => {
        check = () => {
          if (others.every((worker) => heard.has(worker))) resolve();
        };
        this.#bus.ask(className, id);
        check();
      });
    }
    await this.#ended();
  }

  /** Never resolves when the registrations cannot be read: then the clock decides. */
  async #others(): Promise<readonly string[]> {
    try {
      return await this.#store.others(this.worker);
    } catch {
      return new Promise(() => undefined);
    }
  }

  async #ended(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  /** @returns undefined when there is nothing to wait for */
  #registered(): Promise<void> | undefined {
    const age = Date.now() - this.#registeredAt;
    if (age < RENEW_AFTER_MS) return undefined;
    this.#registering ??= this.#register(age >= BELIEVED_MS).finally(() => (this.#registering = undefined));
    if (age >= BELIEVED_MS) return this.#registering;
    this.#registering.catch(() => undefined); // The next write that needs the registration tries again, and is told.
    return undefined;
  }

  /** @param wasAway classes that were read while it was may have changed without a word */
  async #register(wasAway: boolean): Promise<void> {
    const sentAt = Date.now();
    await this.#store.register(this.worker);
    this.#registeredAt = sentAt;
    if (wasAway) this.#forgetAll();
  }
}
