import { ParseError } from '@parlance/errors';
import type { Clock } from '@parlance/push';
import { withinRequest, type Logger } from '@parlance/telemetry';
import type { EndState, TransferDocument, TransferKind } from './database/transfer-document.ts';
import type { TransferStore } from './database/transfer.store.ts';
import { MalformedFile } from './import/row.ts';
import { Pace } from './pace.ts';
import { Hopeless, Left, TransferRun } from './transfer-run.ts';

/** A transfer is tried again after that long, and after twice as long with each attempt that has brought it no further. */
const AGAIN_MS = 1_000;
const AGAIN_MS_MAX = 60_000;
/** After so many attempts in a row that bring it no further a transfer has failed: about half an hour. */
const FAULTS_MAX = 40;
/** Signs of life within one lease. */
const SIGNS = 4;
const NOT_RECEIVED = 'The file was not received.';
const FAULT = 'The transfer came no further: a part of the deployment is away, or has a fault.';

/** Carries a transfer on from its place to its end. @throws Left; Hopeless, MalformedFile and ParseError that say why it cannot end well */
export type CarryOn = (run: TransferRun) => Promise<void>;

export interface RunnerNeeds {
  readonly store: TransferStore;
  readonly work: Readonly<Record<TransferKind, CarryOn>>;
  /** Whether the end of a transfer that is done is to be mailed. */
  readonly isMailed: (transfer: TransferDocument) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RunnerOptions {
  readonly leaseMs: number;
  /** Transfers that this process works on at a time. */
  readonly concurrency: number;
  /** Of the time that a transfer may work while others ask, above 0 and up to 1. */
  readonly share: number;
}

/** Takes transfers up, and carries them on. A process that is killed leaves them to another one, which goes on behind the last noted step. */
export class TransferRunner {
  readonly #needs: RunnerNeeds;
  readonly #options: RunnerOptions;
  readonly #running = new Map<string, { readonly run: TransferRun; readonly ended: Promise<void> }>();
  #isStopping = false;

  constructor(needs: RunnerNeeds, options: RunnerOptions) {
    this.#needs = needs;
    this.#options = options;
  }

  /** Takes up the transfers that this process has room for. @throws ParseError of the database */
  async look(): Promise<void> {
    const { store, clock } = this.#needs;
    const now = clock.now();
    for (const transfer of await store.claimable(now)) {
      if (this.#isStopping || this.#running.size >= this.#options.concurrency) return;
      if (this.#running.has(transfer._id)) continue;
      const claimed = await store.claim(transfer, `${transfer.kind} ${transfer.a}`, now);
      if (claimed !== undefined) this.#begin(claimed, transfer.state === 'receiving');
    }
  }

  /** Ends the attempts of this process; others go on with them at once. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const { run } of this.#running.values()) run.leave('stopping');
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  #begin(claimed: TransferDocument, isReceiving: boolean): void {
    const run = new TransferRun(claimed, this.#needs.store, new Pace(this.#options.share));
    const ended = withinRequest({ app: claimed.a, requestId: claimed.id }, () => this.#attempt(run, isReceiving)).finally(() =>
      this.#running.delete(claimed._id),
    );
    this.#running.set(claimed._id, { run, ended });
  }

  /** Never fails: an end that cannot be noted is made good by the worker that takes the transfer up next. */
  async #attempt(run: TransferRun, isReceiving: boolean): Promise<void> {
    const { logger, work } = this.#needs;
    const { document } = run;
    const signs = setInterval(() => {
      run.note().catch((error: unknown) => {
        if (!(error instanceof Left)) logger.debug({ err: error }, 'A sign of life of a transfer could not be noted.');
      });
    }, this.#options.leaseMs / SIGNS);
    try {
      try {
        if (isReceiving) throw new Hopeless(NOT_RECEIVED);
        await run.note();
        await work[document.kind](run);
        await this.#end(run, 'done');
      } catch (error) {
        await this.#settle(run, error);
      }
    } catch (error) {
      logger.warn({ err: error, app: run.app, transfer: run.id }, 'The end of an attempt at a transfer could not be noted.');
    } finally {
      clearInterval(signs);
    }
  }

  async #settle(run: TransferRun, error: unknown): Promise<void> {
    const { store, clock, logger } = this.#needs;
    if (error instanceof Left) {
      if (error.reason === 'cancelled') await this.#end(run, 'cancelled');
      if (error.reason === 'stopping') await store.putBack(run.document, clock.now(), false);
      return;
    }
    const told = toldReason(error);
    if (told !== undefined) return this.#end(run, 'failed', told);
    logger.warn({ err: error, app: run.app, transfer: run.id }, 'An attempt at a transfer failed; another one follows.');
    const faults = (await store.find(run.app, run.document.kind, run.id))?.faults ?? 0;
    if (faults >= FAULTS_MAX) return this.#end(run, 'failed', FAULT);
    const waitMs = Math.min(AGAIN_MS * 2 ** faults, AGAIN_MS_MAX);
    await store.putBack(run.document, new Date(clock.now().getTime() + waitMs), true);
  }

  async #end({ document }: TransferRun, state: EndState, error?: string): Promise<void> {
    const { store, clock, isMailed } = this.#needs;
    const now = clock.now();
    const keepsFiles = state === 'done' && document.kind === 'export';
    const end = {
      state,
      ...(error === undefined ? {} : { error }),
      ...(keepsFiles ? {} : { leavesFiles: true as const }),
      ...(state === 'done' && isMailed(document) ? { mailDueAt: now } : {}),
    };
    await store.end(document, end, now);
  }
}

/** The words for the one who has started a transfer that cannot end well; undefined for faults that may pass. */
function toldReason(error: unknown): string | undefined {
  if (error instanceof Hopeless || error instanceof MalformedFile) return error.message;
  if (!(error instanceof ParseError) || error.status >= 500) return undefined;
  return error.kind === 'RequestTimeout' || error.kind === 'RateLimited' ? undefined : error.message;
}
