import { setTimeout as sleep } from 'node:timers/promises';
import { ParseError } from '@parlance/errors';
import type { ClassSchema } from '@parlance/values';

/** Every lost race means that somebody else has changed the class; one does not change that often within one request by accident. */
const RACES_MAX = 20;

/** Within this, the values of a removed field are gone from all but very large classes, and callers have not given up yet. */
const WAIT_MS_MAX = 7_500;
const STEP_MS = 100;

/** Values of an older field of one of these names are still in objects. */
export function isBeingRemoved({ removing }: ClassSchema, fields: ReadonlyMap<string, unknown>): boolean {
  return removing !== undefined && [...fields.keys()].some((field) => removing.has(field));
}

/** How often, and how long, a change of a class is tried again that others were in the way of. */
export class Patience {
  readonly #text: string;
  #races = 0;
  readonly #until = Date.now() + WAIT_MS_MAX;

  /** @param text said when it is over */
  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Resolves when it is worth trying again.
   *
   * @param isRace somebody was just faster; otherwise a removal has to end first, which takes a while
   * @throws RequestTimeout (124)
   */
  async pass(isRace: boolean): Promise<void> {
    if (isRace ? ++this.#races === RACES_MAX : Date.now() >= this.#until) throw new ParseError('RequestTimeout', this.#text);
    if (!isRace) await sleep(STEP_MS);
  }
}
