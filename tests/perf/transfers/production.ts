import { setTimeout as pause } from 'node:timers/promises';
import type { LaunchedParlance } from '../../faults/deployment/launched-parlance.ts';

/** Requests that production asks in a second, and callers that ask them. */
const PER_SECOND = 60;
const CALLERS = 6;

/** Traffic of production beside a transfer: creates, and finds of the new objects. */
export class Production {
  readonly #parlance: LaunchedParlance;
  #times: number[] = [];
  #failed = 0;
  #isStopped = false;
  readonly #callers: Promise<void>[] = [];

  constructor(parlance: LaunchedParlance) {
    this.#parlance = parlance;
    for (let at = 0; at < CALLERS; at++) this.#callers.push(this.#call());
  }

  /** Latencies since the last look, in milliseconds, and requests that failed. */
  look(): { readonly p50: number; readonly p95: number; readonly requests: number; readonly failed: number } {
    const times = this.#times.toSorted((one, other) => one - other);
    const look = { p50: quantile(times, 0.5), p95: quantile(times, 0.95), requests: times.length, failed: this.#failed };
    this.#times = [];
    this.#failed = 0;
    return look;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#callers);
  }

  async #call(): Promise<void> {
    const { url, headers } = this.#parlance;
    for (let at = 0; !this.#isStopped; at++) {
      const begin = performance.now();
      const isCreate = at % 4 === 0;
      const body = isCreate ? JSON.stringify({ score: at, text: 'x'.repeat(200) }) : undefined;
      const path = isCreate ? '/classes/Production' : '/classes/Production?limit=10&order=-createdAt';
      const answer = await fetch(url + path, { method: isCreate ? 'POST' : 'GET', headers, ...(body === undefined ? {} : { body }) });
      await answer.arrayBuffer();
      if (answer.status >= 400) this.#failed += 1;
      const ms = performance.now() - begin;
      this.#times.push(ms);
      await pause(Math.max((CALLERS * 1_000) / PER_SECOND - ms, 0));
    }
  }
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;
}
