import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../launch-error.ts';
import { duration } from '../progress.ts';
import { stopProcess, type Exit, type RunningProcess } from '../processes.ts';

const PAUSE_MS_MIN = 200;
const PAUSE_MS_MAX = 10_000;
/** A process that ran this long was sound: its next end is answered quickly again. */
const STABLE_MS = 30_000;

/** A process that is kept running. */
export interface Supervision {
  readonly name: string;
  /** Ends the process in order and starts it no more. */
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  readonly name: string;
  readonly running: RunningProcess;
  /** Starts it again; resolves when it can be used. `onStart` is told of the process before that. */
  readonly relaunch: (onStart: (running: RunningProcess) => void) => Promise<RunningProcess>;
  readonly graceMs: number;
  readonly report: (text: string) => void;
}

/** How long to wait before the start after so many failures in a row: 0.2 s, doubled each time, up to 10 s. */
export function pauseBefore(failuresInARow: number): number {
  return Math.min(PAUSE_MS_MIN * 2 ** failuresInARow, PAUSE_MS_MAX);
}

const describe = ({ code, signal }: Exit): string => (signal === null ? `exit code ${code}` : `killed by ${signal}`);

/** Starts the process again whenever it ends, until it is stopped. */
export function supervise({ name, running, relaunch, graceMs, report }: SuperviseOptions): Supervision {
  const stopping = new AbortController();
  const { signal } = stopping;
  let current = running;

  const restart = async (): Promise<void> => {
    try {
      current = await relaunch((started) => (current = started));
      report(`${name} runs again.`);
    } catch (error) {
      if (!signal.aborted) report(`${name} did not come back: ${messageOf(error)}`);
    }
  };
  const watch = async (): Promise<void> => {
    let failures = 0;
    for (let since = performance.now(); ; since = performance.now()) {
      const exit = await current.exited;
      if (signal.aborted) return;
      failures = performance.now() - since > STABLE_MS ? 0 : failures;
      const wait = pauseBefore(failures);
      report(`${name} ended (${describe(exit)}); it is started again in ${duration(wait)}.`);
      await pause(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await restart();
      failures += 1;
    }
  };
  const watching = watch();

  return {
    name,
    async stop() {
      stopping.abort();
      await stopProcess(current.record, graceMs);
      await watching;
      await stopProcess(current.record, graceMs); // One that was being started at the moment of the first.
    },
  };
}
