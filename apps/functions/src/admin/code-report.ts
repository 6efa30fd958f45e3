import type { config, TriggerKind } from '@parlance/contracts';
import type { CodePart, CountDocument, CountedBy } from '../database/documents.ts';
import { quantile } from './durations.ts';

/** One function or trigger in the report of an app's code. Times in milliseconds, 19 % too high at most; absent without calls. */
export interface PartReport {
  readonly servedBy: CountedBy;
  readonly calls: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Of triggers alone: a call in a hundred takes longer than the app's `slowTriggerMs`. */
  readonly isSlow?: boolean;
  readonly lastError?: Readonly<Record<string, unknown>>;
}

export interface CodeReport {
  readonly version: string | null;
  readonly state: 'none' | 'loading' | 'ready';
  readonly since: string;
  readonly functions: readonly (PartReport & { readonly functionName: string })[];
  readonly triggers: readonly (PartReport & { readonly className: string; readonly triggerName: string })[];
  readonly jobs: readonly (PartReport & { readonly jobName: string })[];
  /** The slow ones by their names, the slowest first. */
  readonly slowTriggers: readonly string[];
}

type App = Pick<config.AppForFunctions, 'cloud' | 'release' | 'manifest' | 'hooks' | 'settings'>;

/** All functions and triggers that are in force, called or not, with the counts of their calls. @param counts of the versions in force */
export function codeReport(app: App, counts: readonly CountDocument[], since: Date): CodeReport {
  const { manifest, hooks, settings } = app;
  const isDeclared = (app.cloud ?? app.release) !== undefined;
  const reportOf = (kind: CodePart['kind'], name: string, servedBy: CountedBy): PartReport =>
    partReport(
      servedBy,
      counts.filter(({ part, by }) => by === servedBy && part.kind === kind && part.name === name),
    );
  const servedBy = (isHooked: boolean | undefined): CountedBy => (isHooked === true ? 'webhook' : 'code');
  const triggers = triggersOf(app).map(({ kind, className, isHooked }) => {
    const report = reportOf('trigger', `${kind} ${className}`, servedBy(isHooked));
    return { className, triggerName: kind, ...report, isSlow: (report.p99Ms ?? 0) > settings.slowTriggerMs };
  });
  const slow = triggers.filter(({ isSlow }) => isSlow).sort((one, other) => (other.p99Ms ?? 0) - (one.p99Ms ?? 0));
  const names = new Set([...(manifest?.functions ?? []), ...(hooks?.functions ?? [])]);
  return {
    version: manifest?.version ?? null,
    state: isDeclared ? (manifest === undefined ? 'loading' : 'ready') : hooks === undefined ? 'none' : 'ready',
    since: since.toISOString(),
    functions: [...names]
      .sort()
      .map((name) => ({ functionName: name, ...reportOf('function', name, servedBy(hooks?.functions.includes(name))) })),
    triggers,
    jobs: (manifest?.jobs ?? []).map((jobName) => ({ jobName, ...reportOf('job', jobName, 'code') })),
    slowTriggers: slow.map(({ className, triggerName }) => `${triggerName} ${className}`),
  };
}

function triggersOf({ manifest, hooks }: App): { readonly kind: TriggerKind; readonly className: string; readonly isHooked: boolean }[] {
  const classes = new Set([...Object.keys(manifest?.triggers ?? {}), ...Object.keys(hooks?.triggers ?? {})]);
  return [...classes].sort().flatMap((className) => {
    const hooked = hooks?.triggers[className] ?? [];
    const kinds = new Set([...(manifest?.triggers[className] ?? []), ...hooked]);
    return [...kinds].map((kind) => ({ kind, className, isHooked: hooked.includes(kind) }));
  });
}

function partReport(servedBy: CountedBy, counts: readonly CountDocument[]): PartReport {
  const sum = (member: 'calls' | 'errors' | 'timeouts') => counts.reduce((total, document) => total + document[member], 0);
  const times = new Map<number, number>();
  for (const document of counts)
    for (const [name, count] of Object.entries(document.times)) {
      const range = Number(name.slice(1));
      times.set(range, (times.get(range) ?? 0) + count);
    }
  const [p50Ms, p99Ms] = [quantile(times, 0.5), quantile(times, 0.99)];
  const errors = counts.flatMap(({ lastError }) => (lastError === undefined ? [] : [lastError]));
  const last = errors.sort((one, other) => other.at.getTime() - one.at.getTime())[0];
  return {
    servedBy,
    calls: sum('calls'),
    errors: sum('errors'),
    timeouts: sum('timeouts'),
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p99Ms === undefined ? {} : { p99Ms }),
    ...(last === undefined ? {} : { lastError: { ...last, at: last.at.toISOString() } }),
  };
}
