import type { CreditPool } from './credits.ts';
import type { Inbox } from './inbox.ts';
import type { NatsClient } from './nats-client.ts';
import type { Seals } from './wire/seals.ts';

/** The things one process needs to talk to others, shared by those who call and those who serve. */
export interface Link {
  readonly nats: NatsClient;
  readonly inbox: Inbox;
  readonly credits: CreditPool;
  /** Of the deployment's key; undefined where it has none, and everybody on the NATS server is believed. */
  readonly seals: Seals | undefined;
  /** How long either side of a streamed body waits for the other. */
  readonly streamIdleMs: number;
  /** The full subject of an operation or event of this deployment. */
  subjectOf(subject: string): string;
}
