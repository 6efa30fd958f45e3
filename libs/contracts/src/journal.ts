/**
 * Facts that must not be lost: the NATS server stores each (JetStream) before it is acknowledged, in order and with a number, until the one
 * service that keeps the journal has dealt with it. `libs/bus` appends and reads.
 */
export interface Journal {
  /** `journal.<service>.<facts>`; the service keeps all its journals in one stream. */
  readonly journal: `journal.${string}.${string}`;
}

export function journal(name: Journal['journal']): Journal {
  return { journal: name };
}

/** The subjects of a service's journals, below the prefix of the deployment. */
export function journalsOf(service: string): string {
  return `journal.${service}.>`;
}

/** The name of the stream that holds a service's journals. @param prefix of the deployment; `*` in patterns of rights */
export function journalStream(prefix: string, service: string): string {
  return prefix === '*' ? '*' : `${prefix.replace(/[^A-Za-z0-9_-]/g, '_')}_${service}`;
}
