import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { NODE, ROOT } from '../../../tools/launcher/paths.ts';

const SCOPE = '@parlance';
const COPIED = ['apps', 'libs', 'tools', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json'];
const NOT_COPIED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'dist-full']);
const STOP_MS_MAX = 20_000;

const run = promisify(execFile);

/** A program of the copy that runs, and the lines it writes. */
export interface Program {
  /** Resolves with the first line that has this message. @throws Error with all it wrote when it ends before */
  said(message: string): Promise<Readonly<Record<string, unknown>>>;
  stop(): Promise<void>;
}

/** A copy of the repository's sources in a temporary folder, to be changed, built and run. Its packages are the repository's own. */
export class CopiedHouse {
  readonly root: string;
  readonly #running: Program[] = [];

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<CopiedHouse> {
    const root = await mkdtemp(join(tmpdir(), 'parlance-house-'));
    for (const name of COPIED) {
      await cp(join(ROOT, name), join(root, name), { recursive: true, filter: (source) => !NOT_COPIED.has(basename(source)) });
    }
    const packages = (await readdir(join(ROOT, 'node_modules'))).filter((name) => name !== SCOPE);
    await mkdir(join(root, 'node_modules', SCOPE), { recursive: true });
    for (const name of packages) await symlink(join(ROOT, 'node_modules', name), join(root, 'node_modules', name));
    return new CopiedHouse(root);
  }

  /** Links each package of the house itself by its name, as `npm install` does. */
  async link(): Promise<void> {
    for (const room of ['apps', 'libs']) {
      for (const folder of await readdir(join(this.root, room))) {
        const { name } = JSON.parse(await readFile(join(this.root, room, folder, 'package.json'), 'utf8')) as { name: string };
        await symlink(join(this.root, room, folder), join(this.root, 'node_modules', name));
      }
    }
  }

  /** Runs a program of the house to its end. @throws Error with its output when it fails */
  async tool(...args: readonly string[]): Promise<void> {
    try {
      await run(NODE, args, { cwd: this.root });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
      throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** Starts a built app. */
  start(app: string, env: Readonly<Record<string, string>>): Program {
    const child = spawn(NODE, [join(this.root, 'apps', app, 'dist/main.js')], { cwd: this.root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const program = programOf(child);
    this.#running.push(program);
    return program;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#running.map((program) => program.stop()));
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function programOf(child: ChildProcess): Program {
  let written = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const exited = once(child, 'close');
  const lineSaying = (message: string) => written.split('\n').find((line) => line.includes(`"msg":${JSON.stringify(message)}`));
  return {
    async said(message) {
      for (;;) {
        const line = lineSaying(message);
        if (line !== undefined) return JSON.parse(line) as Readonly<Record<string, unknown>>;
        if (child.exitCode !== null) throw new Error(`The program did not say "${message}":\n${written}`);
        await Promise.race([once(child.stdout!, 'data'), exited]);
      }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
      await exited;
      clearTimeout(force);
    },
  };
}
