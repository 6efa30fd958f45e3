import { readFileSync } from 'node:fs';

/** Code behind all walls starts nothing; where some are missing, a chain of processes is cut here. */
const GENERATIONS_MAX = 4;

/** A process and those that it has started, as Linux shows them: behind `unshare` the process with the code is a child. */
export function processTree(processId: number, generations = GENERATIONS_MAX): number[] {
  if (generations === 0) return [processId];
  const children = readProcess(processId, `task/${processId}/children`)
    .split(' ')
    .filter((id) => id !== '');
  return [processId, ...children.flatMap((id) => processTree(Number(id), generations - 1))];
}

/** A file that Linux shows about a process; empty for one that is gone, and where nothing is shown. */
export function readProcess(processId: number, file: string): string {
  try {
    return readFileSync(`/proc/${processId}/${file}`, 'utf8').trim();
  } catch {
    return ''; // It has ended meanwhile.
  }
}
