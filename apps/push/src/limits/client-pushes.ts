import type { push } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { addressKey, type Throttle } from '@parlance/redis';

const MINUTE_SECONDS = 60;

/** The limit on pushes that clients send, held over all replicas. */
export class ClientPushes {
  readonly #throttle: Throttle;

  constructor(throttle: Throttle) {
    this.#throttle = throttle;
  }

  /**
   * Counts one push of a client: by its installation where it names one, else by its address.
   *
   * @throws QuotaExceeded (155, 429 with Retry-After)
   */
  async count(app: string, { installationId, address }: push.SendRequest['origin'], perMinute: number): Promise<void> {
    const hasId = installationId !== undefined && installationId !== '';
    const key = hasId ? `installation ${installationId.toLowerCase()}` : `address ${addressKey(address)}`;
    const verdict = await this.#throttle.take({ app, key }, { pointsMax: perMinute, windowSeconds: MINUTE_SECONDS });
    if (verdict.allowed) return;
    const text = `An installation may send ${perMinute} pushes in a minute.`;
    throw new ParseError('QuotaExceeded', text, { retryAfterSeconds: verdict.retryAfterSeconds });
  }
}
