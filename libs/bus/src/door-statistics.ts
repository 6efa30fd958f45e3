const NANOSECONDS = 1_000_000;

/** Requests of one endpoint of a door since it opened, as the NATS services API shows them. */
export class DoorStatistics {
  #requests = 0;
  #errors = 0;
  #lastError = '';
  #ms = 0;

  /** @param error the text of the error that was answered, if one was */
  count(ms: number, error: string | undefined): void {
    this.#requests++;
    this.#ms += ms;
    if (error === undefined) return;
    this.#errors++;
    this.#lastError = error;
  }

  /** Times are in nanoseconds. */
  report(): object {
    const time = Math.round(this.#ms * NANOSECONDS);
    return {
      num_requests: this.#requests,
      num_errors: this.#errors,
      last_error: this.#lastError,
      processing_time: time,
      average_processing_time: this.#requests === 0 ? 0 : Math.round(time / this.#requests),
    };
  }
}
