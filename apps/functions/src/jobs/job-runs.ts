import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { functions, workers, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { JOB_STATUS } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { Logger } from '@parlance/telemetry';
import { JobMessages } from './job-messages.ts';

/** How often workers are told of the attempts under way: several times within their patience. */
const ALIVE_MS = 3_000;
const STEP_MS = 30_000;
const RUNNING = { status: 'running' };

/** The connections of one attempt with those that have asked for it. */
export interface JobRun {
  /** Aborted when the workers have given the attempt up: the run ends then. */
  readonly signal: AbortSignal;
  /** A text that the job tells on its way. */
  readonly tell: (message: string) => void;
}

/** Runs the code of a job to its end. @returns the text that the job returns, if it returns one @throws the error of the code */
export type RunJobCode = (request: functions.RunJobRequest, context: RequestContext, run: JobRun) => Promise<string | undefined>;

interface Attempt {
  readonly app: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly end: AbortController;
}

/**
 * The attempts at jobs that this process has under way. It tells the workers that they are alive and how they end, whether or not the one
 * that has asked is still there, stores their messages and successes, and ends those that the workers have given up.
 */
export class JobRuns {
  readonly #bus: Bus;
  readonly #objects: PlatformObjects;
  readonly #logger: Logger;
  readonly #attempts = new Set<Attempt>();
  readonly #endListening: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(bus: Bus, objects: PlatformObjects, logger: Logger) {
    this.#bus = bus;
    this.#objects = objects;
    this.#logger = logger;
    this.#endListening = bus.subscribe(workers.jobDropped, (dropped) => this.#drop(dropped));
  }

  /** Runs an attempt. An earlier one of the same run ends first. */
  async run(request: functions.RunJobRequest, context: RequestContext, code: RunJobCode): Promise<{ message?: string | undefined }> {
    const { jobId, attempt: number } = request;
    const { app } = context;
    this.#drop({ app, jobId, attempt: number - 1 });
    const attempt: Attempt = { app, jobId, attempt: number, end: new AbortController() };
    const messages = new JobMessages((message) => this.#note(attempt, { message }), this.#logger);
    this.#attempts.add(attempt);
    this.#showAlive();
    try {
      const message = await code(request, context, { signal: attempt.end.signal, tell: (text) => messages.tell(text) });
      await messages.settled();
      if (!attempt.end.signal.aborted) await this.#noteSuccess(attempt, message);
      this.#tellEnd({ app, jobId, attempt: number, ...(message === undefined ? {} : { message }) });
      return { message };
    } catch (error) {
      await messages.settled();
      this.#tellFailure(attempt, error);
      throw error;
    } finally {
      this.#attempts.delete(attempt);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#endListening();
    for (const { end } of this.#attempts) end.abort();
  }

  /** Where nobody waits for the end any more, the object tells of the success when the workers look for it. */
  async #noteSuccess(attempt: Attempt, message: string | undefined): Promise<void> {
    const finishedAt = { __type: 'Date', iso: new Date().toISOString() };
    try {
      await this.#note(attempt, { status: 'succeeded', finishedAt, ...(message === undefined ? {} : { message }) });
    } catch (error) {
      this.#logger.warn(
        { err: error, app: attempt.app, job: attempt.jobId },
        'The success of a job could not be noted; the workers note it.',
      );
    }
  }

  async #note({ app, jobId }: Attempt, members: Readonly<Record<string, unknown>>): Promise<void> {
    const context = { app, identity: PLATFORM, requestId: jobId, deadline: Date.now() + STEP_MS };
    await this.#objects.changeIf(JOB_STATUS, jobId, { ...members }, RUNNING, context);
  }

  /** One that has not begun, or was given up, is no failure of its own. */
  #tellFailure({ app, jobId, attempt, end }: Attempt, error: unknown): void {
    const isOurs = !(error instanceof ParseError) || error.kind === 'ServiceUnavailable';
    if (!isOurs && !end.signal.aborted) this.#tellEnd({ app, jobId, attempt, error: error.message });
  }

  #tellEnd(end: functions.JobEnd): void {
    this.#bus.publish(functions.jobEnded, end);
  }

  #drop({ app, jobId, attempt }: Omit<Attempt, 'end'>): void {
    for (const running of this.#attempts) {
      if (running.app === app && running.jobId === jobId && running.attempt <= attempt) running.end.abort();
    }
  }

  #showAlive(): void {
    if (this.#timer !== undefined || this.#attempts.size === 0) return;
    const attempts = [...this.#attempts].map(({ app, jobId, attempt }) => ({ app, jobId, attempt }));
    this.#bus.publish(functions.jobsAlive, { attempts });
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#showAlive();
    }, ALIVE_MS);
    this.#timer.unref();
  }
}
