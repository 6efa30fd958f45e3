import { processTree, readProcess } from './process-tree.ts';

const PAGES_PER_MB = 256;

/** Memory of a process and of those that it has started, in MB; 0 for one that is gone, and where nothing shows it. */
export function residentMb(processId: number): number {
  const pages = processTree(processId).map((id) => Number(readProcess(id, 'statm').split(' ')[1] ?? 0));
  return pages.reduce((sum, each) => sum + each, 0) / PAGES_PER_MB;
}
