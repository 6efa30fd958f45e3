import type { push } from '@parlance/contracts';
import {
  Breaker,
  type BreakerOptions,
  type BreakerState,
  type Clock,
  type Message,
  type Outcome,
  type ProviderName,
  type PushProvider,
} from '@parlance/push';
import { pushMetrics, type WatchedWay } from '../metrics.ts';
import type { Budget } from './budget.ts';
import { DeviceRate } from './device-rate.ts';
import { Gate } from './gate.ts';

/** When it is worth asking again, for those whose turn did not come in time. */
const HELD_MS = 1_000;
/** Large pushes have so many windows of messages under way. */
const WINDOWS_MAX = 2;
/** The window of connections that tell none, and of those that are not open yet. */
const WINDOW_MIN = 100;

/** An outcome; or a message that was not handed over, since its turn has not come. It counts as no attempt. */
export type WayOutcome = Outcome | { readonly kind: 'deferred'; readonly until: number };

/** Permission to hand some messages over. */
export interface Admission {
  /** The first so many of the messages. */
  readonly admitted: number;
  /** When it is worth asking for the others; epoch milliseconds. */
  readonly until: number;
  /** The provider is out of order, and not only busy: its devices are put off, and those of others go on. */
  readonly isSick: boolean;
  /** Hands over the admitted messages, once. Never fails. Outcomes stand in the order of the messages, one for each. */
  send(messages: readonly Message[], signal: AbortSignal): Promise<readonly WayOutcome[]>;
}

/** The way to the devices of one credential, with all that protects its provider. */
export interface Way {
  /** The reason for which the provider does not accept the credential, when it does not: nothing is sent to it any more. */
  readonly refusal: string | undefined;
  /** More messages are under way than its connections carry: nothing is read ahead for it. */
  readonly isCrowded: boolean;
  /** @param patienceMs real time; a slice waits twice so long at most, and its partition then makes room for others */
  admit(wanted: number, lane: push.PushLane, patienceMs: number): Promise<Admission>;
}

export interface WayNeeds {
  readonly name: ProviderName;
  readonly provider: PushProvider;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly breaker?: BreakerOptions;
}

/**
 * The answer of FCM about the key by which it reaches Apple devices. It says nothing about the credential's other devices, so it stops
 * nobody else.
 */
const OF_SOME_DEVICES = 'THIRD_PARTY_AUTH_ERROR';

export class CredentialWay implements Way, WatchedWay {
  readonly name: ProviderName;
  readonly #provider: PushProvider;
  readonly #budget: Budget;
  readonly #now: () => number;
  readonly #breaker: Breaker;
  readonly #gate: Gate;
  readonly #devices: DeviceRate;
  readonly #endWatch: () => void;
  #refusal: string | undefined;

  constructor({ name, provider, budget, clock, breaker }: WayNeeds) {
    this.name = name;
    this.#provider = provider;
    this.#budget = budget;
    this.#now = () => clock.now().getTime();
    this.#breaker = new Breaker(this.#now, breaker);
    this.#gate = new Gate(() => WINDOWS_MAX * this.window);
    this.#devices = new DeviceRate(this.#now);
    this.#endWatch = pushMetrics.watch(this);
  }

  get refusal(): string | undefined {
    return this.#refusal;
  }

  get isCrowded(): boolean {
    return this.#gate.isFull;
  }

  get window(): number {
    return Math.max(WINDOW_MIN, this.#provider.load?.window ?? 0);
  }

  get inFlight(): number {
    return this.#gate.underWay;
  }

  get bucket(): number {
    return this.#budget.left;
  }

  get breaker(): BreakerState {
    return this.#breaker.state;
  }

  async admit(wanted: number, lane: push.PushLane, patienceMs: number): Promise<Admission> {
    const refusal = this.#refusal;
    if (refusal !== undefined) {
      const outcome: Outcome = { kind: 'authError', reason: refusal };
      return { admitted: wanted, until: 0, isSick: false, send: (messages) => Promise.resolve(messages.map(() => outcome)) };
    }
    if (this.#breaker.state === 'open' && this.#breaker.waitMs > 1) return held(this.#now() + this.#breaker.waitMs, true);
    if (lane !== 'bulk') this.#gate.pass(wanted);
    else if (!(await this.#gate.enter(wanted, patienceMs))) return held(this.#now() + HELD_MS, false);
    const afforded = await this.#budget.take(wanted, lane, patienceMs);
    const { admitted, round } = this.#breaker.admit(afforded);
    if (admitted < afforded) this.#budget.giveBack(afforded - admitted, lane);
    this.#gate.leave(wanted - admitted);
    const isSick = admitted < afforded;
    const until = this.#now() + (isSick ? this.#breaker.waitMs : HELD_MS);
    if (admitted === 0) return held(until, isSick);
    return { admitted, until, isSick, send: (messages, signal) => this.#send(messages, round, signal) };
  }

  async close(): Promise<void> {
    this.#endWatch();
    await this.#provider.close();
  }

  async #send(messages: readonly Message[], round: number, signal: AbortSignal): Promise<readonly WayOutcome[]> {
    const again = { kind: 'deferred', until: this.#now() + HELD_MS } as const;
    const isDue = messages.map(({ to }) => this.#devices.admit(to));
    const due = isDue.every(Boolean) ? messages : messages.filter((_, at) => isDue[at]);
    const began = performance.now();
    const outcomes = await this.#handOver(due, signal);
    this.#gate.leave(messages.length);
    this.#judge(outcomes, messages.length - due.length, round, performance.now() - began);
    if (due === messages) return outcomes;
    let next = 0;
    return isDue.map((is) => (is ? (outcomes[next++] ?? again) : again));
  }

  async #handOver(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    try {
      return await this.#provider.send(messages, signal);
    } catch {
      return messages.map(() => ({ kind: 'unknown', reason: 'providerFailed' })); // Some of them may have left.
    }
  }

  /** @param deferred messages of the same permission that were not handed over: they are no errors */
  #judge(outcomes: readonly Outcome[], deferred: number, round: number, ms: number): void {
    let errors = 0;
    let isThrottled = false;
    for (const outcome of outcomes) {
      if (outcome.kind === 'unknown') errors += 1;
      else if (outcome.kind === 'retry') {
        if (outcome.throttled === true) isThrottled = true;
        else errors += 1;
      } else if (outcome.kind === 'authError' && outcome.reason !== OF_SOME_DEVICES) this.#refusal = outcome.reason;
    }
    if (isThrottled) this.#budget.slowDown();
    this.#breaker.record(round, outcomes.length - errors + deferred, errors);
    pushMetrics.sent(this.name, outcomes, ms);
  }
}

function held(until: number, isSick: boolean): Admission {
  return { admitted: 0, until, isSick, send: () => Promise.resolve([]) };
}
