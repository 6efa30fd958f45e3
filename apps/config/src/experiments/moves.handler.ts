import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { shown } from '@parlance/values';
import { variantKey } from '@parlance/statistics';
import { assertMaster } from '../parameters/assert-master.ts';
import { CONDITION_BYTES_MAX } from '../parameters/conditions/condition.ts';
import { sidesOf } from '../parameters/parameter-side.ts';
import { Parameters } from '../parameters/parameters.ts';
import { planChange } from '../parameters/plan-change.ts';
import { recordOf } from '../parameters/record.ts';
import { RUNNING_MAX, shownExperiment, valuesOf, type Experiment } from './experiment.ts';
import { ExperimentStore } from './experiment.store.ts';
import { notThere } from './experiments.handler.ts';

/** The life of an experiment: draft, running, stopped, decided. */
@Controller()
export class MovesHandler {
  constructor(
    private readonly experiments: ExperimentStore,
    private readonly parameters: Parameters,
  ) {}

  @Handles(config.startExperiment)
  async start(@Payload() { experimentId, author }: config.MovedExperiment, @Ctx() context: RequestContext): Promise<RestReply> {
    assertMaster(context.identity);
    const { app } = context;
    const draft = await this.#find(app, experimentId);
    await this.#assertReady(draft, context);
    const at = new Date();
    const started = await this.experiments.step(app, experimentId, {
      from: ['draft'],
      set: { state: 'running', startedAt: at, holds: draft.parameters.map((name) => `${app}|${name}`) },
      move: { at, action: 'started', by: author },
    });
    if (started === null) throw await this.#refusal(app, experimentId, 'started');
    this.parameters.tellChange(app);
    return restReply(shownExperiment(started));
  }

  @Handles(config.stopExperiment)
  async stop(@Payload() { experimentId, author }: config.MovedExperiment, @Ctx() context: RequestContext): Promise<RestReply> {
    assertMaster(context.identity);
    const { app } = context;
    const at = new Date();
    const stopped = await this.experiments.step(app, experimentId, {
      from: ['running'],
      set: { state: 'stopped', endedAt: at },
      unset: ['holds'],
      move: { at, action: 'stopped', by: author },
    });
    if (stopped === null) throw await this.#refusal(app, experimentId, 'stopped');
    this.parameters.tellChange(app);
    return restReply(shownExperiment(stopped));
  }

  /**
   * First the choice is noted, so that nobody can make another one; then the parameters change; then the experiment ends. Until it does,
   * installations keep the values of their variants. Broken off in between, the same request completes it.
   */
  @Handles(config.rollOutExperiment)
  async rollOut(
    @Payload() { experimentId, choice, author }: config.RolledOutExperiment,
    @Ctx() context: RequestContext,
  ): Promise<RestReply> {
    assertMaster(context.identity);
    const { app } = context;
    const index = chosenVariant(await this.#find(app, experimentId), choice);
    const from = ['running', 'stopped'] as const;
    const claimed = await this.experiments.step(app, experimentId, { from, choice: index, set: { choice: index } });
    if (claimed === null) throw await this.#refusal(app, experimentId, 'rolled out');
    await this.#changeParameters(claimed, index, author, context);
    const at = new Date();
    const decided = await this.experiments.step(app, experimentId, {
      from,
      choice: index,
      set: { state: 'decided', endedAt: claimed.endedAt ?? at },
      unset: ['holds'],
      move: { at, action: 'rolled-out', by: author },
    });
    this.parameters.tellChange(app);
    return restReply(shownExperiment(decided ?? (await this.#find(app, experimentId))));
  }

  async #changeParameters(experiment: Experiment, index: number, author: config.ParameterAuthor, context: RequestContext): Promise<void> {
    const { _id: objectId, app, name, variants } = experiment;
    const set = new Map(Object.entries(valuesOf(variants[index]!)));
    const edit = { set, remove: new Set<string>(), masterKeyOnly: new Map(), conditions: new Map() };
    const further = { experiment: { objectId, name, choice: variantKey(index) } };
    try {
      const tell = await this.parameters.change(context, valuesOf(variants[index]!), (state) => {
        const planned = planChange(state, edit);
        return planned && recordOf(planned, author, context, further);
      });
      await tell().catch(() => undefined); // its host has logged it, and the values stand
    } catch (error) {
      // Nothing was changed, for sure: another choice may be made.
      if (error instanceof ParseError && REFUSALS.has(error.kind)) {
        await this.experiments.step(app, objectId, { from: ['running', 'stopped'], choice: index, unset: ['choice'] });
      }
      throw error;
    }
  }

  /** @throws IncorrectType (111) for a parameter that is none, or that no client sees; ExceededClassQuota (140), ObjectTooLarge (116) */
  async #assertReady(draft: Experiment, context: RequestContext): Promise<void> {
    const sides = sidesOf(await this.parameters.read(context));
    for (const name of draft.parameters) {
      const side = sides.get(name);
      if (side === undefined) throw new ParseError('IncorrectType', `There is no parameter ${shown(name)} to have other values.`);
      if (side.masterKeyOnly) throw new ParseError('IncorrectType', `No client is shown the parameter ${shown(name)}.`);
    }
    const running = await this.experiments.running(draft.app);
    if (running.length >= RUNNING_MAX) throw new ParseError('ExceededClassQuota', `An app runs at most ${RUNNING_MAX} experiments.`);
    if ([draft, ...running].reduce((sum, one) => sum + bytesOf(one), 0) > CONDITION_BYTES_MAX) {
      throw new ParseError('ObjectTooLarge', `The values of all experiments that run have at most ${CONDITION_BYTES_MAX} bytes.`);
    }
  }

  async #find(app: string, id: string): Promise<Experiment> {
    const found = await this.experiments.find(app, id);
    if (found === null) throw notThere();
    return found;
  }

  async #refusal(app: string, id: string, move: string): Promise<ParseError> {
    const { state, choice } = await this.#find(app, id);
    const because = state === 'running' || state === 'stopped' ? chosenAlready(choice) : '';
    return new ParseError('OperationForbidden', `The experiment is ${state}, and cannot be ${move}.${because}`);
  }
}

function chosenAlready(choice: number | undefined): string {
  return choice === undefined ? '' : ` The variant ${variantKey(choice)} is being rolled out.`;
}

function bytesOf({ variants }: Experiment): number {
  return variants.reduce((sum, { values }) => sum + Buffer.byteLength(values), 0);
}

/** @throws InvalidJson (107) for anything but the key of a variant */
function chosenVariant({ variants }: Experiment, body: Readonly<Record<string, unknown>>): number {
  const { choice } = body;
  const index = variants.findIndex((_, at) => variantKey(at) === choice);
  if (index < 0) {
    throw new ParseError('InvalidJson', `choice: A variant from A to ${variantKey(variants.length - 1)} is expected.`);
  }
  return index;
}

/** Of a change of parameters: it does not fit, or code of the app does not want it. */
const REFUSALS: ReadonlySet<string> = new Set(['ObjectTooLarge', 'CloudCodeFailed', 'ValidationFailed', 'Custom']);
