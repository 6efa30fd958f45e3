import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { testServers, uniqueName } from '@parlance/testing';

const UP_MS_MAX = 20_000;
export type LogLine = Readonly<Record<string, unknown>>;

/** A running probe-process.ts, and all it says. */
export class Probe {
  readonly prefix: string;
  readonly busKey = randomBytes(32);
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #stdout = '';
  #stderr = '';
  readonly #exit: Promise<number | null>;

  /** @param env of the process; nothing of ours is inherited */
  constructor(env: Readonly<Record<string, string>> = {}) {
    this.prefix = uniqueName('probe');
    const program = new URL('probe-process.ts', import.meta.url).pathname;
    const servers = { NATS_URL: testServers().natsUrl, PARLANCE_BUS_PREFIX: this.prefix };
    const base = { ...servers, PARLANCE_BUS_KEY: this.busKey.toString('base64'), PARLANCE_PORT: '0' };
    this.#child = spawn(process.execPath, [program], { env: { ...base, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout.on('data', (text: Buffer) => (this.#stdout += text.toString()));
    this.#child.stderr.on('data', (text: Buffer) => (this.#stderr += text.toString()));
    this.#exit = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Whole lines only: the last may still be under way. */
  get lines(): readonly LogLine[] {
    const whole = this.#stdout.slice(0, this.#stdout.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Exit code; null when a signal ended it without its consent. */
  get exited(): Promise<number | null> {
    return this.#exit;
  }

  /** Waits for a line with this message. */
  async said(message: string | RegExp): Promise<LogLine> {
    const until = Date.now() + UP_MS_MAX;
    for (;;) {
      const line = this.lines.find(({ msg }) => (typeof message === 'string' ? msg === message : message.test(String(msg))));
      if (line !== undefined) return line;
      if (Date.now() > until || this.#child.exitCode !== null)
        throw new Error(`The process did not say "${String(message)}":\n${this.#stdout}${this.#stderr}`);
      await sleep(20);
    }
  }

  /** Waits until it is up. */
  async up(): Promise<{ url: string; health: string }> {
    return (await this.said('Up and running.')) as unknown as { url: string; health: string };
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** For afterEach: nothing is left running. */
  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
