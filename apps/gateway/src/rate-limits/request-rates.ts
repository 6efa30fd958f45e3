import type { Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { addressKey, type Throttle, tooManyRequests, type Verdict } from '@parlance/redis';
import type { App } from '../apps/app.ts';
import { BATCH } from '../batch/batch-path.ts';
import { mountsFor, readParts, type BatchRules, type Part } from '../batch/read-parts.ts';
import type { Members } from '../body/parse-body.ts';
import type { HeaderFields } from '../reply/cors.ts';
import type { RouteTable } from '../routes/route-table.ts';
import type { RateLimit } from './rate-limit.ts';
import { routeNames } from './route-names.ts';

/** A request, as far as limits need it. */
export interface LimitedRequest {
  readonly app: App;
  /** In capitals. */
  readonly method: string;
  /** Decoded segments below the mount. */
  readonly segments: readonly string[];
  readonly members: Members;
  /** The identity by the caller's keys; the session has not been looked at. */
  readonly keyHolder: Identity;
  readonly address: string;
  /** Code of the app asks it, inside of the deployment. */
  readonly isInner: boolean;
}

/** The cost of one request under one limit. */
interface Charge {
  readonly rate: RateLimit;
  readonly points: number;
}

/** The limits of apps on their requests (setting `rateLimit`), held over all gateways. */
export class RequestRates {
  readonly #throttle: Throttle;
  readonly #routes: RouteTable;
  readonly #batchMounts: BatchRules['mounts'];

  constructor(throttle: Throttle, routes: RouteTable, batchMounts: BatchRules['mounts']) {
    this.#throttle = throttle;
    this.#routes = routes;
    this.#batchMounts = batchMounts;
  }

  /** @returns undefined when no limit concerns the request */
  bill(request: LimitedRequest): RequestBill | undefined {
    const { app, keyHolder, address, isInner } = request;
    const isPrivileged = keyHolder.kind !== 'public';
    const rates = app.rateLimits.filter(
      ({ includesPrivileged, includesInner }) => (includesPrivileged || !isPrivileged) && (includesInner || !isInner),
    );
    if (rates.length === 0) return undefined;
    const parts = this.#partsOf(request);
    const charges = rates.map((rate) => ({ rate, points: this.#pointsOf(rate, request, parts) })).filter(({ points }) => points > 0);
    return charges.length === 0 ? undefined : new RequestBill(this.#throttle, app.id, addressKey(address), charges);
  }

  /** A batch costs as much as its parts: under a limit on all paths as many as it has, and not one more. */
  #pointsOf(rate: RateLimit, request: LimitedRequest, parts: readonly Part[]): number {
    const matching = parts.filter((part) => this.#isMeant(rate, part)).length;
    return matching > 0 ? matching : Number(this.#isMeant(rate, request));
  }

  #isMeant(rate: RateLimit, { method, segments }: Pick<Part, 'method' | 'segments'>): boolean {
    return rate.matches(method, routeNames(this.#routes, method, segments));
  }

  /** Of a batch that cannot be read none, since it is refused as a whole before anything runs. */
  #partsOf({ app, method, segments, members, isInner }: LimitedRequest): readonly Part[] {
    const isBatch = method === 'POST' && `/${this.#routes.resolve(method, segments)?.join('/')}` === BATCH;
    if (!isBatch) return [];
    try {
      return readParts(members, { mounts: mountsFor(isInner, this.#batchMounts), limit: app.settings.batchLimit, denied: [] });
    } catch (error) {
      if (error instanceof ParseError) return [];
      throw error;
    }
  }
}

/** A charge that was paid, or could not be. */
interface Paid {
  readonly rate: RateLimit;
  readonly verdict: Verdict;
}

/** Pages may read the fields that follow it; browsers hide others from them. */
const EXPOSED = ['Access-Control-Expose-Headers', 'RateLimit, RateLimit-Policy, Retry-After'] as const;

/** The charges that a request has to pay before it goes on. */
export class RequestBill {
  readonly #throttle: Throttle;
  readonly #app: string;
  readonly #address: string;
  readonly #charges: readonly Charge[];
  readonly #paid: Paid[] = [];

  constructor(throttle: Throttle, app: string, address: string, charges: readonly Charge[]) {
    this.#throttle = throttle;
    this.#app = app;
    this.#address = address;
    this.#charges = charges;
  }

  /** Zones `ip` and `global`. @throws RateLimited (100, 429) */
  beforeSession(): Promise<void> {
    return this.#pay(({ zone }) => (zone === 'ip' ? this.#address : zone === 'global' ? '' : undefined));
  }

  /** Zones `user` and `session`, by a session that was found to be live: made up tokens begin no counts. @throws RateLimited (100, 429) */
  afterSession(identity: Identity): Promise<void> {
    return this.#pay(({ zone }) => {
      if (zone !== 'user' && zone !== 'session') return undefined;
      if (identity.kind !== 'user') return `address ${this.#address}`;
      return zone === 'session' && identity.sessionId !== undefined ? `session ${identity.sessionId}` : `user ${identity.userId}`;
    });
  }

  /**
   * The standard header fields about limits, in the form of draft-ietf-httpapi-ratelimit-headers-08 and later: the limits that concern
   * the request, and how much of each is left, for how many seconds.
   */
  fields(): HeaderFields {
    if (this.#paid.length === 0) return [];
    const policies = this.#paid.map(({ rate: { name, limit } }) => `${name};q=${limit.pointsMax};w=${limit.windowSeconds}`);
    const left = this.#paid.map(({ rate: { name }, verdict }) => `${name};r=${verdict.remaining};t=${verdict.resetSeconds}`);
    return ['RateLimit-Policy', policies.join(', '), 'RateLimit', left.join(', '), ...EXPOSED];
  }

  /** @param who the name that is counted; undefined for a limit that is not looked at now */
  async #pay(who: (rate: RateLimit) => string | undefined): Promise<void> {
    const due = this.#charges.flatMap(({ rate, points }) => {
      const name = who(rate);
      return name === undefined ? [] : [{ rate, points, counted: { app: this.#app, key: `${rate.id} ${name}` } }];
    });
    const verdicts = await Promise.all(due.map(({ rate, points, counted }) => this.#throttle.take(counted, rate.limit, points)));
    let longest: { verdict: Verdict; text: string } | undefined;
    for (const [index, verdict] of verdicts.entries()) {
      if (due[index] !== undefined) this.#paid.push({ rate: due[index].rate, verdict });
      const isLonger = verdict.retryAfterSeconds > (longest?.verdict.retryAfterSeconds ?? 0);
      if (!verdict.allowed && isLonger) longest = { verdict, text: due[index]?.rate.text ?? '' };
    }
    if (longest !== undefined) throw tooManyRequests(longest.verdict, longest.text);
  }
}
