import type { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** The outcomes of the rows of one page. */
export class RowOutcomes {
  readonly #rows: readonly number[];
  readonly #failures = new Map<number, data.RowFailure>();
  #created = 0;
  #updated = 0;

  /** @param rows index of each row in its file, by its place in the page */
  constructor(rows: readonly number[]) {
    this.#rows = rows;
  }

  created(_at: number): void {
    this.#created += 1;
  }

  updated(_at: number): void {
    this.#updated += 1;
  }

  /** @throws error itself where it is no refusal of this row, but a fault of the whole page, which is tried again */
  fail(at: number, error: unknown, objectId?: string): void {
    if (!(error instanceof ParseError) || isPassing(error)) throw error;
    const failure = { row: this.#rows[at] as number, code: error.code, error: error.message };
    this.#failures.set(at, objectId === undefined ? failure : { ...failure, objectId });
  }

  /** A step of one row, which fails with it. */
  attempt(at: number, step: () => void): void {
    try {
      step();
    } catch (error) {
      this.fail(at, error);
    }
  }

  /** @returns undefined where the step has failed, and the row with it */
  async attemptLater<R>(at: number, step: () => Promise<R>, objectId?: string): Promise<R | undefined> {
    try {
      return await step();
    } catch (error) {
      this.fail(at, error, objectId);
      return undefined;
    }
  }

  /** @param others requests a second of others */
  toReply(others: number): data.ImportedRows {
    return { created: this.#created, updated: this.#updated, failures: [...this.#failures.values()], others };
  }
}

/** Whether another attempt may go well: then the row has not failed. */
function isPassing({ kind, status }: ParseError): boolean {
  return status >= 500 || kind === 'RequestTimeout' || kind === 'RateLimited';
}
