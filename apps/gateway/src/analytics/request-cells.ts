import { METHODS } from 'node:http';
import type { analytics } from '@parlance/contracts';
import type { Histogram } from 'hdr-histogram-js';
import type { AnsweredRequest } from './answered-request.ts';
import { classOf } from './class-of.ts';
import type { KnownClient } from './known-clients.ts';
import { LatencyHistograms, recordTime } from './latency-histograms.ts';

/** Requests that are equal in everything that is counted. */
interface Cell {
  readonly verb: string;
  readonly status: number;
  readonly code: number | undefined;
  readonly of: readonly string[];
  times: number;
}

/** The requests of one client for one class by one route: one cell for each way in which they ended. */
interface Asked {
  readonly latencies: Histogram;
  readonly cells: Cell[];
}

/** Names of classes are shorter; a path may say anything. */
const CLASS_NAME_LENGTH_MAX = 130;
const OTHER = '(other)';
/** Installations between two flushes whose device type is to be looked up; requests of further ones are counted without it. */
const INSTALLATIONS_MAX = 1_000;
const INSTALLATION_LENGTH_MAX = 100;
const NO_CELLS: readonly Cell[] = [];
const VERBS: ReadonlySet<string> = new Set(METHODS);

/** The requests of one app between two flushes. Counting one costs the look-up of its cell and two increments; nothing is made for it. */
export class RequestCells {
  /** By route and class and client: routes and clients are known objects, so that no key has to be put together. */
  readonly #asked = new Map<AnsweredRequest['route'], Map<string, Map<KnownClient, Asked>>>();
  readonly #latencies = new LatencyHistograms();
  readonly #cells: Cell[] = [];
  /** Those beyond the bound, by values that the platform chooses. */
  readonly #others = new Map<string, Cell>();
  /** Requests of clients that do not tell their device type, by the installation that they name. */
  readonly #installations = new Map<Cell, Map<string, number>>();
  #installationCount = 0;

  /**
   * @param tookMs undefined where the time is not known
   * @param mayGrow whether there is room for a further cell
   * @returns whether there is one more cell now
   */
  count(request: AnsweredRequest, client: KnownClient, status: number, tookMs: number | undefined, mayGrow: boolean): boolean {
    const { route, className = '', code } = request;
    const verb = verbOf(request);
    const asked = this.#asked.get(route)?.get(className)?.get(client) ?? (mayGrow ? this.#open(request, client) : undefined);
    if (tookMs !== undefined) recordTime(asked?.latencies ?? this.#latencies.rest, tookMs);
    for (const cell of asked?.cells ?? NO_CELLS) {
      if (cell.status !== status || cell.code !== code || cell.verb !== verb) continue;
      cell.times++;
      if (client.deviceType === '') this.#noteInstallation(cell, request.installationId);
      return false;
    }
    if (asked === undefined || !mayGrow) return this.#countOther(request, client, status);
    const cell = { verb, status, code, of: valuesOf(nameOf(request), request, client, status), times: 1 };
    asked.cells.push(cell);
    this.#cells.push(cell);
    if (client.deviceType === '') this.#noteInstallation(cell, request.installationId);
    return true;
  }

  /** @param minute its start, epoch milliseconds */
  counted(app: string, minute: number): analytics.CountedRequests {
    const cells = [...this.#cells, ...this.#others.values()].map(({ of, times }) => ({ of, times }));
    const installations = this.#cells.flatMap((cell, index) =>
      Array.from(this.#installations.get(cell) ?? [], ([id, times]) => [index, id, times] as const),
    );
    const latencies = this.#latencies.encoded();
    return { app, minute, cells, latencies, ...(installations.length === 0 ? {} : { installations }) };
  }

  #noteInstallation(cell: Cell, id: string | undefined): void {
    if (id === undefined || id === '' || id.length > INSTALLATION_LENGTH_MAX) return;
    const noted = this.#installations.get(cell) ?? new Map<string, number>();
    const times = noted.get(id) ?? 0;
    if (times === 0 && ++this.#installationCount > INSTALLATIONS_MAX) return;
    this.#installations.set(cell, noted.set(id, times + 1));
  }

  #open(request: AnsweredRequest, client: KnownClient): Asked {
    const { route, className = '' } = request;
    const asked = { latencies: this.#latencies.of(nameOf(request)), cells: [] };
    const classes = this.#asked.get(route) ?? new Map<string, Map<KnownClient, Asked>>();
    const clients = classes.get(className) ?? new Map<KnownClient, Asked>();
    this.#asked.set(route, classes.set(className, clients.set(client, asked)));
    return asked;
  }

  #countOther(request: AnsweredRequest, client: KnownClient, status: number): boolean {
    const of = valuesOf(OTHER, request, { ...client, appVersion: '' }, status);
    const key = of.join('\n');
    const cell = this.#others.get(key);
    if (cell === undefined) this.#others.set(key, { verb: verbOf(request), status, code: request.code, of, times: 1 });
    else cell.times++;
    return cell === undefined;
  }
}

function nameOf({ route, className }: AnsweredRequest): string {
  return className?.slice(0, CLASS_NAME_LENGTH_MAX) ?? classOf(route?.path);
}

/** A client may send any word as the method of a request that no route takes. */
function verbOf({ route, method }: AnsweredRequest): string {
  return route !== undefined || VERBS.has(method) ? method : '';
}

/** In the order of REQUEST_DIMENSIONS. */
function valuesOf(className: string, request: AnsweredRequest, client: KnownClient, status: number): readonly string[] {
  const { route, code } = request;
  const { sdk, appVersion, deviceType } = client;
  return [
    className,
    verbOf(request),
    route?.operation ?? '',
    sdk,
    appVersion,
    deviceType,
    String(status),
    code === undefined ? '' : String(code),
  ];
}
