import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const POLL_MS = 50;
const TIMEOUT_MS = 60_000;

/** `npm start` as a process of its own, with a data folder of its own. */
export class LauncherRun {
  output = '';
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;

  constructor(dataFolder: string, args: readonly string[]) {
    const env: NodeJS.ProcessEnv = { ...process.env, PARLANCE_DATA_FOLDER: dataFolder };
    // It is to find its servers by itself, as on a newcomer's machine.
    for (const name of ['MONGODB_URL', 'NATS_URL', 'REDIS_URL', 'NODE_ENV', 'npm_lifecycle_event']) delete env[name];
    this.#child = spawn(join(ROOT, 'node_modules/.bin/node'), [join(ROOT, 'tools/start.mjs'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collect = (chunk: Buffer): void => {
      this.output += chunk.toString();
    };
    this.#child.stdout?.on('data', collect);
    this.#child.stderr?.on('data', collect);
    this.#exit = new Promise((settle) => this.#child.once('close', settle));
  }

  /** Resolves once the output holds the text; rejects with the output when it ends or takes too long before that. */
  async says(text: string): Promise<void> {
    const end = performance.now() + TIMEOUT_MS;
    while (!this.output.includes(text)) {
      if (this.#child.exitCode !== null || performance.now() > end) throw new Error(`It never said "${text}", but:\n${this.output}`);
      await new Promise((wake) => setTimeout(wake, POLL_MS));
    }
  }

  /** Interrupts it as Ctrl-C does, without a terminal. Resolves with the exit code once the process and its output have ended. */
  interrupt(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#exit;
  }

  ended(): Promise<number | null> {
    return this.#exit;
  }

  /** Sends the request of the printed curl line. */
  followPrintedLine(): Promise<Response> {
    const { url, headers, body } = this.#printedLine();
    return fetch(url, { method: 'POST', headers, body });
  }

  /** Reads the class that the printed line writes into. */
  async storedObjects(): Promise<Record<string, unknown>[]> {
    const { url, headers } = this.#printedLine();
    const response = await fetch(url, { headers });
    const { results } = (await response.json()) as { results: Record<string, unknown>[] };
    return results;
  }

  #printedLine(): { url: string; headers: Record<string, string>; body: string } {
    const line = /^curl .*$/m.exec(this.output)?.[0];
    if (line === undefined) throw new Error(`There is no curl line in:\n${this.output}`);
    const headers = [...line.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name, value]) => [name, value] as [string, string]);
    return { url: /http:\S+$/.exec(line)?.[0] ?? '', headers: Object.fromEntries(headers), body: /-d '([^']+)'/.exec(line)?.[1] ?? '' };
  }
}
