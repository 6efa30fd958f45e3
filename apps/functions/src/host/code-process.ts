import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { hostChannel, type HostChannel } from '../channel/channel.ts';
import type { WorkerMessage } from '../channel/messages.ts';
import { commandLine, type Launch, type Walls } from '../isolation/launch.ts';
import { BegunMarks } from './begun-marks.ts';
import { StandardError } from './standard-error.ts';

export interface ProcessEvents {
  readonly message: (message: WorkerMessage) => void;
  /** It has begun a run; told late, and in any case before its end. */
  readonly begun: (run: number) => void;
  /** The process is gone, or is being killed: nothing more is heard of it. Told once. */
  readonly ended: (how: ProcessEnd) => void;
}

export interface ProcessEnd {
  /** Bytes arrived that are no messages. */
  readonly fault?: Error | undefined;
  /** The last of its standard error output: Node's own words about a full heap or an uncaught error. */
  readonly lastWords: string;
  /** False when nobody knows which of its runs it has begun. */
  readonly areMarksRead: boolean;
}

/** After its channel is closed, a process has so long to tell its last words. */
const LAST_WORDS_MS = 100;
/** A killed process is gone long before. */
const LAST_MARKS_MS = 5_000;

/**
 * A process for code of an app. Its environment is empty; of its descriptors, the channel alone leads anywhere. All that it sends is
 * data: the process is killed with the first bytes that are no message.
 */
export class CodeProcess {
  readonly channel: HostChannel;
  readonly #child: ChildProcess;
  readonly #errors: StandardError;
  readonly #marks: BegunMarks;
  readonly #exited: Promise<void>;
  #isKilled = false;

  constructor(walls: Walls, launch: Launch, { message, begun, ended }: ProcessEvents) {
    const { program, arguments: args } = commandLine(walls, launch);
    const owner = launch.userId === undefined ? {} : { uid: launch.userId, gid: launch.userId };
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] as const;
    this.#child = spawn(program, args, { stdio: [...stdio], env: {}, cwd: '/', detached: true, ...owner });
    const [, , errors, channel, marks] = this.#child.stdio as readonly unknown[];
    this.#errors = new StandardError(errors as Duplex);
    this.#marks = new BegunMarks(marks as Socket, begun);
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve()); // the program could not be started; the channel closes as well
    });
    const closed = async (fault: Error | undefined) => {
      this.kill();
      this.#marks.readLast();
      await Promise.race([this.#exited.then(() => this.#errors.ended), wait(LAST_WORDS_MS)]);
      const areMarksRead = await Promise.race([this.#marks.ended.then(() => true), wait(LAST_MARKS_MS).then(() => false)]);
      ended({ fault, lastWords: this.#errors.lastWords, areMarksRead });
    };
    this.channel = hostChannel(channel as Duplex, { message, closed: (fault) => void closed(fault) });
  }

  /** Of the outermost process of its walls; undefined when it could not be started. */
  get id(): number | undefined {
    return this.#child.pid;
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  /** It has said that it has begun a run. */
  saidBegun(): void {
    this.#marks.counted();
  }

  /** Ends the process and all that it has started, whatever it is doing. `ended` follows. */
  kill(): void {
    this.#isKilled = true;
    const id = this.#child.pid;
    if (id === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    try {
      process.kill(-id, 'SIGKILL'); // its whole group: it leads one
    } catch {
      this.#child.kill('SIGKILL'); // no group yet: it has only been forked
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
