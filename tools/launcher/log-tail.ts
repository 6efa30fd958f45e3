import { readFileSync, statSync } from 'node:fs';

const LINES = 8;

/** The present end of a log, to tell later what was written since. */
export function endOfLog(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines that were written behind `start`, for a message about a process that did not start. */
export function logTail(file: string, start: number): string {
  try {
    const text = readFileSync(file).subarray(start).toString().trimEnd();
    return text === '' ? '(It wrote nothing.)' : text.split('\n').slice(-LINES).join('\n');
  } catch {
    return '(There is no log.)';
  }
}
