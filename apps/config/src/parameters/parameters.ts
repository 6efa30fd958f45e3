import { PUBLIC } from '@parlance/acl';
import { LastingCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config, type AppId, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { ParameterChange, ParameterState, PlatformParameters } from '@parlance/platform-objects';
import { furtherValues, withShownValues, type Running } from '../experiments/running.ts';
import { sidesOf, type Sides } from './parameter-side.ts';
import type { ParameterTriggers } from './parameter-triggers.ts';

/** Changes that are kept, and so can be gone back to. One of an app that is full is at most about 400 KB. */
const VERSIONS_MAX = 1_000;
/** Apps with conditions, whose clients are answered here. */
const COPIES_MAX = 1_000;
/** A change whose event is lost shows after this. */
const FRESH_MS = 500;
const ASK_MS = 3_000;

/** A change that was decided on a state. */
export type DecidedChange = Omit<ParameterChange, 'version' | 'keep'>;

/** A state, the same by parameter, and the experiments that run on it. */
export interface CompiledParameters {
  readonly state: ParameterState;
  readonly sides: Sides;
  readonly experiments: readonly Running[];
}

type Values = Readonly<Record<string, unknown>>;

/** The experiments of an app that run now, their values as they were sent. */
export type RunningIn = (app: AppId) => Promise<readonly Running[]>;

/** The parameters of all apps: `data` keeps them, and nobody but this service changes them. */
export class Parameters {
  readonly #bus: Bus;
  readonly #kept: PlatformParameters;
  readonly #running: RunningIn;
  readonly #triggers: ParameterTriggers;
  readonly #copies: LastingCopy<CompiledParameters>;

  constructor(bus: Bus, kept: PlatformParameters, running: RunningIn, triggers: ParameterTriggers) {
    this.#triggers = triggers;
    this.#bus = bus;
    this.#kept = kept;
    this.#running = running;
    this.#copies = new LastingCopy({ ask: (app, requestId) => this.#ask(app, requestId), entriesMax: COPIES_MAX, ttlMs: FRESH_MS });
  }

  /** Follows changes that other processes make. @returns a function that ends it */
  follow(): () => void {
    const ends = [
      this.#bus.subscribe(config.parametersChanged, ({ app }) => this.#copies.forget(app)),
      this.#bus.subscribe(config.appChanged, ({ app }) => this.#copies.forget(app)),
      this.#bus.onReconnect(() => this.#copies.clear()),
    ];
    return () => ends.forEach((end) => end());
  }

  /** As the database has them now. */
  read(context: RequestContext): Promise<ParameterState> {
    return this.#kept.read(context);
  }

  /** The same, and the experiments that run. */
  async compiled(context: RequestContext): Promise<CompiledParameters> {
    const experiments = await this.#running(context.app);
    const { further, ...state } = await this.#kept.read(context, furtherValues(experiments));
    return { state, sides: sidesOf(state), experiments: withShownValues(experiments, further) };
  }

  /** As this process last heard of them. @throws ServiceUnavailable (2), RequestTimeout (124) when nothing is known and nobody answers */
  async known({ app, requestId }: RequestContext): Promise<CompiledParameters> {
    const copy = this.#copies.known(app) ?? (await this.#copies.get(app, requestId));
    if (copy === undefined) throw new ParseError('InvalidApiKey', 'unauthorized');
    return copy;
  }

  /**
   * Changes the parameters of the app in the context. Triggers of the app's code are asked once before it, with the state that it was
   * decided on first; also where everything is so already, as Parse Server does.
   *
   * @param sent the values that are set, as triggers see them
   * @param decide gets them as they are now and returns undefined to leave them so. Runs again when another change came between
   * @returns tells the triggers of the change, which stands: throws the errors of code
   * @throws the errors of `decide`; those of code, which refuses the change; RequestTimeout (124) when other changes come between until the deadline
   */
  async change(
    context: RequestContext,
    sent: Values,
    decide: (state: ParameterState) => DecidedChange | undefined,
  ): Promise<() => Promise<void>> {
    const triggers = await this.#triggers.of(context);
    let original: ParameterState | undefined;
    while (Date.now() < context.deadline) {
      const state = await this.#kept.read(context);
      const change = decide(state);
      if (original === undefined) {
        original = state;
        await triggers.before({ original: state.params, update: sent });
      }
      if (change === undefined || (await this.#write({ ...change, version: state.version, keep: VERSIONS_MAX }, context))) {
        const done = { original: original.params, update: changedValues(state, change) };
        return () => triggers.after(done);
      }
    }
    throw new ParseError('RequestTimeout', 'The request took too long.');
  }

  /** Everybody who keeps answers asks anew: parameters or experiments are others. */
  tellChange(app: AppId): void {
    this.#copies.forget(app);
    this.#bus.publish(config.parametersChanged, { app });
  }

  /** Also a change whose outcome nobody knows is told: copies are asked for anew, and nothing else. */
  async #write(change: ParameterChange, context: RequestContext): Promise<boolean> {
    try {
      return await this.#kept.write(change, context);
    } finally {
      this.tellChange(context.app);
    }
  }

  #ask(app: AppId, requestId: string): Promise<CompiledParameters> {
    return this.compiled({ app, identity: PUBLIC, deadline: Date.now() + ASK_MS, requestId });
  }
}

function changedValues({ params = {} }: ParameterState, change: DecidedChange | undefined): Values {
  if (change === undefined) return params;
  const all = { ...params, ...change.set };
  const removed = new Set(change.remove);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !removed.has(name)));
}
