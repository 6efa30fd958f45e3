import type { Answer, Outcome } from './ask.ts';

/** A create: the token that tells it from all others, and the answer. */
export interface Create {
  readonly token: string;
  readonly answer: Answer;
}

/** The bounds of a counter: by how much acknowledged increments have raised it, and by how much others may have. */
export interface Count {
  readonly acknowledged: number;
  readonly unknown: number;
}

/** The classes a load writes into, which no other does. */
export interface LoadClasses {
  readonly entry: string;
  readonly counter: string;
}

/** Every request of a load with its answer. */
export class Ledger {
  readonly classes: LoadClasses;
  readonly #answers: Answer[] = [];
  readonly #creates: Create[] = [];
  readonly #counts = new Map<string, Count>();

  constructor(classes: LoadClasses) {
    this.classes = classes;
  }

  read(answer: Answer): void {
    this.#answers.push(answer);
  }

  created(create: Create): void {
    this.#answers.push(create.answer);
    this.#creates.push(create);
  }

  incremented(objectId: string, answer: Answer): void {
    this.#answers.push(answer);
    const { acknowledged, unknown } = this.#counts.get(objectId) ?? { acknowledged: 0, unknown: 0 };
    const isUnknown = answer.outcome === 'unknown' || answer.outcome === 'severed';
    this.#counts.set(objectId, {
      acknowledged: acknowledged + (answer.outcome === 'done' ? 1 : 0),
      unknown: unknown + (isUnknown ? 1 : 0),
    });
  }

  get answers(): readonly Answer[] {
    return this.#answers;
  }

  get creates(): readonly Create[] {
    return this.#creates;
  }

  /** By the counter's objectId. */
  get counts(): ReadonlyMap<string, Count> {
    return this.#counts;
  }

  /** How many answers there are of this kind. */
  count(outcome: Outcome): number {
    return this.#answers.reduce((sum, answer) => (answer.outcome === outcome ? sum + 1 : sum), 0);
  }

  /** Answers of none of the kinds, as text. */
  otherThan(...outcomes: readonly Outcome[]): readonly string[] {
    return this.#answers.filter(({ outcome }) => !outcomes.includes(outcome)).map(describe);
  }

  /** Failed requests that were sent after `moment`, as text. */
  failuresSince(moment: number): readonly string[] {
    return this.#answers.filter(({ outcome, begun }) => outcome !== 'done' && begun > moment).map(describe);
  }

  /** The longest that a request took. */
  get slowestMs(): number {
    return this.#answers.reduce((slowest, { durationMs }) => Math.max(slowest, durationMs), 0);
  }
}

const describe = ({ text, outcome, durationMs }: Answer): string => `${outcome} after ${Math.round(durationMs)} ms, ${text}`;
