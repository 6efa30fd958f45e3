import { readFileSync } from 'node:fs';

/** The last lines of a log, for a message about a process that did not start. Empty when there is no log. */
export function logTail(file: string, lines = 8): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
