import { afterTheEnd } from './fates.ts';
import { APP_REQUESTS_MAX } from './limits.ts';
import type { Run } from './run.ts';
import type { Perform } from './worker-requests.ts';

/** The requests of one app's code that nobody but a client has caused. */
class Share {
  running = 0;
  readonly waiting: (() => void)[] = [];
}

/**
 * The requests of the code of each app: so many at a time, the others in their order, so that no app takes this process, and the services
 * behind it, from others. Requests of calls within calls wait for nobody: a bound that counted them would be filled by requests that wait for
 * each other.
 */
export class AppRequests {
  readonly #perform: Perform;
  readonly #shares = new Map<string, Share>();

  constructor(perform: Perform) {
    this.#perform = perform;
  }

  /** As `Perform`. @throws RequestTimeout where its call has ended before its turn came */
  readonly perform: Perform = async (app, run, request, body) => {
    if (run !== undefined && run.depth > 0) return this.#perform(app, run, request, body);
    let share = this.#shares.get(app);
    if (share === undefined) this.#shares.set(app, (share = new Share()));
    if (share.running >= APP_REQUESTS_MAX) await this.#turn(share, run);
    else share.running++;
    try {
      return await this.#perform(app, run, request, body);
    } finally {
      this.#leave(app, share);
    }
  };

  /** Waits for the place of another request. */
  async #turn(share: Share, run: Run | undefined): Promise<void> {
    await new Promise<void>((resolve) => share.waiting.push(resolve));
    if (run?.isEnded !== true) return;
    this.#hand(share);
    throw afterTheEnd();
  }

  #leave(app: string, share: Share): void {
    this.#hand(share);
    if (share.running === 0) this.#shares.delete(app);
  }

  /** Hands a place on to the request that has waited longest. */
  #hand(share: Share): void {
    const next = share.waiting.shift();
    if (next === undefined) share.running--;
    else next();
  }
}
