import type { NatsAccess } from './nats-transport.ts';
import type { AdminTransport } from './transport.ts';

/** Everything outside of the command: tests put their own in the place of it. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** File in which `npm start` notes the way to its deployment; it may be absent. */
  readonly note: string;
  /** One text, with an end of line behind it. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Shows how far the work is, on one line that each text overwrites; an empty text takes it away. */
  readonly progress: (text: string) => void;
  /** Asks the person at the terminal. @returns undefined where nobody is there to answer */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** All of the standard input. */
  readonly input: () => Promise<string>;
  readonly connect: (access: NatsAccess) => Promise<AdminTransport>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
