import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, type Answer, type Target } from './ask.ts';
import { Ledger } from './ledger.ts';

const WRITERS = 64;
const POLL_MS = 25;
const COUNTERS = 8;
/** Between two rounds of a writer, so that the load is large and does not take the whole machine. */
const THINK_MS = 20;
/** After a failure: clients wait longer, but then a short fault would meet hardly any of them. */
const RETREAT_MS = 100;
/** Between two creates that wait for nobody: while all writers hang on lost requests, these still meet the fault. */
const STEADY_MS = 50;
/** Sound rounds in a row that make a writer count as working again. */
const SOUND_ROUNDS = 3;
const FLOW_MS_MAX = 25_000;

/** The name of a class that no other load has. */
const ownName = (prefix: string): string => `${prefix}_${randomBytes(6).toString('hex')}`;

/**
 * Writers (64 unless told otherwise), each in a loop of three: create an object, read it, raise one of a few counters that many of them share. Beside them
 * objects are created at a steady pace, whatever became of the ones before.
 */
export class Load {
  readonly ledger: Ledger;
  readonly #target: Target;
  readonly #counters: readonly string[];
  readonly #rounds: { since: number; sound: number }[] = [];
  readonly #work: Promise<void>[] = [];
  #sequence = 0;
  #stopping = false;

  private constructor(target: Target, ledger: Ledger, counters: readonly string[], writers: number) {
    this.#target = target;
    this.ledger = ledger;
    this.#counters = counters;
    for (let index = 0; index < writers; index++) {
      const rounds = { since: 0, sound: 0 };
      this.#rounds.push(rounds);
      this.#work.push(this.#write(index, rounds));
    }
    this.#work.push(this.#writeSteadily());
  }

  /** Makes the classes and counters, and begins. Resolves when all writers have been through a few rounds. */
  static async begin(target: Target, writers = WRITERS): Promise<Load> {
    const ledger = new Ledger({ entry: ownName('Entry'), counter: ownName('Counter') });
    const counters: string[] = [];
    for (let index = 0; index < COUNTERS; index++) {
      const { body, text } = await ask(target, 'POST', `/classes/${ledger.classes.counter}`, { count: 0 });
      if (typeof body.objectId !== 'string') throw new Error(`No counter was created: ${text}`);
      counters.push(body.objectId);
    }
    const load = new Load(target, ledger, counters, writers);
    await load.flows();
    return load;
  }

  /** Resolves when every writer has been through a few rounds without a failure, all begun from now on. */
  async flows(): Promise<void> {
    const now = performance.now();
    for (const rounds of this.#rounds) Object.assign(rounds, { since: now, sound: 0 });
    while (!this.#rounds.every(({ sound }) => sound >= SOUND_ROUNDS)) {
      if (performance.now() > now + FLOW_MS_MAX) throw new Error(`Waited ${FLOW_MS_MAX / 1_000} s in vain for all writers to succeed.`);
      await pause(POLL_MS);
    }
  }

  /** Sends nothing more. Resolves when every answer has come. */
  async stop(): Promise<Ledger> {
    this.#stopping = true;
    await Promise.all(this.#work);
    return this.ledger;
  }

  async #write(index: number, rounds: { since: number; sound: number }): Promise<void> {
    const counter = this.#counters[index % COUNTERS] as string;
    while (!this.#stopping) {
      const begun = performance.now();
      const sound = await this.#round(counter);
      if (begun >= rounds.since) rounds.sound = sound ? rounds.sound + 1 : 0;
      await pause(sound ? THINK_MS : RETREAT_MS);
    }
  }

  /** @returns false after the first failure */
  async #round(counter: string): Promise<boolean> {
    const { classes } = this.ledger;
    const created = await this.#create();
    if (created.outcome !== 'done') return false;

    const read = await ask(this.#target, 'GET', `/classes/${classes.entry}/${String(created.body.objectId)}`);
    this.ledger.read(read);
    if (read.outcome !== 'done') return false;

    const incremented = await ask(this.#target, 'PUT', `/classes/${classes.counter}/${counter}`, {
      count: { __op: 'Increment', amount: 1 },
    });
    this.ledger.incremented(counter, incremented);
    return incremented.outcome === 'done';
  }

  async #create(): Promise<Answer> {
    const token = String(this.#sequence++);
    const answer = await ask(this.#target, 'POST', `/classes/${this.ledger.classes.entry}`, { token });
    this.ledger.created({ token, answer });
    return answer;
  }

  async #writeSteadily(): Promise<void> {
    const waiting: Promise<Answer>[] = [];
    while (!this.#stopping) {
      waiting.push(this.#create());
      await pause(STEADY_MS);
    }
    await Promise.all(waiting);
  }
}
