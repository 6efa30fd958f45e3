import { MASTER } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { config, NO_APP, type Operation } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { AdminCall } from '../dispatch/admin-handler.ts';
import { continueApply } from '../schema/continue-apply.ts';
import { continueDeletion } from '../apps/deletion.ts';

/** Between two looks, in milliseconds: the pause after a crash. */
const LOOK_EVERY_MS = 3_000;
/** Time of one kind of work on one app; the next look goes on. */
const TURN_MS = 8_000;
/** Work is noted before it begins, and begins within the time of its request. */
const BEGINS_MS_MAX = 60_000;

type Ask = Pick<AdminCall, 'ask' | 'deadline'>;
/** @returns whether anything is left to do */
type Continue = (call: Ask) => Promise<boolean>;

const CONTINUES: Readonly<Record<config.Unfinished['kind'], Continue>> = {
  'apps.delete': async (call) => {
    if ((await call.ask(config.describeApp, {})).app.deletion === null) return false;
    return (await continueDeletion(call)).state === 'running';
  },
  'schema.apply': continueApply,
};

/**
 * Goes on with work that outlived its request, or the process that did it, in the name of its author. Every replica does: two at a time do
 * no harm.
 */
export class UnfinishedWork {
  readonly #bus: Bus;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(bus: Bus, logger: Logger) {
    this.#bus = bus;
    this.#logger = logger;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => {
        if (this.#timer !== undefined) this.start();
      });
    }, LOOK_EVERY_MS).unref();
  }

  /** Resolves when the turn under way has ended. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  async #look(): Promise<void> {
    // While `config` is away nothing can go on; the next look asks again.
    const { work } = await this.#callOf({ app: NO_APP })
      .ask(config.listUnfinished, {})
      .catch(() => ({ work: [] }));
    for (const one of work) {
      if (this.#timer === undefined) return;
      await this.#goOn(one).catch((error: unknown) => {
        this.#logger.warn({ err: error, app: one.app, work: one.kind }, 'Work that was begun could not go on. It is tried again.');
      });
    }
  }

  async #goOn(work: config.Unfinished): Promise<void> {
    const call = this.#callOf(work);
    const isLeft = await CONTINUES[work.kind](call).catch((error: unknown) => {
      if (error instanceof ParseError && error.kind === 'ObjectNotFound') return false; // The app is gone.
      throw error;
    });
    if (!isLeft && Date.now() - work.since > BEGINS_MS_MAX) await call.ask(config.noteUnfinished, { kind: work.kind, stage: 'end' });
  }

  #callOf({ app, author }: Pick<config.Unfinished, 'app' | 'author'>): Ask {
    const deadline = Date.now() + TURN_MS;
    const context = { app, identity: MASTER, deadline, requestId: 'unfinished', author };
    return {
      deadline,
      ask: <Request, Reply>(operation: Operation<Request, Reply>, request: Request): Promise<Reply> =>
        this.#bus.call(operation, request, context),
    };
  }
}
