import { isDeepStrictEqual } from 'node:util';
import type { data, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { App } from '../apps/app.ts';
import { changeClass } from '../schemas/change-class.ts';
import { createClass } from '../schemas/create-class.ts';
import { classSteps } from './class-steps.ts';
import type { DeclaredClass } from './declared-class.ts';
import { changesNothing } from './plan-declared.ts';
import { counted, losesData, planSchema } from './plan-schema.ts';
import type { ApplyWork } from './schema-apply.store.ts';

/** Time of one step, such as the removal of the values of a field; a step that takes longer is gone on with by the next. */
const STEP_MS = 20_000;
/** Plans that are the same one after the other: it goes no further by itself. */
const SAME_PLANS_MAX = 3;

/** Opens the app anew for every step, since its settings and stores may change. */
export type OpenApp = (context: RequestContext) => Promise<App>;

/**
 * Carries out applies beside the requests. Each step plans anew by the classes as they are and changes the first class that is other than
 * declared: so it does not matter which process did the steps before, or in which of them it died.
 */
export class SchemaApplies {
  readonly #open: OpenApp;
  readonly #logger: Logger;
  readonly #running = new Map<string, Promise<void>>();

  constructor(open: OpenApp, logger: Logger) {
    this.#open = open;
    this.#logger = logger;
  }

  /** Goes on with an apply, unless somebody does already. Returns at once. */
  run(id: string, context: RequestContext): void {
    if (this.#running.has(id)) return;
    const run = this.#run(id, context)
      .catch((error: unknown) => this.#logger.warn({ err: error, apply: id }, 'An apply of declared classes has stopped.'))
      .finally(() => this.#running.delete(id));
    this.#running.set(id, run);
  }

  /** Resolves when the steps under way have ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running.values());
  }
  #stopping = false;

  async #run(id: string, context: RequestContext): Promise<void> {
    let before: unknown;
    for (let same = 0; !this.#stopping;) {
      const stepping = { ...context, deadline: Date.now() + STEP_MS };
      const app = await this.#open(stepping);
      const work = await app.schemaApplies.hold(id, app.writers.worker);
      if (work === undefined) return;
      try {
        const left = await step(app, work, stepping.deadline);
        if (left.length === 0) return await app.schemaApplies.end(id, 'done', null);
        same = isDeepStrictEqual(left, before) ? same + 1 : 0;
        if (same >= SAME_PLANS_MAX)
          throw new ParseError('OtherCause', `The class ${left[0]?.className} does not come to its declared form.`);
        before = left;
      } catch (error) {
        if (isPassing(error)) throw error;
        return await app.schemaApplies.end(id, 'failed', error instanceof ParseError ? error.message : 'The classes could not be changed.');
      }
    }
  }
}

/** @returns the plans that were left before this step; none when all is as declared */
async function step(app: App, { id, declared, total }: ApplyWork, deadline: number): Promise<readonly data.ClassPlan[]> {
  const { plans, declared: classes } = await planSchema(app, declared);
  const left = plans.filter((plan) => !changesNothing(plan));
  await app.schemaApplies.note(id, Math.max(0, total - left.length), Math.max(total, left.length));
  const [first] = left;
  if (first === undefined) return [];
  if (!declared.mayLoseData && losesData(await counted(app, [first], deadline))) {
    throw new ParseError('ValidationFailed', `Objects of ${first.className} hold values that would be lost.`);
  }
  await applyClass(app, first, classes.get(first.className), deadline);
  return left;
}

async function applyClass(app: App, plan: data.ClassPlan, declared: DeclaredClass | undefined, deadline: number): Promise<void> {
  for (const { kind, body } of classSteps(plan, declared)) {
    if (kind === 'create') await createClass(app, plan.className, body);
    else await changeClass(app, plan.className, body, deadline);
  }
}

/** A fault after which the same step may succeed, in any process. */
function isPassing(error: unknown): boolean {
  return error instanceof ParseError && (error.kind === 'ServiceUnavailable' || error.kind === 'RequestTimeout');
}
