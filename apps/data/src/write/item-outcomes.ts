import { ParseError, type ErrorBody } from '@parlance/errors';

/** One element of a batch's answer. */
export type ItemOutcome = { readonly success: unknown } | { readonly error: ErrorBody };

/** The outcome of each of several writes: one item's error leaves the others as they are. */
export class ItemOutcomes {
  readonly #outcomes: (ItemOutcome | undefined)[];
  readonly #tell: (error: ParseError) => ErrorBody;

  /** @param tell the body of an answer that carries an error */
  constructor(count: number, tell: (error: ParseError) => ErrorBody) {
    this.#tell = tell;
    this.#outcomes = new Array<ItemOutcome | undefined>(count).fill(undefined);
  }

  /**
   * The next step of several items. An item whose step throws an error for the client fails with it, alone.
   * @returns the results of the step for the others
   */
  map<T extends { readonly place: number }, R>(items: readonly T[], step: (item: T) => R): R[] {
    const results: R[] = [];
    for (const item of items) {
      try {
        results.push(step(item));
      } catch (error) {
        this.fail(item.place, error);
      }
    }
    return results;
  }

  succeed(place: number, success: unknown): void {
    this.#outcomes[place] = { success };
  }

  /** @throws `error` itself when it is not for clients: then something is wrong with the platform, not with one item */
  fail(place: number, error: unknown): void {
    if (!(error instanceof ParseError)) throw error;
    this.#outcomes[place] = { error: this.#tell(error) };
  }

  /** Fails every item that has no outcome yet. */
  failOthers(error: unknown): void {
    for (const [place, outcome] of this.#outcomes.entries()) if (outcome === undefined) this.fail(place, error);
  }

  toJSON(): readonly (ItemOutcome | undefined)[] {
    return this.#outcomes;
  }
}
