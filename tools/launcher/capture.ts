import { spawn } from 'node:child_process';

/** The output of a short-lived program. `code` is null when it was killed or could not be started at all. */
export interface Captured {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end and collects its output on both streams. Never rejects. */
export function capture(command: string, args: readonly string[], timeoutMs: number): Promise<Captured> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL' });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}
