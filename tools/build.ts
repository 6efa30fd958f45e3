import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { buildPages, inputsOfPages, PAGES_FOLDER } from './build-pages.ts';
import { rolldown, type InputOptions, type OutputChunk } from 'rolldown';

/**
 * Bundles a service: `node tools/build.ts gateway [--full]`.
 *
 * By default our own code becomes apps/<app>/dist/main.js and packages stay in node_modules, which takes a tenth of a second.
 * `--full` takes the packages in as well and writes apps/<app>/dist-full, which runs without node_modules.
 * Either folder gets a package.json that names the packages left outside in their exact versions.
 */
const ROOT = resolve(import.meta.dirname, '..');
const OWN_SCOPE = '@parlance/';
/** Packages that no bundle can hold: those with compiled parts, and those that read files of their own while they run. */
const NATIVE: ReadonlySet<string> = new Set(['@grpc/reflection', 'grpc-health-check', '@node-rs/argon2', '@node-rs/bcrypt', 'isolated-vm']);
/** A program that holds this module starts processes for the code of apps, and needs the runtime beside it. */
const RUNTIME_USER = 'apps/functions/src/host/runtime-entry.ts';
const RUNTIME_MAIN = 'apps/functions/src/runtime/main.ts';
export const RUNTIME_FOLDER = 'runtime';
/** A program that holds this module serves the pages of the console, and has a copy of them beside it. */
const PAGES_USER = 'apps/console/src/pages/built-pages.ts';
const PAGES_COPY = 'pages';
/** The files that every bundle depends on besides the modules it holds. */
const SHARED_INPUTS = ['tools/build.ts', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json'];
const INPUTS_FILE = 'inputs.json';
const PACKAGE = 'package.json';

export interface BuildResult {
  readonly app: string;
  readonly folder: string;
  /** False when the bundle on disk was made from the very same inputs. */
  readonly rebuilt: boolean;
}

const packageOf = (id: string): string =>
  id
    .split('/')
    .slice(0, id.startsWith('@') ? 2 : 1)
    .join('/');

/** Our code, the compiler's own helpers (which are no dependency of ours, so no installed package holds them) and virtual modules. */
const belongsInside = (id: string): boolean =>
  id.startsWith('.') ||
  isAbsolute(id) ||
  id.startsWith(OWN_SCOPE) ||
  id.startsWith('@oxc-project/runtime') ||
  id.startsWith('#') ||
  id.startsWith('\0');

function inputOptions(main: string, full: boolean): InputOptions {
  return {
    input: { main },
    platform: 'node',
    tsconfig: join(ROOT, 'tsconfig.json'),
    transform: { target: 'es2024' },
    external: full ? (id) => isBuiltin(id) || NATIVE.has(packageOf(id)) : (id) => !belongsInside(id),
    onLog(level, log, next) {
      // Optional peers that are not installed (other transports of Nest) stay outside and are never reached.
      const expected = full && (log.code === 'UNRESOLVED_IMPORT' || log.code === 'EVAL');
      if (!expected) next(level, log);
    },
  };
}

const fileHash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('base64');

/** Hashes of the files a bundle was made from, by path from the root. */
type Inputs = Record<string, string>;

function hashInputs(paths: Iterable<string>): Inputs {
  return Object.fromEntries([...paths].sort().map((path) => [path, fileHash(join(ROOT, path))]));
}

function isFresh(folder: string): boolean {
  try {
    const noted = JSON.parse(readFileSync(join(folder, INPUTS_FILE), 'utf8')) as Inputs;
    const unchanged = Object.entries(noted).every(([path, hash]) => fileHash(join(ROOT, path)) === hash);
    return unchanged && existsSync(join(folder, 'main.js'));
  } catch {
    return false; // Never built, or a file it was made from is gone.
  }
}

function ownModules(chunks: readonly OutputChunk[]): string[] {
  return chunks
    .flatMap(({ moduleIds }) => moduleIds)
    .filter((id) => isAbsolute(id) && !id.includes('/node_modules/'))
    .map((id) => relative(ROOT, id));
}

/** The packages that the chunks still import, in the versions of the lock file. */
function packagesOutside(chunks: readonly OutputChunk[]): Record<string, string> {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version?: string }> };
  const names = new Set(
    chunks
      .flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports])
      .filter((id) => !isBuiltin(id) && !id.endsWith('.js'))
      .map(packageOf),
  );
  const versions = [...names].sort().map((name) => [name, lock.packages[`node_modules/${name}`]?.version] as const);
  return Object.fromEntries(versions.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function bundle(main: string, folder: string, full: boolean): Promise<OutputChunk[]> {
  const build = await rolldown(inputOptions(main, full));
  try {
    const { output } = await build.write({
      dir: folder,
      format: 'esm',
      sourcemap: !full,
      cleanDir: true,
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-[hash].js',
      keepNames: true,
      // Modules that both the program and a part that is loaded later need may not end up in the entry: see below.
      codeSplitting: { groups: [{ name: 'shared', minShareCount: 2, entriesAware: true }] },
    });
    const chunks = output.filter((part) => part.type === 'chunk');
    assertNothingImportsEntry(chunks);
    return chunks;
  } finally {
    await build.close();
  }
}

/**
 * The entry waits for its service to start (`await` at the top level). A part that is loaded meanwhile and imports the entry would wait for
 * that, and the entry for the part: the program would hang without a word.
 */
function assertNothingImportsEntry(chunks: readonly OutputChunk[]): void {
  const entries = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  const culprit = chunks.find(({ imports }) => imports.some((name) => entries.has(name)));
  if (culprit !== undefined) throw new Error(`${culprit.fileName} imports the entry, which would wait for it: the program would hang.`);
}

/** Bundles one app, unless its bundle is up to date. Rejects with the compiler's message. */
export async function buildApp(app: string, { full = false } = {}): Promise<BuildResult> {
  const folder = join(ROOT, 'apps', app, full ? 'dist-full' : 'dist');
  if (isFresh(folder)) return { app, folder, rebuilt: false };
  const chunks = await bundle(join(ROOT, 'apps', app, 'src/main.ts'), folder, full);
  const own = ownModules(chunks);
  if (own.includes(RUNTIME_USER)) own.push(...(await bundleRuntime(join(folder, RUNTIME_FOLDER))));
  if (own.includes(PAGES_USER)) own.push(...(await copyPages(join(folder, PAGES_COPY))));
  const manifest = { name: app, private: true, type: 'module', dependencies: packagesOutside(chunks) };
  writeFileSync(join(folder, PACKAGE), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, INPUTS_FILE), JSON.stringify(hashInputs(new Set([...SHARED_INPUTS, ...own]))));
  return { app, folder, rebuilt: true };
}

/**
 * Bundles the program that loads the code of an app, with the SDK in it: one file, the only one of ours that such a process can read.
 * @returns the modules of ours in it
 */
async function bundleRuntime(folder: string): Promise<string[]> {
  const build = await rolldown({ ...inputOptions(join(ROOT, RUNTIME_MAIN), true), external: isBuiltin });
  try {
    const { output } = await build.write({ dir: folder, format: 'esm', cleanDir: true, keepNames: true, codeSplitting: false });
    // Node asks above the file, which it may not read, whether a folder holds modules.
    writeFileSync(join(folder, PACKAGE), '{"type":"module"}\n');
    const own = ownModules(output.filter((part) => part.type === 'chunk'));
    writeFileSync(join(folder, INPUTS_FILE), JSON.stringify(hashInputs(new Set([...SHARED_INPUTS, ...own]))));
    return own;
  } finally {
    await build.close();
  }
}

/** @returns the files that the pages were built of */
async function copyPages(folder: string): Promise<readonly string[]> {
  await buildPages();
  cpSync(PAGES_FOLDER, folder, { recursive: true });
  return inputsOfPages();
}

/** Builds the runtime for the service run from its sources, as tests do. */
export async function buildRuntime(): Promise<void> {
  const folder = join(ROOT, 'apps/functions/dist', RUNTIME_FOLDER);
  if (!isFresh(folder)) await bundleRuntime(folder);
}

/** Bundles a program of a tool into `folder`/main.js, with packages left in node_modules, or taken in as far as they can be. */
export async function buildTool(main: string, folder: string, { full = false } = {}): Promise<void> {
  await bundle(main, folder, full);
}

/** The apps that have a program to build, by folder name. */
export function buildableApps(): string[] {
  return readdirSync(join(ROOT, 'apps')).filter((app) => existsSync(join(ROOT, 'apps', app, 'src/main.ts')));
}

async function main(args: readonly string[]): Promise<void> {
  const named = args.filter((arg) => !arg.startsWith('--')).map((name) => name.replace(OWN_SCOPE, ''));
  for (const app of named.length > 0 ? named : buildableApps()) {
    const { folder, rebuilt } = await buildApp(app, { full: args.includes('--full') });
    console.log(`${app}: ${relative(ROOT, folder)} ${rebuilt ? 'built' : 'is up to date'}`);
  }
}

if (import.meta.main) await main(process.argv.slice(2));
