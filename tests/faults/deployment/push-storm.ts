import { setTimeout as pause } from 'node:timers/promises';
import type { Simulators } from '@parlance/testing';
import type { RunningProcess } from '../../../tools/launcher/processes.ts';
import type { LaunchedParlance } from './launched-parlance.ts';

/** A disturbance that comes once, when so many messages have arrived. */
export interface StormEvent {
  readonly arrived: number;
  readonly happens: () => Promise<void>;
}

export interface StormReport {
  /** How often all workers were ended by SIGKILL. */
  readonly kills: number;
  /** How often the provider cut all of its connections. */
  readonly cuts: number;
  readonly seconds: number;
}

/** So long a worker lives, from the moment at which it is ready: longer only if it has sent nothing yet, as the machine is busy. */
const LIFE_MS = 2_000;
const POLL_MS = 100;
const ENDED = new Set(['succeeded', 'failed', 'canceled']);

/**
 * Disturbs a deployment until a push has ended: after two seconds of work all workers are killed, in every second life the provider cuts its
 * connections, and each event of the list comes once.
 */
export class Storm {
  readonly #parlance: LaunchedParlance;
  readonly #pushId: string;
  readonly #apns: Simulators['apns'];
  readonly #events: StormEvent[];
  #kills = 0;
  #cuts = 0;
  #hasEnded = false;

  constructor(parlance: LaunchedParlance, pushId: string, apns: Simulators['apns'], events: readonly StormEvent[]) {
    this.#parlance = parlance;
    this.#pushId = pushId;
    this.#apns = apns;
    this.#events = [...events];
  }

  /** Resolves when the push has ended. @throws Error after so many milliseconds */
  async until(timeoutMs: number): Promise<StormReport> {
    const began = performance.now();
    const late = AbortSignal.timeout(timeoutMs);
    await Promise.all([this.#watch(late), this.#killWorkers(late), this.#happen(late)]);
    if (!this.#hasEnded) throw new Error(`The push had not ended after ${timeoutMs / 1_000} s, and ${this.#apns.journal.length} messages.`);
    return { kills: this.#kills, cuts: this.#cuts, seconds: Math.round((performance.now() - began) / 100) / 10 };
  }

  #goesOn(late: AbortSignal): boolean {
    return !this.#hasEnded && !late.aborted;
  }

  async #watch(late: AbortSignal): Promise<void> {
    const { url, masterHeaders: headers } = this.#parlance;
    while (this.#goesOn(late)) {
      const response = await fetch(`${url}/classes/_PushStatus/${this.#pushId}`, { headers }).catch(() => undefined);
      const { status } = ((await response?.json().catch(() => undefined)) ?? {}) as { status?: string };
      this.#hasEnded = status !== undefined && ENDED.has(status);
      await pause(POLL_MS);
    }
  }

  async #killWorkers(late: AbortSignal): Promise<void> {
    let spare: RunningProcess | undefined;
    while (this.#goesOn(late)) {
      await this.#life(late);
      if (!this.#goesOn(late)) break;
      // The launcher waits longer before each restart, so that another process takes the place of its own.
      await this.#parlance.killAll('workers', spare);
      this.#kills += 1;
      if (this.#kills % 2 === 0) {
        this.#apns.cutAll();
        this.#cuts += 1;
      }
      spare = await this.#parlance.addReplica('workers').catch(() => undefined); // The bus may be away just now.
    }
  }

  async #life(late: AbortSignal): Promise<void> {
    const [began, arrived] = [performance.now(), this.#apns.journal.length];
    const isOver = () => performance.now() - began >= LIFE_MS && this.#apns.journal.length > arrived;
    while (!isOver() && this.#goesOn(late)) await pause(POLL_MS);
  }

  async #happen(late: AbortSignal): Promise<void> {
    while (this.#goesOn(late)) {
      const [next] = this.#events;
      if (next !== undefined && this.#apns.journal.length >= next.arrived) {
        this.#events.shift();
        await next.happens();
      }
      await pause(POLL_MS);
    }
  }
}
