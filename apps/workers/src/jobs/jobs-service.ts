import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Bus } from '@parlance/bus';
import { config, functions } from '@parlance/contracts';
import type { Logger } from '@parlance/telemetry';
import type { JobApps } from './job-apps.ts';
import type { Looks } from './looks.ts';
import { attemptOf, type Endings } from './runs/endings.ts';
import type { RunStore } from './runs/run.store.ts';
import type { Runner } from './runs/runner.ts';

export interface JobsServiceNeeds {
  readonly bus: Bus;
  readonly apps: JobApps;
  readonly runs: RunStore;
  readonly runner: Runner;
  readonly endings: Endings;
  readonly looks: Looks;
  readonly logger: Logger;
}

/** Keeps jobs going from the start of the service to its end, and hears the news of them. */
export class JobsService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #needs: JobsServiceNeeds;
  #ends: (() => void)[] = [];

  constructor(needs: JobsServiceNeeds) {
    this.#needs = needs;
  }

  onApplicationBootstrap(): void {
    const { bus, apps, looks } = this.#needs;
    this.#ends = [
      apps.follow(),
      bus.subscribe(config.appChanged, ({ app }) => looks.noteChange(app)),
      bus.subscribe(functions.jobsAlive, ({ attempts }) => void this.#noteAlive(attempts)),
      bus.subscribe(functions.jobEnded, (ended) => void this.#noteEnd(ended)),
    ];
    looks.start();
  }

  async onModuleDestroy(): Promise<void> {
    for (const end of this.#ends) end();
    await this.#needs.looks.stop();
  }

  /** Attempts that another process has begun, perhaps one that is gone. This process notes its own with each look. */
  async #noteAlive(attempts: readonly { app: string; jobId: string; attempt: number }[]): Promise<void> {
    const { runs, runner, logger } = this.#needs;
    const own = new Set(runner.pending.map(({ _id }) => _id));
    try {
      await runs.noteAlive(attempts.filter(({ app, jobId }) => !own.has(`${app}.${jobId}`)));
    } catch (error) {
      logger.warn({ err: error }, 'Runs of jobs could not be noted as alive.');
    }
  }

  /** The end of an attempt whose asker may be gone. Where it is not, it makes the same step, and one of both has nothing left to do. */
  async #noteEnd({ app, jobId, attempt, message, error: text }: functions.JobEnd): Promise<void> {
    const { runs, runner, endings, apps, logger } = this.#needs;
    const id = `${app}.${jobId}`;
    if (runner.pending.some(({ _id }) => _id === id)) return;
    try {
      const run = await runs.find(id);
      if (run?.state !== 'running' || attemptOf(run).attempt !== attempt) return;
      const policy = (await apps.get(app, jobId))?.policyOf(run.name);
      if (text === undefined) await endings.succeeded(run, message);
      else if (policy !== undefined) await endings.failed(run, { kind: 'failed', message: text === '' ? undefined : text }, policy);
    } catch (error) {
      logger.warn({ err: error, app, job: jobId }, 'The end of a job could not be noted.');
    }
  }
}
