import type { Bus } from '@parlance/bus';
import { analytics } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { describeError, type Logger } from '@parlance/telemetry';
import type { AnsweredRequest } from './answered-request.ts';
import { KnownClients } from './known-clients.ts';
import { RequestCells } from './request-cells.ts';

/** Counters leave this process so often: a request is seen within five seconds. */
const FLUSH_MS = 1_500;
/** Different cells between two flushes; further ones are counted without class and version. */
const CELLS_MAX = 2_000;
/** Flushes that are kept while NATS is away: five minutes. */
const WAITING_MAX = 200;
/** Cells and installations of one entry of the journal: about 100 bytes each. */
const ENTRY_PARTS = 2_000;
const MINUTE_MS = 60_000;
/**
 * Counts the answered requests of this process, and hands the sums to the journal of analytics. A request costs some look-ups and
 * no I/O, whatever is counted; memory is bounded by the cells.
 */
export class RequestTally {
  readonly #isHeard: boolean;
  readonly #bus: Bus;
  readonly #logger: Logger;
  readonly #clients = new KnownClients();
  readonly #timer: NodeJS.Timeout;
  #apps = new Map<string, RequestCells>();
  #minute = 0;
  #cells = 0;
  #waiting: Uint8Array[] = [];
  #sending: Promise<void> = Promise.resolve();

  /** @param isHeard false in a deployment without analytics: nothing is counted */
  constructor(bus: Bus, logger: Logger, isHeard = true) {
    this.#isHeard = isHeard;
    this.#bus = bus;
    this.#logger = logger;
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
  }

  /**
   * @param request with an app; others count for nobody
   * @param tookMs unknown for the parts of a batch
   */
  record(request: AnsweredRequest, appVersion: string | undefined, status: number, tookMs?: number): void {
    const { app } = request;
    if (!this.#isHeard || app === undefined) return;
    const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    if (minute !== this.#minute) {
      this.#gather();
      this.#minute = minute;
    }
    let cells = this.#apps.get(app.id);
    if (cells === undefined) this.#apps.set(app.id, (cells = new RequestCells()));
    const client = this.#clients.of(request.clientVersion, appVersion);
    if (cells.count(request, client, status, tookMs, this.#cells < CELLS_MAX)) this.#cells++;
  }

  /** Resolves when the counters so far are stored, or have to wait. */
  flush(): Promise<void> {
    this.#gather();
    return (this.#sending = this.#sending.then(() => this.#send()));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  /** Makes entries of the counters, which start anew. */
  #gather(): void {
    if (this.#apps.size === 0) return;
    const counted = Array.from(this.#apps, ([app, cells]) => cells.counted(app, this.#minute));
    this.#apps = new Map();
    this.#cells = 0;
    for (let entry: analytics.CountedRequests[] = [], index = 0; index < counted.length; index++) {
      entry.push(counted[index]!);
      const parts = entry.reduce((sum, { cells, installations = [] }) => sum + cells.length + installations.length, 0);
      if (parts < ENTRY_PARTS / 2 && index < counted.length - 1) continue;
      this.#waiting.push(Buffer.from(JSON.stringify(entry)));
      entry = [];
    }
    if (this.#waiting.length > WAITING_MAX) {
      this.#logger.warn({ entries: this.#waiting.length - WAITING_MAX }, 'Counters of requests were dropped: NATS takes none.');
      this.#waiting = this.#waiting.slice(-WAITING_MAX);
    }
  }

  /** Counters that were not stored wait for the next flush; those whose fate is unknown do not, or they might be counted twice. */
  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const [entry] = this.#waiting;
      try {
        await this.#bus.append(analytics.requestsCounted, entry!);
      } catch (error) {
        if (error instanceof ParseError && error.kind === 'ServiceUnavailable') return;
        this.#logger.warn({ reason: describeError(error).message }, 'Counters of requests may be lost.');
      }
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    }
  }
}
