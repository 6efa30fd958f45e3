import type { LoadRequest } from './load.ts';

/** One thing that clients do, with a check of its answer, and the goals for CPU per request relative to the peer. */
export interface Scenario {
  readonly name: string;
  readonly goal: { readonly split: number; readonly fused: number };
  /** Requests of one run, at the two concurrencies that are measured. */
  readonly amount: number;
  /** Whose key is sent; the client's unless it says otherwise. `user`: the client's, with the session of a user (users.ts). */
  readonly key?: 'master' | 'user';
  readonly next: (index: number) => LoadRequest;
  readonly check: (body: Answer) => string | undefined;
  readonly status: number;
}

/** The body of an answer. */
export type Answer = Readonly<Record<string, unknown>> & { readonly results?: readonly Readonly<Record<string, unknown>>[] };

/** For everything that only reads. */
export const READ_GOAL = { split: 0.5, fused: 0.35 };
