import type { RequestContext } from '@parlance/contracts';
import type { z } from 'zod';

/** Any `Operation` of libs/contracts, its types forgotten: the part that the bus itself needs. */
export interface DeclaredOperation {
  readonly subject: string;
  readonly request: z.ZodType;
  readonly reply: { readonly kind: 'rest' | 'http' | 'stream' } | { readonly kind: 'json'; readonly schema: z.ZodType };
  readonly retry: 'safe' | 'never';
  readonly deadlineMs: number;
  readonly errors?: 'open';
  readonly body?: 'bytes';
}

/** An operation and its handler. `handle` may return the reply, a promise of it, or an observable whose first value it is. */
export interface Handler {
  readonly operation: DeclaredOperation;
  readonly handle: (request: unknown, context: RequestContext) => unknown;
}

/** How the process runs one handler, whoever asks: used by calls inside the process and by those from NATS. */
export type Runner = (request: unknown, context: RequestContext) => Promise<unknown>;

/** The operations this process serves. */
export class LocalHandlers {
  readonly #runners = new Map<string, Runner>();

  get(subject: string): Runner | undefined {
    return this.#runners.get(subject);
  }

  /** Adds all or none. @throws Error when an operation has a handler already: each is handled in one place */
  add(runners: ReadonlyMap<string, Runner>): void {
    for (const subject of runners.keys()) {
      if (this.#runners.has(subject)) throw new Error(`The operation ${subject} is handled twice in this process.`);
    }
    for (const [subject, runner] of runners) this.#runners.set(subject, runner);
  }

  remove(subject: string): void {
    this.#runners.delete(subject);
  }
}
