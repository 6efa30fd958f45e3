import { CODE_LOG_LEVELS, DEFAULT_APP_SETTINGS, type CodeLogLevel, type CodeLogSettings } from '@parlance/app-settings';
import { ObjectId } from '@parlance/mongo';
import type { CodePart, CodePlace, LogDocument } from '../database/documents.ts';
import { maskSecrets } from './mask.ts';

const DAY_MS = 86_400_000;
/** Parse Server's mark of a text that was cut. */
const CUT = '... (truncated)';

/** A line for the log of an app. */
export interface LogEntry {
  readonly app: string;
  readonly level: CodeLogLevel;
  /** As user code wrote it; secrets are masked here. */
  readonly text: string;
  /** The function, trigger or job that ran. */
  readonly part?: CodePart | undefined;
  readonly requestId?: string | undefined;
  readonly jobId?: string | undefined;
  readonly place?: CodePlace | undefined;
}

/** For an app of which this process knows no settings. */
export const DEFAULT_LOG_SETTINGS: CodeLogSettings = DEFAULT_APP_SETTINGS.codeLog;

export function isKept(level: CodeLogLevel, { level: least }: CodeLogSettings): boolean {
  return least !== 'silent' && CODE_LOG_LEVELS.indexOf(level) <= CODE_LOG_LEVELS.indexOf(least);
}

/** A line as it is stored. */
export function documentOf(entry: LogEntry, { keepDays, lineLengthMax }: CodeLogSettings, at: Date): LogDocument {
  const { app, level, text, part, requestId, jobId, place } = entry;
  return {
    _id: new ObjectId(),
    a: app,
    at,
    goesAt: new Date(at.getTime() + keepDays * DAY_MS),
    rank: CODE_LOG_LEVELS.indexOf(level),
    text: maskSecrets(text.length > lineLengthMax ? text.slice(0, lineLengthMax) + CUT : text),
    ...(part === undefined ? {} : { part }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(jobId === undefined ? {} : { jobId }),
    ...(place === undefined ? {} : { place }),
  };
}
