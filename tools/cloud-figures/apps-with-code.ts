import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PUBLIC } from '@parlance/acl';
import { CodeHost } from '../../apps/functions/src/host/code-host.ts';
import type { Code } from '../../apps/functions/src/host/code.ts';
import { runtimeEntry } from '../../apps/functions/src/host/runtime-entry.ts';
import { probeLayers } from '../../apps/functions/src/isolation/probe-layers.ts';
import { buildRuntime } from '../build.ts';

const DEADLINE_MS = 9_000;
const LIMITS = { workersMax: 2, memoryMb: 256, idleSeconds: 1 };

/** Apps with code in one host, without any other service. */
export class AppsWithCode {
  readonly host: CodeHost;
  readonly folder: string;
  readonly #codes = new Map<string, Code>();
  registrations = 0;

  private constructor(folder: string, walls: Awaited<ReturnType<typeof probeLayers>>, processesMax: number) {
    this.folder = folder;
    const answer = { status: 200, body: Buffer.from('{"results":[]}') };
    this.host = new CodeHost({
      walls,
      runtime: runtimeEntry(),
      // A real request waits for a service at least once.
      perform: () => new Promise((resolve) => setImmediate(resolve, answer)),
      connect: async () => ({ error: { code: 'EACCES', message: 'There is no network here.' } }),
      words: { log: () => undefined, fault: () => undefined, broken: () => undefined, unloadable: () => undefined, ended: () => undefined },
      manifest: (_app, _code, { functions, triggers }) => {
        this.registrations = (functions as string[]).length + Object.values(triggers as Record<string, string[]>).flat().length;
      },
      processesMax,
    });
  }

  static async start(processesMax: number): Promise<AppsWithCode> {
    await buildRuntime();
    const folder = await mkdtemp(join(tmpdir(), 'cloud-figures-'));
    await chmod(folder, 0o755);
    return new AppsWithCode(folder, await probeLayers(), processesMax);
  }

  async declare(app: string, text: string): Promise<void> {
    const folder = join(this.folder, app);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{}');
    await writeFile(join(folder, 'main.js'), text);
    this.#codes.set(app, { version: 'v1', entry: join(folder, 'main.js'), readable: [folder], settings: {} });
  }

  /** @returns the bytes of the answer @throws the error of the code */
  async call(app: string, name: string, body: Uint8Array, deadlineMs = DEADLINE_MS): Promise<Uint8Array> {
    const code = this.#codes.get(app);
    if (code === undefined) throw new Error(`The app ${app} has no code.`);
    const cloud = { headers: {}, ip: '192.0.2.1', context: '{}', depth: 0 };
    const context = { app, identity: PUBLIC, deadline: Date.now() + deadlineMs, requestId: 'figures', cloud };
    return (await this.host.run(app, code, LIMITS, { what: 'function', name, body, context })).body;
  }

  async close(): Promise<void> {
    this.host.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export const BODY = Buffer.from(JSON.stringify({ text: 'x'.repeat(280) }));
export const ECHO = "Parse.Cloud.define('echo', ({ params }) => params);";

/** The value below which `share` of all values are. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
