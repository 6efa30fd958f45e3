import { ParseError, type ErrorBody } from '@parlance/errors';

/** One element of a batch's answer. */
export type ItemOutcome = { readonly success: unknown } | { readonly error: ErrorBody };

/** The outcome of each of several writes: one item's error leaves the others as they are. */
export class ItemOutcomes {
  readonly #outcomes: (ItemOutcome | undefined)[];
  readonly #tell: (error: ParseError) => ErrorBody;
  readonly #onFault: (fault: unknown) => void;

  /**
   * @param tell the body of an answer that carries an error
   * @param onFault told of every error that is not for clients: nobody else hears of it
   */
  constructor(count: number, tell: (error: ParseError) => ErrorBody, onFault: (fault: unknown) => void) {
    this.#tell = tell;
    this.#outcomes = new Array<ItemOutcome | undefined>(count).fill(undefined);
    this.#onFault = onFault;
  }

  /**
   * The next step of several items. An item whose step throws fails with it, alone.
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

  /**
   * An error that is not for clients is a fault of the platform for this item alone: the outcomes of the others are known, and must be told,
   * since clients save again each object that they take for not stored.
   */
  fail(place: number, error: unknown): void {
    if (!(error instanceof ParseError)) this.#onFault(error);
    this.#outcomes[place] = { error: this.#tell(error instanceof ParseError ? error : internalError()) };
  }

  /** Fails every item that has no outcome yet. */
  failOthers(error: unknown): void {
    for (const [place, outcome] of this.#outcomes.entries()) if (outcome === undefined) this.fail(place, error);
  }

  toJSON(): readonly (ItemOutcome | undefined)[] {
    return this.#outcomes;
  }
}

function internalError(): ParseError {
  return new ParseError('InternalServerError', 'Internal server error.');
}
