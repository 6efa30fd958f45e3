import type { JobPolicy } from '@parlance/app-settings';
import type { Bus } from '@parlance/bus';
import { workers } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { RunDocument } from '../database/documents.ts';
import type { JobStatus } from './job-status.ts';
import type { RunEnd, RunStore } from './run.store.ts';
import { CANCELLED, LOST, retryAfterMs, type Verdict } from './verdict.ts';

/** An attempt that could not begin is made again after that long. */
const NOT_BEGUN_MS = 2_000;

export interface EndingsNeeds {
  readonly runs: RunStore;
  readonly status: JobStatus;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The ends of attempts and runs: first in the store, then in the object that people see. */
export class Endings {
  readonly #needs: EndingsNeeds;

  constructor(needs: EndingsNeeds) {
    this.#needs = needs;
  }

  async succeeded(run: RunDocument, message: string | undefined): Promise<void> {
    await this.#end(run, { state: 'succeeded', message });
  }

  /** An attempt that did not succeed: another one follows, as the policy of the job says, or the run has failed. */
  async failed(run: RunDocument, verdict: Verdict, policy: JobPolicy): Promise<void> {
    const { runs, status, clock } = this.#needs;
    const attempt = attemptOf(run);
    const now = clock.now().getTime();
    if (verdict.kind === 'not-begun') {
      if (!(await runs.putBack(attempt, new Date(now + NOT_BEGUN_MS), false)))
        await this.#end(run, { state: 'failed', message: CANCELLED });
      return;
    }
    this.drop(run);
    const waitMs = retryAfterMs(policy, run.attempt);
    if (waitMs !== undefined && (await runs.putBack(attempt, new Date(now + waitMs), true))) {
      await status.tell(run, `Attempt ${run.attempt} of ${policy.attempts} failed: ${verdict.message ?? 'without a message.'}`);
      return;
    }
    const isCancelled = (await runs.find(run._id))?.cancelled === true;
    await this.#end(run, { state: 'failed', message: isCancelled ? CANCELLED : verdict.message });
  }

  /** An attempt of which nothing was heard for too long. The host of the code may have noted its success by itself. */
  async lost(run: RunDocument, policy: JobPolicy): Promise<void> {
    const noted = await this.#needs.status.notedEnd(run);
    if (noted !== undefined) return this.#end(run, noted);
    return this.failed(run, { kind: 'failed', message: LOST }, policy);
  }

  /** Ends a run that waits or is under way. @returns false where it has ended already */
  async cancel(run: RunDocument): Promise<boolean> {
    const { runs, clock } = this.#needs;
    const end: RunEnd = { state: 'failed', message: CANCELLED };
    const waiting = await runs.endWaiting(run._id, end, clock.now());
    if (waiting !== undefined) {
      await this.show(waiting);
      return true;
    }
    const running = await runs.cancel(run._id);
    if (running === undefined) return false;
    this.drop(running);
    await this.#end(running, end);
    return true;
  }

  /** Shows the end of a run in its object. A failure here is made good by the next look. */
  async show(run: RunDocument): Promise<void> {
    const { status, runs, clock, logger } = this.#needs;
    const { state, message, finishedAt = clock.now() } = run;
    if (state !== 'succeeded' && state !== 'failed') return;
    try {
      if (run.unmade === true) await status.make(run);
      await status.end(run, { state, message }, finishedAt);
      await runs.shown(run._id);
    } catch (error) {
      logger.warn({ err: error, app: run.a, job: run.objectId }, 'The end of a job could not be shown; the next attempt follows.');
    }
  }

  /** Tells the host of the code that an attempt is over, whoever still runs it. */
  drop({ a: app, objectId: jobId, attempt }: RunDocument): void {
    this.#needs.bus.publish(workers.jobDropped, { app, jobId, attempt });
  }

  async #end(run: RunDocument, end: RunEnd): Promise<void> {
    const ended = await this.#needs.runs.end(attemptOf(run), end, this.#needs.clock.now());
    if (ended !== undefined) await this.show(ended);
  }
}

export function attemptOf({ a: app, objectId: jobId, attempt }: RunDocument): { app: string; jobId: string; attempt: number } {
  return { app, jobId, attempt };
}
