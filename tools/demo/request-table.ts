import type { RunningParlance } from './running-parlance.ts';

interface Counts {
  readonly points: readonly string[];
  readonly counts: readonly number[];
  readonly total: number;
  readonly groups: readonly { readonly value: string; readonly counts: readonly number[] }[];
}

type Target = Pick<RunningParlance, 'serverUrl' | 'appId' | 'masterKey'>;

const HOURS = 24;
const HOUR_MS = 3_600_000;
const VERBS_MAX = 4;
/** Counters leave a gateway every second and a half, and are stored within a second. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 250;

/** Prints the API requests of the last day, the demo's own among them, hour by hour and by verb; hours without any are left out. */
export async function printRequestTable(parlance: Target): Promise<void> {
  const { points, counts, groups, total } = await countsOnceThere(parlance);
  console.log(`\nThe last ${HOURS} hours, as the analytics service has counted them: ${total.toLocaleString('en')} API requests`);
  const cells = (hour: string, numbers: readonly (number | string)[]) =>
    [hour.padEnd(18), ...numbers.map((number) => String(number).padStart(9))].join('');
  console.log(cells('  hour (UTC)', ['all', ...groups.map(({ value }) => value)]));
  points.forEach((point, index) => {
    if ((counts[index] ?? 0) === 0) return;
    console.log(
      cells(`  ${point.slice(0, 13).replace('T', ' ')}:00`, [counts[index] ?? 0, ...groups.map((group) => group.counts[index] ?? 0)]),
    );
  });
}

async function countsOnceThere(parlance: Target): Promise<Counts> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const counts = await ask(parlance);
    if (counts.total > 0 || Date.now() > until) return counts;
    await new Promise((wake) => setTimeout(wake, LOOK_AGAIN_MS));
  }
}

async function ask({ serverUrl, appId, masterKey }: Target): Promise<Counts> {
  const from = new Date(Date.now() - HOURS * HOUR_MS).toISOString();
  const response = await fetch(`${serverUrl}/analytics/query`, {
    method: 'POST',
    headers: { 'X-Parse-Application-Id': appId, 'X-Parse-Master-Key': masterKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({ source: 'requests', granularity: 'hour', from, groupBy: 'verb', top: VERBS_MAX }),
  });
  if (!response.ok) throw new Error(`The question for API requests was answered by ${response.status}.`);
  return (await response.json()) as Counts;
}
