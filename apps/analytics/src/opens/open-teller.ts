import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { push } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { OpenDocument } from '../database/documents.ts';
import type { WaitingOpens } from './waiting-opens.store.ts';

const ANSWERED_MS_MAX = 9_000;
/** After a fault. */
const AGAIN_MS = 1_000;
const COMPLAINS_EVERY_MS = 60_000;

/**
 * Tells the push service of opens, beside the counting of events, which waits for none of it. Opens are removed after they were
 * recorded: a process that is killed in between tells it again, which changes nothing.
 */
export class OpenTeller {
  readonly #waiting: WaitingOpens;
  readonly #bus: Bus;
  readonly #logger: Logger;
  #running: Promise<void> | undefined;
  #again = false;
  #notBefore = 0;
  #complainedAt = 0;

  constructor(waiting: WaitingOpens, bus: Bus, logger: Logger) {
    this.#waiting = waiting;
    this.#bus = bus;
    this.#logger = logger;
  }

  /** Begins to tell the opens that wait. */
  look(): void {
    this.#again = true;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && Date.now() >= this.#notBefore) {
      this.#again = false;
      try {
        const apps = await this.#waiting.apps();
        await Promise.all(apps.map((app) => this.#tellAll(app)));
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  /** An app whose opens cannot be recorded now holds up no other. */
  async #tellAll(app: string): Promise<void> {
    try {
      for (;;) {
        const opens = await this.#waiting.oldest(app, push.OPENS_MAX);
        if (opens.length === 0) return;
        await this.#tell(app, opens);
        await this.#waiting.remove(opens.map(({ _id }) => _id));
        if (opens.length < push.OPENS_MAX) return;
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  async #tell(app: string, opens: readonly OpenDocument[]): Promise<void> {
    const context = { app, identity: PLATFORM, deadline: Date.now() + ANSWERED_MS_MAX, requestId: 'push-opens' };
    try {
      await this.#bus.call(push.recordOpens, { opens: opens.map(sentOpen) }, context);
    } catch (error) {
      // Of an app that there is no more, or that is refused for good: nobody will ask for its opens.
      if (!(error instanceof ParseError) || error.status >= 500 || error.kind === 'RequestTimeout') throw error;
      this.#logger.warn({ err: error, app, opens: opens.length }, 'Opens of pushes are not recorded.');
    }
  }

  #failed(error: unknown): void {
    this.#notBefore = Date.now() + AGAIN_MS;
    if (Date.now() - this.#complainedAt < COMPLAINS_EVERY_MS) return;
    this.#complainedAt = Date.now();
    this.#logger.warn({ err: error }, 'Opens of pushes could not be told; the next attempt follows.');
  }
}

function sentOpen({ i, h, p, t }: OpenDocument): push.SentOpen {
  const names = { ...(p === undefined ? {} : { pushId: p }), ...(h === undefined ? {} : { pushHash: h }) };
  return { installation: i, ...names, at: t.getTime() };
}
