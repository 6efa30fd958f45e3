import type { Bus } from '@parlance/bus';
import { analytics } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { describeError, type Logger } from '@parlance/telemetry';
import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { classOf } from './class-of.ts';
import { sdkOf } from './client-facts.ts';

/** A request that has been answered. */
export interface AnsweredRequest {
  readonly app: string;
  /** Of the route, below the mount; absent where no route was found. */
  readonly route: { readonly path: string; readonly operation: string } | undefined;
  readonly className: string | undefined;
  /** In capitals. */
  readonly verb: string;
  readonly clientVersion: string | undefined;
  readonly appVersion: string | undefined;
  readonly status: number;
  /** Of the error it was answered with. */
  readonly code: number | undefined;
  /** Unknown for the parts of a batch. */
  readonly tookMs: number | undefined;
}

/** Counters leave this process so often: a request is seen within five seconds. */
const FLUSH_MS = 1_500;
/** Different cells between two flushes; further ones are counted without class and version. */
const CELLS_MAX = 2_000;
/** Classes with a histogram of their own between two flushes, 12 KB each. */
const HISTOGRAMS_MAX = 64;
const APP_VERSION_LENGTH_MAX = 50;
/** Names of classes are shorter; a path may say anything. */
const CLASS_NAME_LENGTH_MAX = 130;
const CLIENT_VERSION_LENGTH_MAX = 50;
const SDKS_REMEMBERED_MAX = 1_000;
/** Flushes that are kept while NATS is away: five minutes. */
const WAITING_MAX = 200;
/** Cells of one entry of the journal: about 100 bytes each. */
const ENTRY_CELLS = 2_000;
const MINUTE_MS = 60_000;
/** Latencies are kept in units of 10 µs, up to 60 s, with two digits: one percent. */
const UNITS_OF_MS = 100;
const UNITS_MAX = 6_000_000;
const OTHER = '(other)';

interface AppTally {
  readonly cells: Map<string, { readonly of: readonly string[]; times: number }>;
  readonly latencies: Map<string, Histogram>;
}

/**
 * Counts the answered requests of this process, and hands the sums to the journal of analytics. A request costs a look-up or two and no
 * I/O, whatever is counted; memory is bounded by the cells.
 */
export class RequestTally {
  readonly #isHeard: boolean;
  readonly #bus: Bus;
  readonly #logger: Logger;
  readonly #sdks = new Map<string, ReturnType<typeof sdkOf>>();
  readonly #timer: NodeJS.Timeout;
  #apps = new Map<string, AppTally>();
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

  record(request: AnsweredRequest): void {
    if (!this.#isHeard) return;
    const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    if (minute !== this.#minute) {
      this.#gather();
      this.#minute = minute;
    }
    const { app, route, status, code, tookMs } = request;
    const clientVersion = request.clientVersion?.slice(0, CLIENT_VERSION_LENGTH_MAX);
    const tally = this.#tallyOf(app);
    const className = request.className?.slice(0, CLASS_NAME_LENGTH_MAX) ?? classOf(route?.path);
    const sdk = this.#sdkOf(clientVersion);
    const appVersion = request.appVersion?.slice(0, APP_VERSION_LENGTH_MAX) ?? '';
    const key = `${className}\n${request.verb}\n${route?.operation}\n${clientVersion}\n${appVersion}\n${status}\n${code}`;
    const cell = tally.cells.get(key) ?? this.#open(tally, key, className, appVersion, sdk, request);
    cell.times++;
    if (tookMs === undefined) return;
    const units = Math.min(UNITS_MAX, Math.max(1, Math.round(tookMs * UNITS_OF_MS)));
    this.#histogram(tally, '')?.recordValue(units);
    this.#histogram(tally, cell.of[0] ?? '')?.recordValue(units);
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

  #tallyOf(app: string): AppTally {
    let tally = this.#apps.get(app);
    if (tally === undefined) this.#apps.set(app, (tally = { cells: new Map(), latencies: new Map() }));
    return tally;
  }

  #open(tally: AppTally, key: string, className: string, appVersion: string, sdk: ReturnType<typeof sdkOf>, request: AnsweredRequest) {
    const { route, verb, status, code } = request;
    const isFull = this.#cells >= CELLS_MAX;
    const rest = [verb, route?.operation ?? '', sdk.sdk ?? '', isFull ? '' : appVersion.toWellFormed(), sdk.deviceType ?? ''];
    const of = [isFull ? OTHER : className, ...rest, String(status), code === undefined ? '' : String(code)];
    // Cells beyond the bound share a key, of values that the platform chooses.
    const kept = isFull ? `\n${of.join('\n')}` : key;
    let cell = tally.cells.get(kept);
    if (cell === undefined) {
      tally.cells.set(kept, (cell = { of, times: 0 }));
      this.#cells++;
    }
    return cell;
  }

  #histogram({ latencies }: AppTally, className: string): Histogram | undefined {
    let histogram = latencies.get(className);
    if (histogram === undefined && (className === '' || latencies.size < HISTOGRAMS_MAX)) {
      histogram = build({
        bitBucketSize: 32,
        autoResize: false,
        lowestDiscernibleValue: 1,
        highestTrackableValue: UNITS_MAX,
        numberOfSignificantValueDigits: 2,
        useWebAssembly: false,
      });
      latencies.set(className, histogram);
    }
    return histogram;
  }

  #sdkOf(clientVersion: string | undefined): ReturnType<typeof sdkOf> {
    if (clientVersion === undefined) return NO_SDK;
    let sdk = this.#sdks.get(clientVersion);
    if (sdk === undefined) {
      if (this.#sdks.size >= SDKS_REMEMBERED_MAX) this.#sdks.clear();
      this.#sdks.set(clientVersion, (sdk = sdkOf(clientVersion)));
    }
    return sdk;
  }

  /** Makes entries of the counters, which start anew. */
  #gather(): void {
    if (this.#apps.size === 0) return;
    const counted = Array.from(this.#apps, ([app, tally]) => countedRequests(app, this.#minute, tally));
    this.#apps = new Map();
    this.#cells = 0;
    for (let entry: analytics.CountedRequests[] = [], index = 0; index < counted.length; index++) {
      entry.push(counted[index]!);
      const cells = entry.reduce((sum, { cells: { length } }) => sum + length, 0);
      if (cells < ENTRY_CELLS / 2 && index < counted.length - 1) continue;
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

const NO_SDK: ReturnType<typeof sdkOf> = {};

function countedRequests(app: string, minute: number, { cells, latencies }: AppTally): analytics.CountedRequests {
  return {
    app,
    minute,
    cells: [...cells.values()],
    latencies: Array.from(latencies, ([className, histogram]) => ({ className, histogram: encodeIntoCompressedBase64(histogram) })),
  };
}
