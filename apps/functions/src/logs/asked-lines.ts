import { CODE_LOG_LEVELS } from '@parlance/app-settings';
import type { LogDocument } from '../database/documents.ts';
import type { LinesAsked } from './log.store.ts';

const WEEK_MS = 7 * 86_400_000;
const USUAL = 10;
const LINES_MAX = 1_000;
const INFO_RANK = CODE_LOG_LEVELS.indexOf('info');

/**
 * The lines that somebody asks for, with Parse Server's parameters: `from` a week ago and `until` now unless they are dates, `size` (or `n`,
 * which goes before) 10 unless it is a number, at most 1,000, `order` 'desc' unless it is 'asc', `level` 'info': lines of that level and more
 * serious ones. `functionName`, `requestId` and `jobId` narrow the search.
 */
export function askedLines(app: string, parameters: Readonly<Record<string, unknown>>, now: number): LinesAsked {
  const { from, until, size, n, order, level } = parameters;
  const rank = CODE_LOG_LEVELS.findIndex((known) => known === level);
  const count = Math.trunc(Number(n ?? size));
  return {
    app,
    from: dateOf(from) ?? new Date(now - WEEK_MS),
    until: dateOf(until) ?? new Date(now),
    rankMax: rank === -1 ? INFO_RANK : rank,
    order: order === 'asc' ? 'asc' : 'desc',
    limit: count > 0 ? Math.min(count, LINES_MAX) : USUAL,
    part: textOf(parameters['functionName']),
    requestId: textOf(parameters['requestId']),
    jobId: textOf(parameters['jobId']),
  };
}

/** A line as it is shown: `level`, `message` and `timestamp` as at Parse Server, and the function and request that it belongs to. */
export function shownLine({ at, rank, text, part, requestId, jobId, place }: LogDocument): Record<string, unknown> {
  return {
    level: CODE_LOG_LEVELS[rank] ?? 'info',
    message: text,
    timestamp: at.toISOString(),
    ...shownPart(part),
    ...(requestId === undefined ? {} : { requestId }),
    ...(jobId === undefined ? {} : { jobId }),
    ...(place === undefined ? {} : { place }),
  };
}

function shownPart(part: LogDocument['part']): Record<string, unknown> {
  if (part === undefined) return {};
  if (part.kind !== 'trigger') return { [part.kind === 'job' ? 'jobName' : 'functionName']: part.name };
  const [triggerType, className] = part.name.split(' ');
  return { triggerType, className };
}

function dateOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) || value === '' ? undefined : date;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
