/** Where progress goes: a terminal gets the line rewritten when the step ends, a file or pipe gets a second line. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** One line per slow step: its name when it begins, its outcome and duration when it ends. */
export interface Progress {
  /** Runs the step. The string that `done` makes of its result is shown behind the name. */
  step<T>(name: string, run: () => Promise<T>, done?: (result: T) => string): Promise<T>;
  readonly note: (text: string) => void;
}

/** A duration for people: `240 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export function progressOn(output: Output, now: () => number = () => performance.now()): Progress {
  const rewrite = output.isTTY === true ? '\r\u001B[2K' : '';
  return {
    async step(name, run, done) {
      const started = now();
      output.write(`  ... ${name}${rewrite === '' ? '\n' : ''}`);
      const end = (mark: string, detail: string): void => {
        output.write(`${rewrite}  ${mark} ${name}${detail === '' ? '' : `: ${detail}`} (${duration(now() - started)})\n`);
      };
      try {
        const result = await run();
        end('ok ', done?.(result) ?? '');
        return result;
      } catch (error) {
        end('FAILED', '');
        throw error;
      }
    },
    note(text) {
      output.write(`  ${text}\n`);
    },
  };
}

/** Progress that says nothing, for provisioning inside a test run. */
export const silent: Progress = { step: async (_name, run) => run(), note: () => undefined };
