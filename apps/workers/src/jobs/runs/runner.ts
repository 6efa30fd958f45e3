import type { JobPolicy } from '@parlance/app-settings';
import type { Bus } from '@parlance/bus';
import { functions } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import { withinRequest, type Logger } from '@parlance/telemetry';
import type { RunDocument } from '../database/documents.ts';
import type { JobApps } from '../job-apps.ts';
import { attemptContext } from '../job-context.ts';
import { attemptOf, type Endings } from './endings.ts';
import type { JobStatus } from './job-status.ts';
import type { RunStore } from './run.store.ts';
import { verdictOf } from './verdict.ts';

/** A run of an app that is not to be had is looked at again after that long. */
const APP_AWAY_MS = 60_000;

export interface RunnerNeeds {
  readonly runs: RunStore;
  readonly apps: JobApps;
  readonly status: JobStatus;
  readonly endings: Endings;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Begins runs that are due, and waits for their ends. The host of the code shows every few seconds that it is alive; where this process
 * ends before the job does, another one hears of the end.
 */
export class Runner {
  readonly #needs: RunnerNeeds;
  readonly #concurrency: number;
  readonly #pending = new Map<string, RunDocument>();
  /** The last claim of each app that is under way: claims of one app follow each other, so that they take different places. */
  readonly #claims = new Map<string, Promise<unknown>>();

  /** @param concurrency attempts that this process waits for at a time */
  constructor(needs: RunnerNeeds, concurrency: number) {
    this.#needs = needs;
    this.#concurrency = concurrency;
  }

  /** The attempts that this process waits for. */
  get pending(): readonly RunDocument[] {
    return [...this.#pending.values()];
  }

  /**
   * Begins the next attempt at a run, where it is due, its app has room, and so has this process. Returns when it has begun.
   * @throws ParseError of the database and of `config`
   */
  async begin(id: string): Promise<void> {
    const { runs, apps, clock } = this.#needs;
    const run = await runs.find(id);
    if (run?.state !== 'waiting' || this.#pending.size >= this.#concurrency) return;
    const app = await apps.get(run.a, run.objectId);
    if (app === undefined) return runs.putOff(id, new Date(clock.now().getTime() + APP_AWAY_MS));
    const policy = app.policyOf(run.name);
    const claimed = await this.#inTurn(run.a, () => this.#claim(run, app.runningMax, policy));
    if (claimed === undefined) return;
    this.#pending.set(id, claimed);
    void this.#attempt(claimed, policy).finally(() => this.#pending.delete(id));
  }

  #claim(run: RunDocument, runningMax: number, { oneAtATime }: JobPolicy): Promise<RunDocument | undefined> {
    const { runs, clock } = this.#needs;
    return runs.claim(run, clock.now(), runningMax, oneAtATime ? `${run.a}|${run.name}` : undefined);
  }

  async #inTurn<T>(app: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#claims.get(app) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    this.#claims.set(app, settled);
    try {
      return await turn;
    } finally {
      if (this.#claims.get(app) === settled) this.#claims.delete(app);
    }
  }

  /** Never fails: an end that cannot be noted is found by a look. */
  #attempt(run: RunDocument, policy: JobPolicy): Promise<void> {
    return withinRequest({ app: run.a, requestId: run.objectId }, async () => {
      try {
        await this.#run(run, policy);
      } catch (error) {
        this.#needs.logger.warn({ err: error, app: run.a, job: run.objectId }, 'The end of an attempt could not be noted.');
      }
    });
  }

  async #run(run: RunDocument, policy: JobPolicy): Promise<void> {
    const { runs, status, endings, bus } = this.#needs;
    if (run.unmade === true) {
      try {
        await status.make(run);
      } catch (error) {
        return endings.failed(run, verdictOf(error, 0, false), policy);
      }
      await runs.made(run._id);
    }
    const context = attemptContext(run, policy.timeLimitSeconds * 1_000);
    const { jobId, attempt } = attemptOf(run);
    try {
      const parameters = JSON.parse(run.params) as Record<string, unknown>;
      const { message } = await bus.call(functions.runJob, { name: run.name, jobId, attempt, parameters }, context);
      await endings.succeeded(run, message);
    } catch (error) {
      await endings.failed(run, verdictOf(error, policy.timeLimitSeconds, Date.now() >= context.deadline), policy);
    }
  }
}
