import type { ShownRegistry } from './ownership.ts';

/** A process as one bus sees it. */
export interface Hearing {
  /** Of this process. */
  readonly id: string;
  readonly prefix: string;
  hears(id: string): boolean;
}

interface Unheard {
  /** Its last beat, epoch milliseconds. */
  at: number;
  /** Beats that came while it was not heard. */
  beats: number;
}

/**
 * Tells two buses from one: registries of one deployment use one control database, so each that goes on showing itself there has to be
 * heard on the bus as well. This holds for any number of NATS servers, clusters and leaf nodes, whatever they are called, and it still
 * holds when all of them are replaced.
 *
 * One whose bus has another prefix was given it on purpose, and is left out.
 */
export class UnheardRegistries {
  readonly #beatsMax: number;
  #known = new Map<string, Unheard>();

  /** @param beatsMax so many beats of a registry that is not heard are too many; fewer may be those of one that has just ended or come */
  constructor(beatsMax: number) {
    this.#beatsMax = beatsMax;
  }

  /** True while a registry is not heard that may have ended, or may come. */
  get doubtful(): boolean {
    return this.#known.size > 0;
  }

  /** @param shown all that show themselves in the control database now @returns one that is on another bus for certain */
  look(shown: readonly ShownRegistry[], bus: Hearing): ShownRegistry | undefined {
    const unheard = shown.filter(({ id, prefix }) => id !== bus.id && prefix === bus.prefix && !bus.hears(id));
    const known = this.#known;
    this.#known = new Map(unheard.map(({ id, at }) => [id, count(known.get(id), at.getTime())]));
    return unheard.find(({ id }) => (this.#known.get(id)?.beats ?? 0) >= this.#beatsMax);
  }

  /** Nothing is known of the others any more: this process did not hear anybody for a while. */
  forget(): void {
    this.#known.clear();
  }
}

function count(known: Unheard | undefined, at: number): Unheard {
  if (known === undefined) return { at, beats: 0 };
  return known.at === at ? known : { at, beats: known.beats + 1 };
}
