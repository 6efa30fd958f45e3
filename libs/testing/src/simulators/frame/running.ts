import type { Change } from './behaviours.ts';
import type { Journal } from './journal.ts';
import type { Listener } from './listener.ts';
import type { Simulator, SimulatorReport } from './simulator.ts';

/** A simulator that listens. Changes and reports are those of the control API. */
export interface RunningSimulator<Credentials> {
  readonly name: string;
  readonly port: number;
  /** Where the provider's host stands: scheme, host and port. */
  readonly url: string;
  /** They let a sender in. Made for this run alone, so no secret. */
  readonly credentials: Credentials;
  /** All that it took. */
  readonly journal: Journal;
  /** @throws ControlError or a ZodError, and then nothing has changed */
  change(change: Change): void;
  /** @param requests how many of the last requests to show; 100 when absent, at most 1,000 */
  report(requests?: number): SimulatorReport;
  /** Connections open now. */
  connections(): number;
  /** Cuts all connections, and listens on. */
  cutAll(): void;
  close(): Promise<void>;
}

export function running<C>(simulator: Simulator, listener: Listener, url: string, credentials: C): RunningSimulator<C> {
  return {
    name: simulator.definition.name,
    port: listener.port,
    url,
    credentials,
    journal: simulator.journal,
    change: (change) => simulator.change(change),
    report: (requests) => simulator.report(requests),
    connections: () => listener.connections(),
    cutAll: () => listener.cutAll(),
    close: () => listener.close(),
  };
}
