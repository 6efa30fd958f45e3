import { runTrigger } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import type { functions, TriggerKind } from '@parlance/contracts';
import type { Logger } from '@parlance/telemetry';
import type { TriggerRun } from './trigger-run.ts';

/** An answer has to reach the caller before they give up, however long the code takes that runs after the write. */
const ANSWER_MS = 250;

/** Asks the host of the apps' code. */
export class TriggerHost {
  readonly #bus: Bus;
  readonly #logger: Logger;

  constructor(bus: Bus, logger: Logger) {
    this.#bus = bus;
    this.#logger = logger;
  }

  /** @throws as runTrigger of libs/apps */
  async ask(
    kind: TriggerKind,
    className: string,
    input: functions.TriggerInput,
    run: TriggerRun,
    deadline = run.deadline,
  ): Promise<functions.TriggerOutcome> {
    const outcome = await runTrigger(this.#bus, { kind, className }, input, run.asked(deadline));
    if (outcome.context !== undefined) run.handOn(outcome.context);
    return outcome;
  }

  /** The same for a write that has happened already: a failure is logged, and changes nothing. */
  async tell(kind: TriggerKind, className: string, input: functions.TriggerInput, run: TriggerRun): Promise<functions.TriggerOutcome> {
    try {
      return await this.ask(kind, className, input, run, run.deadline - ANSWER_MS);
    } catch (error) {
      this.#logger.warn({ err: error, className, trigger: kind, requestId: run.requestId }, 'A trigger failed; its write stays.');
      return {};
    }
  }
}
