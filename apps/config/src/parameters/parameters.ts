import { PUBLIC } from '@parlance/acl';
import { LastingCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { ParameterChange, ParameterState, PlatformParameters } from '@parlance/platform-objects';
import { sidesOf, type Sides } from './parameter-side.ts';

/** Changes that are kept, and so can be gone back to. One of an app that is full is at most about 400 KB. */
const VERSIONS_MAX = 1_000;
/** Apps with conditions, whose clients are answered here. */
const COPIES_MAX = 1_000;
/** A change whose event is lost shows after this. */
const FRESH_MS = 500;
const ASK_MS = 3_000;

/** A change that was decided on a state. */
export type DecidedChange = Omit<ParameterChange, 'version' | 'keep'>;

/** A state, and the same by parameter. */
export interface CompiledParameters {
  readonly state: ParameterState;
  readonly sides: Sides;
}

/** The parameters of all apps: `data` keeps them, and nobody but this service changes them. */
export class Parameters {
  readonly #bus: Bus;
  readonly #kept: PlatformParameters;
  readonly #copies: LastingCopy<CompiledParameters>;

  constructor(bus: Bus, kept: PlatformParameters) {
    this.#bus = bus;
    this.#kept = kept;
    this.#copies = new LastingCopy({ ask: (app, requestId) => this.#compiled(app, requestId), entriesMax: COPIES_MAX, ttlMs: FRESH_MS });
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

  /** As this process last heard of them. @throws ServiceUnavailable (2), RequestTimeout (124) when nothing is known and nobody answers */
  async known({ app, requestId }: RequestContext): Promise<CompiledParameters> {
    const copy = this.#copies.known(app) ?? (await this.#copies.get(app, requestId));
    if (copy === undefined) throw new ParseError('InvalidApiKey', 'unauthorized');
    return copy;
  }

  /**
   * Changes the parameters of the app in the context.
   *
   * @param decide gets them as they are now and returns undefined to leave them so. Runs again when another change came between
   * @throws the errors of `decide`; RequestTimeout (124) when other changes come between until the deadline
   */
  async change(context: RequestContext, decide: (state: ParameterState) => DecidedChange | undefined): Promise<void> {
    while (Date.now() < context.deadline) {
      const state = await this.#kept.read(context);
      const change = decide(state);
      if (change === undefined) return;
      if (await this.#write({ ...change, version: state.version, keep: VERSIONS_MAX }, context)) return;
    }
    throw new ParseError('RequestTimeout', 'The request took too long.');
  }

  /** Also a change whose outcome nobody knows is told: copies are asked for anew, and nothing else. */
  async #write(change: ParameterChange, context: RequestContext): Promise<boolean> {
    try {
      return await this.#kept.write(change, context);
    } finally {
      this.#copies.forget(context.app);
      this.#bus.publish(config.parametersChanged, { app: context.app });
    }
  }

  async #compiled(app: string, requestId: string): Promise<CompiledParameters> {
    const state = await this.#kept.read({ app, identity: PUBLIC, deadline: Date.now() + ASK_MS, requestId });
    return { state, sides: sidesOf(state) };
  }
}
