import type { cloud } from '@parlance/admin-operations';

interface PartFigures {
  readonly servedBy: string;
  readonly calls: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly isSlow?: boolean;
  readonly lastError?: {
    readonly at: string;
    readonly code: number;
    readonly message: string;
    readonly place?: { readonly file: string; readonly line: number };
  };
}

/** The report on the code of an app, as `GET /admin/cloud` answers it. */
export interface CodeReport {
  readonly version: string | null;
  readonly state: 'none' | 'loading' | 'ready';
  readonly since: string;
  readonly functions: readonly (PartFigures & { readonly functionName: string })[];
  readonly triggers: readonly (PartFigures & { readonly className: string; readonly triggerName: string })[];
  readonly jobs: readonly (PartFigures & { readonly jobName: string })[];
}

/** Functions, triggers and jobs as one list. */
export function partsOf({ functions, triggers, jobs }: CodeReport): cloud.CodePart[] {
  return [
    ...functions.map(({ functionName, ...figures }) => partOf('function', functionName, figures)),
    ...triggers.map(({ className, triggerName, ...figures }) => partOf('trigger', `${triggerName} ${className}`, figures)),
    ...jobs.map(({ jobName, ...figures }) => partOf('job', jobName, figures)),
  ];
}

function partOf(kind: cloud.CodePart['kind'], name: string, { lastError, ...figures }: PartFigures): cloud.CodePart {
  if (lastError === undefined) return { kind, name, ...figures };
  const { at, code, message, place } = lastError;
  return {
    kind,
    name,
    ...figures,
    lastError: { at, code, message, ...(place === undefined ? {} : { file: place.file, line: place.line }) },
  };
}
