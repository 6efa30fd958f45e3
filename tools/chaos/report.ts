import { isSound, type ChaosReport } from './run.ts';

/** The report for people: a table of figures, and the times in which requests failed. */
export function reportText(report: ChaosReport): string {
  const { faults, requests, acked, lost, duplicated, unwanted, wrongCounters, outcomes, windows, slowestMs } = report;
  const longest = windows.reduce((most, { ms }) => Math.max(most, ms), 0);
  const rows: readonly (readonly [string, string])[] = [
    ['faults', faults.map(({ kind, part, atMs }) => `${kind} ${part} at ${seconds(atMs)}`).join(', ')],
    ['requests', `${requests} (${Object.entries(outcomes).map(([kind, count]) => `${kind} ${count}`).join(', ')})`], // prettier-ignore
    ['acknowledged creates', String(acked)],
    ['lost', String(lost)],
    ['duplicated', String(duplicated)],
    ['stored although refused', String(unwanted)],
    ['wrong counters', String(wrongCounters)],
    ['error windows', windows.length === 0 ? 'none' : `${windows.length}, the longest ${seconds(longest)}`],
    ...windows.map(({ atMs, ms, failures }) => ['', `at ${seconds(atMs)}: ${failures} failed in ${seconds(ms)}`] as const),
    ['slowest request', seconds(slowestMs)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const verdict = isSound(report) ? 'Nothing was lost.' : 'The deployment broke a promise: see above.';
  return ['', ...rows.map(([name, value]) => `${name.padEnd(width)}${value}`), '', verdict].join('\n');
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
