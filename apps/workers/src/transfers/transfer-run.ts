import { setTimeout as sleep } from 'node:timers/promises';
import { PLATFORM } from '@parlance/acl';
import type { RequestContext } from '@parlance/contracts';
import type { Progress, TransferDocument } from './database/transfer-document.ts';
import type { TransferStore } from './database/transfer.store.ts';
import type { Pace, Step } from './pace.ts';

/** How long one step of a transfer waits for another service. */
const STEP_MS = 30_000;

/** Why a worker leaves a transfer that has not ended: another one has it, somebody has cancelled it, or this process stops. */
export type LeaveReason = 'superseded' | 'cancelled' | 'stopping';

export class Left extends Error {
  readonly reason: LeaveReason;

  constructor(reason: LeaveReason) {
    super(`The transfer was left: ${reason}.`);
    this.reason = reason;
  }
}

/** Nothing makes this transfer go well. Its message is for the one who has started it. */
export class Hopeless extends Error {}

/** A request of the workers themselves, about one transfer. */
export function transferContext(app: string, id: string): RequestContext {
  return { app, identity: PLATFORM, requestId: id, deadline: Date.now() + STEP_MS };
}

/** One attempt of this worker at a transfer. */
export class TransferRun {
  readonly document: TransferDocument;
  readonly #store: TransferStore;
  readonly #pace: Pace;
  readonly #leave = new AbortController();

  constructor(document: TransferDocument, store: TransferStore, pace: Pace) {
    this.document = document;
    this.#store = store;
    this.#pace = pace;
  }

  get app(): string {
    return this.document.a;
  }

  get id(): string {
    return this.document.id;
  }

  /** True where an earlier worker may have made a step that nobody has noted. */
  get isRepeated(): boolean {
    return this.document.claim > 1;
  }

  /** Nobody but this transfer asks for anything: its steps may be large. */
  get isAlone(): boolean {
    return this.#pace.isAlone;
  }

  context(): RequestContext {
    return transferContext(this.app, this.id);
  }

  /** Has the attempt end before its next step. */
  leave(reason: LeaveReason): void {
    if (!this.#leave.signal.aborted) this.#leave.abort(new Left(reason));
  }

  /** @throws Left once the attempt is to end */
  assertOn(): void {
    this.#leave.signal.throwIfAborted();
  }

  /** Notes a sign of life, with or without a step. @throws Left where this worker has the transfer no more, or it is to end */
  async note(progress?: Progress): Promise<void> {
    const noted = await this.#store.note(this.document, progress);
    if (noted === undefined) this.leave('superseded');
    else if (noted.cancelled === true) this.leave('cancelled');
    this.assertOn();
  }

  /** Rests behind a step as long as its share of the time asks for. @throws Left */
  async rest(step: Step): Promise<void> {
    const ms = this.#pace.restMs(step);
    if (ms >= 1) await sleep(ms, undefined, { signal: this.#leave.signal }).catch(() => undefined);
    this.assertOn();
  }
}
