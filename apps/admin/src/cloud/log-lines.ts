import type { cloud } from '@parlance/admin-operations';

/** A page of lines has fewer of them where they are long: it has to fit into one message. */
const PAGE_LENGTH_MAX = 500_000;

/** A line of the log as `GET /scriptlog` answers it. */
export interface StoredLine {
  readonly level: string;
  readonly message: string;
  readonly timestamp: string;
  readonly functionName?: string;
  readonly jobName?: string;
  readonly triggerType?: string;
  readonly className?: string;
  readonly requestId?: string;
  readonly jobId?: string;
  readonly place?: { readonly file: string; readonly line: number };
}

interface Narrowed {
  readonly level: string;
  readonly part?: string | undefined;
  readonly requestId?: string | undefined;
  readonly jobId?: string | undefined;
}

/** The parameters of `GET /scriptlog` that narrow the lines. */
export function askedOf({ level, part, requestId, jobId }: Narrowed): Record<string, unknown> {
  return { level, functionName: part, requestId, jobId };
}

export function lineOf({ timestamp, level, message, place, requestId, jobId, ...of }: StoredLine): cloud.LogLine {
  const { functionName, jobName, triggerType, className } = of;
  const part = functionName ?? jobName ?? (triggerType === undefined ? undefined : `${triggerType} ${className ?? ''}`);
  return {
    ...{ at: timestamp, level, message },
    ...(part === undefined ? {} : { part }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(jobId === undefined ? {} : { jobId }),
    ...(place === undefined ? {} : { file: place.file, line: place.line }),
  };
}

/** @param asked how many lines were asked for: fewer are the last ones */
export function pageOf(stored: readonly StoredLine[], asked: number): { lines: cloud.LogLine[]; next?: string } {
  let length = 0;
  const tooMany = stored.findIndex(({ message }) => (length += message.length) > PAGE_LENGTH_MAX);
  const lines = (tooMany === -1 ? stored : stored.slice(0, Math.max(1, tooMany))).map(lineOf);
  const last = lines.at(-1);
  const isWhole = lines.length === stored.length && stored.length < asked;
  return isWhole || last === undefined ? { lines } : { lines, next: last.at };
}
