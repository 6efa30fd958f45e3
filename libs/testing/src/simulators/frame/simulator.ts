import { changeSchema, GENERAL_FATES, QUIET_BEHAVIOURS, type Behaviours, type Change, type GeneralFate } from './behaviours.ts';
import type { Answer, Exchange } from './exchange.ts';
import { Journal } from './journal.ts';
import { lognormal, mulberry32, type Random } from './random.ts';
import { RequestLog, type LoggedRequest } from './request-log.ts';
import { Scripts, type ScriptedFate } from './scripts.ts';
import { TokenBucket } from './token-bucket.ts';

/** Parts of an answer beyond its name. */
export interface AnswerFacts {
  readonly retryAfterSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly goneSince?: number;
  /** For people: the thing that is wrong with the request. */
  readonly detail?: string;
}

/** The differences between one simulator and another, as far as the frame is concerned. */
export interface SimulatorDefinition {
  /** In addresses of the control API, in small letters. */
  readonly name: string;
  readonly behaviours: readonly (keyof Behaviours)[];
  /** The simulator's answers by name, without the plain success. */
  readonly answers: Readonly<Record<string, (facts: AnswerFacts, exchange: Exchange) => Answer>>;
  /** Names of the answers for a full rate limit, and for an outage. */
  readonly throttled: string;
  readonly outage: string;
}

export interface SimulatorContext {
  readonly seed: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A message that passed the provider's checks. */
export interface Arrival {
  /** Scripts and the journal know the device by it. */
  readonly token: string;
  readonly pushId: string;
  readonly payload: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** The answer to `GET /_control/<simulator>`. */
export interface SimulatorReport {
  readonly name: string;
  readonly counters: Readonly<Record<string, number>>;
  readonly behaviours: Partial<Behaviours>;
  readonly scripts: { readonly tokens: number; readonly prefixes: number };
  readonly requests: readonly LoggedRequest[];
  readonly journal: ReturnType<Journal['summary']>;
}

/** A change makes no sense for this simulator. */
export class ControlError extends Error {}

/** The part that all simulators share: counts, disturbances, scripts and the journal. The rules of a provider stand beside it. */
export class Simulator {
  readonly journal = new Journal();
  private readonly counters = new Map<string, number>();
  private readonly log = new RequestLog();
  private readonly scripts = new Scripts();
  private random: Random;
  private seed: number;
  private bucket: TokenBucket | undefined;
  private current: Behaviours = QUIET_BEHAVIOURS;
  private changedAt: number;
  private sinceChange = 0;
  private readonly listeners = new Set<(reset: boolean) => void>();

  readonly definition: SimulatorDefinition;
  private readonly context: SimulatorContext;

  constructor(definition: SimulatorDefinition, context: SimulatorContext) {
    this.definition = definition;
    this.context = context;
    this.seed = context.seed;
    this.random = mulberry32(this.seed);
    this.changedAt = context.now();
  }

  get behaviours(): Behaviours {
    return this.current;
  }

  /** Requests since the behaviours were last changed. */
  get requestsSinceChange(): number {
    return this.sinceChange;
  }

  now(): number {
    return this.context.now();
  }

  count(counter: string): void {
    this.counters.set(counter, (this.counters.get(counter) ?? 0) + 1);
  }

  /** Hears of each change, before it is acted upon, and whether it goes back to the start. */
  onChange(listener: (reset: boolean) => void): void {
    this.listeners.add(listener);
  }

  /** The outage that lasts now. */
  outage(): Behaviours['outages'][number] | undefined {
    if (this.current.outages.length === 0) return undefined;
    const elapsed = this.now() - this.changedAt;
    return this.current.outages.find(({ startsInMs, lastsMs }) => elapsed >= startsInMs && elapsed < startsInMs + lastsMs);
  }

  /** Notes a request, and tells whether it goes on; an outage ends it here. */
  admit(exchange: Exchange): boolean {
    this.sinceChange += 1;
    this.count('requests');
    this.log.add(this.now(), exchange);
    const outage = this.outage();
    if (outage === undefined) return true;
    const { how, retryAfterSeconds } = outage;
    this.count(`outage ${how}`);
    if (how === 'answer') this.answer(exchange, this.definition.outage, { retryAfterSeconds });
    if (how === 'cut') exchange.connection.cut();
    return false;
  }

  /** Ends a request by one of the provider's answers. */
  answer(exchange: Exchange, name: string, facts: AnswerFacts = {}): void {
    const answer = this.definition.answers[name]?.({ ...facts, goneSince: facts.goneSince ?? this.now() }, exchange);
    if (answer === undefined) throw new Error(`The simulator ${this.definition.name} has no answer ${name}.`);
    this.count(`answer ${name}`);
    exchange.outcome = `${answer.status} ${name}`;
    this.later(() => exchange.answer(answer, this.current.slowBody?.everyMs));
  }

  /** Hands a message to its device, or gives it another fate as scripts and behaviours say. */
  deliver(exchange: Exchange, arrival: Arrival, success: Answer | (() => Answer)): void {
    this.settle(exchange, arrival.token, success, () => this.journal.record({ ...arrival, at: this.now() }));
  }

  /**
   * Ends a good request as scripts and behaviours say.
   *
   * @param subject scripts know it by this name: a device's token, or the client of a token endpoint
   * @param take called when the request has an effect
   */
  settle(exchange: Exchange, subject: string, success: Answer | (() => Answer), take: () => void): void {
    const { fate, ...facts } = this.fateOf(subject);
    if (!isGeneral(fate)) return this.answer(exchange, fate, facts);
    this.count(fate === 'accept' ? 'answer success' : `fate ${fate}`);
    exchange.outcome = fate;
    if (fate !== 'refuse' && fate !== 'kill-before') take();
    this.end(fate, exchange, success);
  }

  /** @throws ControlError or a ZodError, and then nothing has changed */
  change(input: Change): void {
    const { reset, seed, behaviours, scripts } = changeSchema.parse(input);
    for (const key of Object.keys(behaviours ?? {})) {
      if (!this.definition.behaviours.some((known) => known === key)) {
        throw new ControlError(`${this.definition.name} has no behaviour "${key}"; it has ${this.definition.behaviours.join(', ')}.`);
      }
    }
    for (const { fate } of behaviours?.failures ?? []) this.checkFate(fate);
    for (const { fates } of scripts ?? []) fates.forEach((fate) => this.checkFate(fate));
    for (const listener of this.listeners) listener(reset === true);
    if (reset === true) this.reset();
    if (seed !== undefined) {
      this.seed = seed;
      this.random = mulberry32(seed);
    }
    if (behaviours !== undefined) this.behave({ ...this.current, ...behaviours });
    for (const script of scripts ?? []) this.scripts.add(script);
  }

  report(requests = 100): SimulatorReport {
    const { name, behaviours } = this.definition;
    return {
      name,
      counters: Object.fromEntries([...this.counters, ['taken', this.journal.length]]),
      behaviours: Object.fromEntries(behaviours.map((key) => [key, this.current[key]])),
      scripts: this.scripts.count,
      requests: this.log.last(requests),
      journal: this.journal.summary(),
    };
  }

  private fateOf(token: string): ScriptedFate {
    const scripted = this.scripts.next(token);
    if (scripted !== undefined) return scripted;
    if (this.bucket !== undefined && !this.bucket.take(this.now())) {
      return { fate: this.definition.throttled, retryAfterSeconds: this.current.rateLimit?.retryAfterSeconds };
    }
    for (const { share, ...failure } of this.current.failures) {
      if (this.random() < share) return failure;
    }
    return { fate: 'accept' };
  }

  private end(fate: GeneralFate, exchange: Exchange, success: Answer | (() => Answer)): void {
    switch (fate) {
      case 'accept':
        return this.later(() => exchange.answer(typeof success === 'function' ? success() : success, this.current.slowBody?.everyMs));
      case 'reset':
      case 'refuse':
        return exchange.abandon(fate);
      case 'kill-before':
      case 'kill-after':
        return exchange.connection.cut();
      case 'silence':
        return;
    }
  }

  private later(act: () => void): void {
    const { latency } = this.current;
    if (latency === null) return act();
    const ms = latency.kind === 'fixed' ? latency.ms : lognormal(this.random, latency.medianMs, latency.sigma);
    setTimeout(act, ms).unref();
  }

  private checkFate(fate: string): void {
    if (isGeneral(fate) || Object.hasOwn(this.definition.answers, fate)) return;
    const known = [...GENERAL_FATES, ...Object.keys(this.definition.answers)];
    throw new ControlError(`${this.definition.name} has no fate "${fate}"; it has ${known.join(', ')}.`);
  }

  private behave(behaviours: Behaviours): void {
    this.current = behaviours;
    this.changedAt = this.now();
    this.sinceChange = 0;
    const limit = behaviours.rateLimit;
    this.bucket = limit === null ? undefined : new TokenBucket(limit.perSecond, limit.burst, this.changedAt);
  }

  private reset(): void {
    this.counters.clear();
    this.log.clear();
    this.scripts.clear();
    this.journal.clear();
    this.random = mulberry32(this.seed);
    this.behave(QUIET_BEHAVIOURS);
  }
}

const isGeneral = (fate: string): fate is GeneralFate => GENERAL_FATES.some((known) => known === fate);
