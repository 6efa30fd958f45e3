import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export interface TrackedFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly source: string;
}

/** The files that git tracks and that the working tree still has, of these forms (`*.ts`). */
export function trackedFiles(...forms: readonly string[]): readonly TrackedFile[] {
  const listed = execFileSync('git', ['ls-files', '--', ...forms], { cwd: ROOT, encoding: 'utf8' });
  const paths = listed.split('\n').filter((path) => path !== '' && existsSync(join(ROOT, path)));
  return paths.map((path) => ({ path, source: readFileSync(join(ROOT, path), 'utf8') }));
}

/** Code of tests: of one file, of one package, or of all. */
export function isTest(path: string): boolean {
  return path.endsWith('.spec.ts') || /^(libs\/[^/]+\/)?tests\//.test(path) || path.startsWith('libs/testing/');
}
