import { describeError } from './logging/describe-error.ts';
import type { Logger } from './logging/logger.ts';

/** The outcome of sending, as exporters tell it: 0 is success. */
interface ExportResult {
  readonly code: number;
  readonly error?: Error;
}

interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
}

/**
 * Tells in one line that the collector takes nothing, and in one that it does again. Exporters would say so at every attempt,
 * or not at all.
 */
export class CollectorWatch {
  readonly #logger: Logger | undefined;
  #isAway = false;

  constructor(logger: Logger | undefined) {
    this.#logger = logger;
  }

  /** @returns the exporter, watched */
  over<Items, Watched extends Exporter<Items>>(exporter: Watched & Exporter<Items>): Watched {
    const send = exporter.export.bind(exporter);
    exporter.export = (items, done) =>
      send(items, (result) => {
        this.#note(result);
        done(result);
      });
    return exporter;
  }

  #note({ code, error }: ExportResult): void {
    const isAway = code !== 0;
    if (isAway === this.#isAway) return;
    this.#isAway = isAway;
    if (!isAway) this.#logger?.info('The collector takes telemetry again.');
    else
      this.#logger?.warn(
        { reason: error === undefined ? 'none given' : describeError(error).message },
        'The collector takes no telemetry; spans and metrics are dropped until it does.',
      );
  }
}
