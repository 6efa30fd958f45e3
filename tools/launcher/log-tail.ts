import { readFileSync, statSync } from 'node:fs';

const LINES = 8;

/** The present end of a log, to tell later which lines were written since. */
export function endOfLog(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

interface LogEntry {
  readonly text: string;
  readonly grave: boolean;
}

/** A line of a service (pino: `level`, `msg`) or of MongoDB (`s`, `msg`, `attr.error`) as people read it; others as they are. */
function entryOf(line: string): LogEntry {
  try {
    const { level, s, msg, attr } = JSON.parse(line) as { level?: unknown; s?: unknown; msg?: unknown; attr?: { error?: unknown } };
    if (typeof msg !== 'string') return { text: line, grave: false };
    const reason = attr?.error === undefined ? '' : ` ${JSON.stringify(attr.error)}`;
    return { text: msg + reason, grave: level === 'fatal' || level === 'error' || s === 'F' || s === 'E' };
  } catch {
    return { text: line, grave: false };
  }
}

/** The lines behind `start`, for a message about a process that did not start: its errors, or else its last lines. */
export function logTail(file: string, start: number): string {
  if (endOfLog(file) <= start) return '(It wrote nothing.)';
  const lines = readFileSync(file).subarray(start).toString().trimEnd().split('\n');
  const entries = lines.map(entryOf);
  const grave = entries.filter((entry) => entry.grave);
  return (grave.length > 0 ? grave : entries)
    .slice(-LINES)
    .map(({ text }) => text)
    .join('\n');
}
