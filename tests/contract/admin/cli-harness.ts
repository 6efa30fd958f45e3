import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectByNats } from '../../../tools/cli/nats-transport.ts';
import { run } from '../../../tools/cli/run.ts';
import type { Surroundings } from '../../../tools/cli/surroundings.ts';

/** One run of the command. */
export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly steps: readonly string[];
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The words that somebody at the terminal types; nobody is there without them. */
  readonly typed?: string;
  /** Told of each text on the standard output, such as to press Ctrl-C after it. */
  readonly onOut?: (text: string) => void;
  /** Told of each step of progress. */
  readonly onStep?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** The command in this process, with a folder for profiles of its own and everything else as `npx parlance` has it. */
export class Cli {
  readonly folder = mkdtempSync(join(tmpdir(), 'parlance-cli-'));
  readonly #connect: Surroundings['connect'];

  constructor(connect: Surroundings['connect'] = connectByNats) {
    this.#connect = connect;
  }

  async run(args: readonly string[], { env = {}, input = '', typed, onOut, onStep, signal }: CliOptions = {}): Promise<CliRun> {
    const out: string[] = [];
    const err: string[] = [];
    const steps: string[] = [];
    const code = await run(args, {
      env: { PARLANCE_CONFIG: this.folder, ...env },
      note: join(this.folder, 'absent.json'),
      out: (text) => {
        out.push(text);
        onOut?.(text);
      },
      err: (text) => void err.push(text),
      progress: (text) => {
        steps.push(text);
        onStep?.(text);
      },
      ask: () => Promise.resolve(typed),
      input: () => Promise.resolve(input),
      connect: this.#connect,
      signal: signal ?? new AbortController().signal,
    });
    return { code, out: out.join('\n'), err: err.join('\n'), steps };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
