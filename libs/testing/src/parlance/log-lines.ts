import { createLogger, type Logger, type LogLevel } from '@parlance/telemetry';

export type LogLine = Readonly<Record<string, unknown>>;

/** A logger whose lines are kept, parsed, to be looked at. */
export function keepingLogger(service: string, level: LogLevel, lines: LogLine[]): Logger {
  return createLogger({ service, level, destination: { write: (line) => void lines.push(JSON.parse(line) as LogLine) } });
}
