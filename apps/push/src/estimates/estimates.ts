import { hash } from 'node:crypto';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { data, type RequestContext } from '@parlance/contracts';
import { asPlatform } from '@parlance/platform-objects';
import { estimateOf, type Estimate } from './estimate.ts';

/** Larger segments are estimated. */
const COUNTED_MAX = 1_000_000;
const COUNTED_MS_MAX = 2_000;
const REMEMBERED_MAX = 1_000;
const REMEMBERED_MS = 60_000;

/** How many installations segments have. A segment is counted once a minute at most, however often the composer of a push asks. */
export class Estimates {
  readonly #bus: Bus;
  readonly #remembered = new BoundedCache<string, Estimate>({ max: REMEMBERED_MAX, ttlMs: REMEMBERED_MS });

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** @throws InvalidQuery (102) and the other errors of a find */
  of(where: Readonly<Record<string, unknown>>, context: RequestContext): Promise<Estimate> {
    const key = `${context.app}|${hash('sha256', JSON.stringify(where), 'base64url')}`;
    return this.#remembered.getOrLoad(key, () => this.#count(where, context));
  }

  async #count(where: Readonly<Record<string, unknown>>, context: RequestContext): Promise<Estimate> {
    const asked = { where: { ...where }, limit: COUNTED_MAX, timeMsMax: COUNTED_MS_MAX };
    return estimateOf(await this.#bus.call(data.tallySegment, asked, asPlatform(context)));
  }
}
