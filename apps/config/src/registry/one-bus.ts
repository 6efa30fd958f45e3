import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '@parlance/bus';
import type { Logger } from '@parlance/telemetry';
import type { Ownership, RegistryBeat, ShownRegistry } from './ownership.ts';
import { UnheardRegistries } from './unheard-registries.ts';

/** How often a registry shows itself in the control database, in milliseconds. */
const BEAT_MS = 1_000;
/** How often one that starts looks whether another one goes on, in milliseconds. */
const LOOK_MS = 250;
const BEATS_AT_START = 3;
/** More than at a start: while NATS servers are replaced, some processes find the new ones later than others. */
const BEATS_WHILE_RUNNING = 6;

export interface OneBusOptions {
  readonly deployment: string;
  /** Name of the control database, for messages. */
  readonly databaseName: string;
}

/** Keeps the registries of one control database on one bus: elsewhere, no other process would hear of changes that one of them makes. */
export class OneBus {
  readonly #ownership: Ownership;
  readonly #bus: Bus;
  readonly #options: OneBusOptions;
  readonly #logger: Logger;
  readonly #end = new AbortController();
  #running: Promise<void> | undefined;
  #said = false;

  constructor(ownership: Ownership, bus: Bus, options: OneBusOptions, logger: Logger) {
    this.#ownership = ownership;
    this.#bus = bus;
    this.#options = options;
    this.#logger = logger;
  }

  /**
   * To be asked before the registry is written. At once where nobody shows itself, or all are heard; else within a few seconds.
   *
   * @throws Error when a registry of this deployment is on another bus
   */
  async join(): Promise<void> {
    const unheard = new UnheardRegistries(BEATS_AT_START);
    for (;;) {
      const other = unheard.look(await this.#shown(), this.#bus);
      if (other !== undefined) return this.#refuse(other);
      if (!unheard.doubtful) return;
      await delay(LOOK_MS);
    }
  }

  /** From here on this process shows itself, and says in the log when another one is on another bus. */
  show(): void {
    this.#running = this.#watch();
  }

  /** Others need not wait for this process any more. */
  async leave(): Promise<void> {
    if (this.#running === undefined) return;
    this.#end.abort();
    await this.#running;
    await this.#shown();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#end;
    const unheard = new UnheardRegistries(BEATS_WHILE_RUNNING);
    while (!signal.aborted) {
      // One that hears nobody itself neither shows itself nor judges others.
      if (this.#bus.connected) this.#say(unheard.look(await this.#shown(this.#own()), this.#bus), unheard.doubtful);
      else unheard.forget();
      await delay(BEAT_MS, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  #own(): RegistryBeat {
    const { id, prefix, server: nats } = this.#bus;
    return { id, prefix, nats };
  }

  /** Nobody while MongoDB is away: that the database does not answer is said by those who need it for more than this. */
  async #shown(own?: RegistryBeat): Promise<readonly ShownRegistry[]> {
    return this.#ownership.registries(this.#bus.id, own).catch(() => []);
  }

  /** Once, until there has been nobody to doubt. */
  #say(other: ShownRegistry | undefined, doubtful: boolean): void {
    if (!doubtful) this.#said = false;
    if (other === undefined || this.#said) return;
    this.#said = true;
    this.#logger.error(`Two buses share one control database: ${this.#describe(other)}.`);
  }

  #refuse(other: ShownRegistry): void {
    const { deployment } = this.#options;
    const text = this.#describe(other);
    if (!this.#ownership.goesOn) {
      throw new Error(
        `Not started: ${text}. Give both the same NATS (NATS_URL), or this deployment a name (PARLANCE_DEPLOYMENT) and a control database ` +
          '(PARLANCE_CONTROL_DATABASE) of its own. To move the deployment to another NATS, stop its processes on the old one first, or start ' +
          `once with PARLANCE_TAKE_OVER=${deployment} while they go on.`,
      );
    }
    this.#logger.warn(`Started as PARLANCE_TAKE_OVER says, although ${text}.`);
  }

  #describe({ nats, prefix }: ShownRegistry): string {
    const { deployment, databaseName } = this.#options;
    return (
      `a registry of the deployment "${deployment}" uses the control database "${databaseName}" on another bus ` +
      `(NATS ${nats}, prefix "${prefix}"), where this process (NATS ${this.#bus.server}) is not heard`
    );
  }
}
