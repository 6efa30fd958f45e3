import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

let files: readonly string[] | undefined;

/** The files of the repository as paths below ROOT, with those that are not committed yet. */
export function repositoryFiles(): readonly string[] {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 16 << 20 } as const;
  const list = (...flags: string[]) =>
    execFileSync('git', ['ls-files', ...flags], options)
      .trim()
      .split('\n');
  if (files === undefined) {
    const deleted = new Set(list('--deleted'));
    files = list('--cached', '--others', '--exclude-standard').filter((file) => !deleted.has(file));
  }
  return files;
}

/** READMEs and documents that speak of files. The contract does not: it holds wherever it stands. */
export function documents(): readonly string[] {
  return repositoryFiles().filter((file) => file.endsWith('.md') && !file.startsWith('docs/contract/'));
}
