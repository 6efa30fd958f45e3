import type { Meter } from '@opentelemetry/api';

/** Instruments of one subject while something is recorded. */
export interface Instruments<T> {
  /** Undefined while nothing is recorded: hot paths test this member and go on. */
  readonly current: T | undefined;
}

class Definition<T> implements Instruments<T> {
  readonly #create: (meter: Meter) => T;
  current: T | undefined;

  constructor(create: (meter: Meter) => T) {
    this.#create = create;
  }

  start(meter: Meter): void {
    this.current = this.#create(meter);
  }

  stop(): void {
    this.current = undefined;
  }
}

const definitions = new Set<Definition<unknown>>();
let meter: Meter | undefined;

/**
 * Declares the instruments of a lib, once per process and at the top of a module. `create` runs when recording begins, and again when it
 * begins anew. Names are those of OpenTelemetry's semantic conventions where it has one; attributes come from short lists, never from
 * clients.
 */
export function defineInstruments<T>(create: (meter: Meter) => T): Instruments<T> {
  const definition = new Definition(create);
  definitions.add(definition);
  if (meter !== undefined) definition.start(meter);
  return definition;
}

export function startInstruments(started: Meter): void {
  meter = started;
  for (const definition of definitions) definition.start(started);
}

export function stopInstruments(): void {
  meter = undefined;
  for (const definition of definitions) definition.stop();
}
