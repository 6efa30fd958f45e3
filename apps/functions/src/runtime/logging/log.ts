import { formatWithOptions } from 'node:util';
import type { LogLevel } from '../../channel/messages.ts';
import type { Door } from '../door.ts';

const LEVELS = ['error', 'warn', 'info', 'verbose', 'debug', 'silly'] as const satisfies readonly LogLevel[];

/** `request.log`, with the methods of Parse Server's logger. */
export type Log = Readonly<Record<LogLevel | 'silent', (...values: unknown[]) => void>> & {
  readonly log: (level: string, ...values: unknown[]) => void;
};

/** Any values as one text, as `console` writes them. */
export function asText(values: readonly unknown[]): string {
  return formatWithOptions({ colors: false, depth: 4 }, ...values);
}

export function logOf(door: Door): Log {
  const at =
    (level: LogLevel) =>
    (...values: unknown[]) =>
      door.log(level, asText(values));
  const methods = Object.fromEntries(LEVELS.map((level) => [level, at(level)])) as Record<LogLevel, (...values: unknown[]) => void>;
  return {
    ...methods,
    silent: () => undefined,
    log: (level, ...values) => door.log((LEVELS as readonly string[]).includes(level) ? (level as LogLevel) : 'info', asText(values)),
  };
}

const CONSOLE: Readonly<Record<string, LogLevel>> = {
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
  debug: 'debug',
  trace: 'debug',
  dir: 'info',
  table: 'info',
};

/** Makes `console` write log lines of the run that writes, instead of to the process's streams, which nobody reads. */
export function captureConsole(door: Door): void {
  for (const [name, level] of Object.entries(CONSOLE)) {
    Object.defineProperty(console, name, {
      configurable: true,
      writable: true,
      enumerable: true,
      value: (...values: unknown[]) => door.log(level, asText(name === 'dir' ? values.slice(0, 1) : values)),
    });
  }
  console.assert = (condition, ...values) => {
    if (!condition) door.log('warn', asText(['Assertion failed', ...values]));
  };
}
