import type { HttpReply } from '@parlance/contracts';
import type { ParseError } from '@parlance/errors';
import type { LogLevel } from '../channel/messages.ts';
import type { Fate } from './fates.ts';
import type { Run } from './run.ts';

/** Where the words of code and about code go. All of it returns at once. */
export interface CodeWords {
  /** A line that code has written; `run` where it is known which call wrote it. */
  readonly log: (app: string, level: LogLevel, text: string, run: Run | undefined) => void;
  /** A process has sent something that is no message. */
  readonly fault: (app: string, fault: Error) => void;
  /** A process has ended under its calls, or against the will of the host. `lastWords`: the end of its standard error output. */
  readonly broken: (app: string, fate: Fate, lastWords: string) => void;
  /** The code in force cannot be loaded. */
  readonly unloadable: (app: string, problem: ParseError) => void;
  /** A call has ended, well or with an error. */
  readonly ended: (run: Run, version: string, durationMs: number, outcome: HttpReply | ParseError) => void;
}
